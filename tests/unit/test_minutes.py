"""Minutes as they are written: what decides is marked, what is only noted is not; the first named leads, a second is a doubt."""

import pytest

from qiangxian.engines.minutes import MinutedDecision, read_minutes, words_of

NAMES = ["市市场监管局", "市场监管局", "市财政局", "市工信局", "市科技局", "市法院", "八台镇"]
WORDING = words_of(None)
CONFERENCE = """舞钢市知识产权联席会议纪要
舞知联〔2026〕2号
会议听取了市市场监管局关于上半年工作的汇报。
会议指出，上半年各项工作有序推进。会议要求，各成员单位要提高认识。
会议议定以下事项：
一、建成知识产权公共服务站点。由市市场监管局牵头，市财政局、市科技局配合，9月底前完成。
二、补报质押融资数据。责任单位：市工信局；配合单位：市财政局。
三、开展护航行动，市市场监管局、市工信局牵头。
四、市财政局落实专项资金。
五、各成员单位报送下半年计划。
"""


def marked(text: str) -> list[MinutedDecision]:
    return read_minutes(text, NAMES, WORDING)


def test_five_numbered_decisions_are_marked_and_nothing_else() -> None:
    found = marked(CONFERENCE)
    assert [one.text[0] for one in found] == list("一二三四五")
    assert all(CONFERENCE[one.start : one.end] == one.text for one in found)


def test_lead_and_helping_units_are_read_and_two_leads_are_a_doubt() -> None:
    found = marked(CONFERENCE)
    assert [(one.leads, one.helps) for one in found] == [
        (("市市场监管局",), ("市财政局", "市科技局")),
        (("市工信局",), ("市财政局",)),
        (("市市场监管局", "市工信局"), ()),
        (("市财政局",), ()),
        ((), ()),
    ]
    assert [one.is_doubtful for one in found] == [False, False, True, False, True]


@pytest.mark.parametrize(
    ("words", "leads", "helps"),
    [
        ("会议明确，由市工信局负责梳理清单，市科技局协助。", ("市工信局",), ("市科技局",)),
        ("会议责成市财政局会同市工信局提出方案。", ("市财政局",), ()),
        ("原则同意《管理办法》，由八台镇、市工信局按职责分工负责落实。", ("八台镇", "市工信局"), ()),
        ("会议同意建站。牵头单位：市市场监管局。", ("市市场监管局",), ()),
        ("（二）会议决定设立专项资金。", (), ()),
    ],
)
def test_single_sentences(words, leads, helps) -> None:
    [one] = marked(words)
    assert (one.leads, one.helps) == (leads, helps)


@pytest.mark.parametrize(
    "words",
    [
        "会议指出，市市场监管局牵头的工作进展良好。",
        "一、上半年工作情况",
        "会议强调，由市财政局负责的资金要尽快到位。",
        "参加单位：市市场监管局、市财政局。",
        "",
    ],
)
def test_what_is_noted_is_no_decision(words) -> None:
    assert marked(words) == []


def test_a_decision_behind_what_is_noted_counts() -> None:
    [one] = marked("会议听取了汇报。会议议定，由市工信局牵头推进。")
    assert one.leads == ("市工信局",)
