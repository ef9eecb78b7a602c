"""Institutions a plan promises to found, read for every county's plan and exactly for the seed's sentences."""

import pytest

from qiangxian.engines.plandoc.targets import TargetPassage, read_targets

SEED = [
    ("T1", "将知识产权工作纳入市委、市政府中心工作,建立知识产权工作联席会议制度,完善知识产权管理机构。"),
    ("T2", "建立全市知识产权企业培育库,引导企业加强知识产权管理机构和管理制度建设。"),
    (
        "T3",
        "逐步完善知识产权服务机制,建立知识产权专家咨询服务队伍。探索建设知识产权综合服务平台。引进服务机构在我市设立分支机构。",
    ),
    ("T4", "1.建立知识产权保护协助机制。组建执法队伍,开展宣传。"),
    (
        "T5",
        "2.建立知识产权维权、自律和保护机制。通过多种方式、方法和途径建立知识产权自律、维权和保护机制。逐步在新材料、新能源、机械制造、农牧产业、新闻出版及文化娱乐等行业建立知识产权保护联盟,制定协会自律规范。",
    ),
    ("T6", "建立知识产权服务机构3家以上服务机构和企业建立专利信息数据库1个以上。"),
    ("T7", "引进自主知识产权企业,建设研发平台和技术中心。"),
    (None, "(一)加强组织领导。成立创建工作领导小组,领导小组办公室下设于市市场监管局,纳入本单位工作计划。"),
    (
        None,
        "(二)设立知识产权专项资金,市财政部门每年安排知识产权专项资金。鼓励和支持有条件的企业设立知识产权专项经费。",
    ),
    (None, "(三)建立考核评估制度,把知识产权工作纳入市政府年度考核指标体系,定期检查。"),
]


def institutions(*passages):
    targets, _ = read_targets(passages, plan_years=(2023, 2026), written_year=2023)
    return [target for target in targets if target.kind == "existence"]


def work(text, heading="重点任务"):
    return institutions(TargetPassage(text, 0, "2.1", "T1", False, heading))


def seed_passages():
    at = 0
    for task, text in SEED:
        yield TargetPassage(text, at, "2.1", task, task is None, "保障措施" if task is None else "重点工作")
        at += len(text)


def test_the_seed_promises_twelve_institutions_in_text_order():
    found = institutions(*seed_passages())
    assert [(target.subject, target.task) for target in found] == [
        ("知识产权工作联席会议制度", "T1"),
        ("全市知识产权企业培育库", "T2"),
        ("知识产权专家咨询服务队伍", "T3"),
        ("知识产权综合服务平台", "T3"),
        ("新材料行业知识产权保护联盟", "T5"),
        ("新能源行业知识产权保护联盟", "T5"),
        ("机械制造行业知识产权保护联盟", "T5"),
        ("农牧产业行业知识产权保护联盟", "T5"),
        ("新闻出版及文化娱乐行业知识产权保护联盟", "T5"),
        ("创建工作领导小组", None),
        ("知识产权专项资金", None),
        ("知识产权工作纳入市政府年度考核指标体系", None),
    ]


def test_an_existence_target_has_no_value_and_no_unit():
    for target in institutions(*seed_passages()):
        assert (target.comparator, target.kind, target.value, target.unit) == ("exists", "existence", None, None)


def test_explored_and_gradual_are_hedges():
    hedges = {target.subject: target.hedge for target in institutions(*seed_passages())}
    assert hedges["知识产权综合服务平台"] == "探索"
    assert hedges["新材料行业知识产权保护联盟"] == "逐步"
    assert hedges["知识产权专项资金"] is None


def test_members_of_a_group_name_their_trade_and_their_group():
    (first, second) = work("在甲产业、乙产业等领域建立品牌保护联盟。")
    assert first.parameters == {"member": "甲产业", "group": "品牌保护联盟"}
    assert (first.start, first.end) == (second.start, second.end)


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("成立由县长任组长的工作领导小组。", "由县长任组长的工作领导小组"),
        ("组建知识产权强县建设工作专班。", "知识产权强县建设工作专班"),
        ("设立县级风险补偿资金池,提供增信。", "县级风险补偿资金池"),
        ("建成知识产权维权援助中心。", "知识产权维权援助中心"),
        ("设立商标品牌指导站,开展服务。", "商标品牌指导站"),
        ("建立知识产权纠纷多元化解机制。", "知识产权纠纷多元化解机制"),
        ("构建跨部门执法协作机制。", "跨部门执法协作机制"),
        ("将知识产权工作纳入各乡镇绩效考核。", "知识产权工作纳入各乡镇绩效考核"),
    ],
)
def test_other_counties_promise_institutions_in_the_same_words(text, subject):
    assert [target.subject for target in work(text)] == [subject]


@pytest.mark.parametrize(
    "text",
    [
        "建立与经济社会发展相适应的知识产权管理、服务和保护体系。",
        "健全知识产权创造和运用的工作新机制。",
        "形成机构健全、制度完善的知识产权工作长效机制。",
        "建立长效机制,建立工作机制。",
        "鼓励企业设立知识产权专项资金。",
        "支持行业协会成立知识产权保护联盟。",
        "已建立知识产权工作联席会议制度。",
        "制定关于建立知识产权评议制度的意见。",
        "组建执法队伍,建设技术中心。",
        "建设一批知识产权服务中心。",
        "建立服务站5个。",
    ],
)
def test_vague_aims_wishes_for_others_and_counts_are_no_institutions(text):
    assert work(text) == []


def test_general_aims_are_not_read_for_institutions():
    assert work("建立知识产权工作联席会议制度。", heading="一、总体要求/(二)工作目标") == []
    outside = TargetPassage("建立知识产权工作联席会议制度。", 0, "1.2", None, False, "发展思路")
    assert institutions(outside) == []


def test_an_institution_named_twice_is_one_target():
    assert len(work("建立联席会议制度。依托部门建立联席会议制度。")) == 1
