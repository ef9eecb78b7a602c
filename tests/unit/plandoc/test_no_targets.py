"""Figures that look like targets and promise nothing."""

import re

import pytest

from qiangxian.engines.plandoc.vocabulary import rules
from tests.unit.plandoc.passages import BOTH_WIDTHS, brief, figures

NO_TARGETS = {
    "history to date": "截至目前,全市有效发明专利184件,商标总量达到1200件。",
    "history of a past year": "2018年底285家,较2017年底增加107家。",
    "history of a rise": "高价值专利从6.3件增加到15.8件。",
    "history with already": "已有141家企业通过认证,累计培训已达300人次。",
    "recent years": "近年来,全市商标总量突破5000件,专利增长30%。",
    "stock description": "全市86个工作站开展服务。",
    "count of measures": "推广改革举措(共23项),完成重点任务23项,召开会议3次。",
    "threshold of a rule": "500万元及以下的项目由县级审批。",
    "ceiling of a rule": "可申请最高不超过15万元的贷款。",
    "entry condition": "入围企业3家及以上的,方可评审。",
    "highest grant": "对来莆落户的团队最高给予5000万元资助。",
    "age": "35岁以下青年优先录用。",
    "condition": "人员数量达到职工人数25%(超过100人的企业达到15%)并签订1年以上合同的,可申请贷款。",
    "permission": "允许不超过五分之一不具有资格的公民担任股东。",
    "qualification": "申报企业须拥有有效发明专利5件以上,年销售收入2000万元以上。",
    "described class": "支持规模在500万元以内的企业参加展会。",
    "prohibition": "禁止生产厚度低于0.01毫米的地膜。",
    "dates": "2023年8月15日印发,2024年3月底前报送,执行期3年。",
    "document number": "按照豫知〔2023〕38号和国办发〔2016〕82号要求开展工作。",
    "money spent": "去年投入财政资金3000万元,支持项目20个。",
    "citation": "落实《关于培育1000家企业达到100亿元的意见》要求。",
    "slogan": "坚持三个统筹、四个聚焦,打造两个中心,建设一支队伍,完善1+3+N体系。",
    "name": "争创百强企业,服务世界500强企业,建设5A级景区、15分钟生活圈。",
    "deadline": "各部门30日内制定实施细则,组织青年参加3—12个月的见习。",
    "reward": "对新认定的示范企业,给予20万元奖励;每年培育10家的,一次性奖励5万元。",
    "range of area": "在8个改革试验区域内选择1家开发区开展试点。",
}


@BOTH_WIDTHS
@pytest.mark.parametrize("text", NO_TARGETS.values(), ids=NO_TARGETS.keys())
def test_near_targets_are_left_out(text, width):
    assert brief(width(text)) == []


def test_the_past_is_left_out_and_the_promise_after_it_is_read():
    text = "截至目前,有效发明专利184件,到2025年,有效发明专利达到300件。"
    assert [(target.value, target.due) for target in figures(text)] == [(300, "2025")]


def test_a_chapter_on_the_present_state_or_on_conditions_holds_no_targets():
    assert figures("商标总量达到5000件。", heading="发展现状") == []
    assert figures("发明专利达到5件以上。", heading="申报条件") == []
    assert len(figures("商标总量达到5000件。", heading="二、重点任务/(一)提升质量")) == 1


def test_the_baseline_of_a_reduction_is_no_target():
    assert brief("登记办理时间由5个工作日压缩至3个工作日。") == [("登记办理时间", "<=", 3, "个工作日")]


@pytest.mark.parametrize("cue", ["forecast", "condition_sentence", "forbid", "permission", "history_clause", "reward"])
def test_a_cue_begins_with_a_sure_character_so_that_a_scan_passes_over_all_others(cue):
    pattern = rules("targets")["cues"][f"{cue}_pattern"]
    while "(" in pattern:
        pattern = re.sub(r"\([^()]*\)|\[[^\]]*\]", "_", pattern)
    for choice in pattern.split("|"):
        assert re.match(r"[\u3400-\u9fff](?![?*])", choice), choice
