"""Targets in forms met in plans that are not in the development corpus, each as one sentence of a plan."""

import pytest

from tests.unit.plandoc.documents import plan_of

TASKS = "\n二、任务\n(一)甲事。(甲局负责)\n(二)乙事。(乙局负责)"


def numeric(sentence, *, heading="工作目标"):
    """(comparator, value, unit, due, subject) of every numeric target of the sentence."""
    proposal = plan_of(f"一、{heading}\n{sentence}{TASKS}", title="甲县知识产权工作方案(2023-2025年)")
    found = [target for target in proposal.targets if target.id.startswith("G")]
    return [(target.comparator, target.value, target.unit, target.due, target.subject) for target in found]


STATED = [
    (
        "必须 in a name",
        "2023年底前,依法必须招标项目电子化率达到100%。",
        [(">=", 100, "%", "2023", "依法必须招标项目电子化率")],
    ),
    (
        "the duration of the clause before",
        "甲证办理时间压缩至3个工作日以内,2024年底前压缩至1个工作日。",
        [("<=", 3, "个工作日", None, "甲证办理时间"), ("<=", 1, "个工作日", "2024", "甲证办理时间")],
    ),
    ("from one step to another", "从立项到验收压减至20个工作日以内。", [("<=", 20, "个工作日", None, "从立项到验收")]),
    ("a duration that is kept", "甲证审查周期稳定在4个月。", [("=", 4, "个月", None, "甲证审查周期")]),
    ("the usual case of a duration", "一般情形注册周期压缩至7个月。", [("<=", 7, "个月", None, "一般情形注册周期")]),
    ("things that will be finished", "到2025年,首批100个示范社区全面建成。", [(">=", 100, "个", "2025", "示范社区")]),
    (
        "a share without 以上",
        "到2024年,确保甲区50%的社区建成服务站。",
        [(">=", 50, "%", "2024", "社区建成服务站")],
    ),
    (
        "a past year as the beginning of a rise leaves the figures behind it alone",
        "到2025年,甲类企业占比由2022年的25%提高到35%;投入强度达到3.2%左右。",
        [(">=", 35, "%", "2025", "甲类企业占比"), ("~", 3.2, "%", "2025", "投入强度")],
    ),
    (
        "the present figure as the beginning",
        "万人拥有量由目前的2件提高到3件以上。",
        [(">=", 3, "件", None, "万人拥有量")],
    ),
    ("a verb that is a noun", "到2025年,企业评价入库200家以上。", [(">=", 200, "家", "2025", "企业评价入库")]),
    (
        "years one after the other",
        "2023年、2024年、2025年高新技术企业分别达到8家、10家、12家。",
        [
            (">=", 8, "家", "2023", "高新技术企业"),
            (">=", 10, "家", "2024", "高新技术企业"),
            (">=", 12, "家", "2025", "高新技术企业"),
        ],
    ),
    (
        "a span of years is no part of the noun",
        "高价值专利培育数量三年累计超过300件。",
        [(">", 300, "件", None, "高价值专利培育数量")],
    ),
    ("建 inside a noun", "实现建制村服务全覆盖。", [(">=", 100, "%", None, "建制村服务")]),
    ("推动…全覆盖", "推动大中型企业研发机构全覆盖。", [(">=", 100, "%", None, "大中型企业研发机构")]),
    ("翻番", "核心产业增加值实现翻番。", [("growth", 1, "倍", None, "核心产业增加值")]),
    ("a noun in quotation marks", "新建10个以上“千兆园区”。", [(">=", 10, "个", None, "“千兆园区”")]),
    ("guests", "全年接待游客100万人次。", [(">=", 1_000_000, "人次", None, "游客")]),
    ("indicators in general", "其他主要经济指标不低于全市平均水平。", [(">=", None, None, None, "其他主要经济指标")]),
]


@pytest.mark.parametrize(("sentence", "expected"), [case[1:] for case in STATED], ids=[case[0] for case in STATED])
def test_a_target_is_read(sentence, expected):
    assert numeric(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "预留份额由30%以上提高至40%以上。",
        "目前全县已有规上企业120家,其中甲类企业20家。",
        "2022年,全县专利授权量增长6%,总量达到300件。",
        "企业须达到甲类标准3项以上的,可申请认定。",
        "甲局承担20个社区的日常检查。",
        "对个体工商户年所得额不超过200万元部分减半征收。",
    ],
)
def test_outside_the_aims_these_are_no_targets(sentence):
    assert numeric(sentence, heading="主要措施") == []


def test_history_stays_history_under_the_aims():
    assert numeric("截至2022年底,全县有效发明专利300件,甲类企业20家。") == []


def test_promises_before_the_first_heading_and_in_rows_come_in_text_order():
    proposal = plan_of(
        "力争到2025年,甲类企业达到10家。\n一、任务\n(一)新增乙类企业5家。(甲局负责)\n(二)乙事。(乙局负责)\n附件\n任务表\n序号 | 工作任务 | 牵头单位 |\n"
        "1 | 新增丙类企业20家 | 丙局 |\n2 | 丁类企业增长5% | 丁局 |"
    )
    found = [(target.id, target.value, target.task) for target in proposal.targets]
    assert found == [("G1", 10, None), ("G2", 5, "T1"), ("G3", 20, "T3"), ("G4", 5, "T4")]
