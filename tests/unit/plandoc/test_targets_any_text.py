"""Targets of any text whatever: nothing raises, every place lies in its passage."""

from hypothesis import given, settings
from hypothesis import strategies as st

from qiangxian.engines.plandoc.targets import TargetPassage, read_targets
from tests.unit.plandoc.passages import figures

WORDS = [
    "到2025年",
    "达到",
    "不少于",
    "10家",
    "万",
    "亿",
    "%",
    "分别",
    "均",
    "其中",
    "、",
    ",",
    "。",
    ";",
    ":",
    "(",
    ")",
    "《",
    "“",
    "”",
    "》",
    "一百二十名",
    "十十",
    "百分之",
    "翻一番",
    "全覆盖",
    "培育",
    "增长",
    "下降",
    "比2015年",
    "以上",
    "左右",
    "的",
    "企业",
    "机械化率",
    "前20位",
    "1到2个",
    "一半",
    "与经济增长同步",
    "甲市",
    "建立",
    "领导小组",
    "纳入",
    "考核",
    "截至",
    "可",
    "20238月",
    "13月",
    "7:1",
]
PIECES = st.lists(st.sampled_from(WORDS) | st.text(max_size=4), max_size=30).map("".join)


@settings(max_examples=150)
@given(PIECES, st.integers(0, 50), st.sampled_from([None, 2023]), st.sampled_from([None, (2023, 2026)]))
def test_arbitrary_text_never_raises_and_every_target_lies_in_its_passage(text, start, written, years):
    passage = TargetPassage(text, start, "2.1", "T1", True, "")
    targets, warnings = read_targets([passage], plan_years=years, written_year=written)
    for place in [*targets, *warnings]:
        assert start <= place.start < place.end <= start + len(text)


@given(st.integers(1, 99999), st.sampled_from(["家", "件", "个", "%"]))
def test_the_offsets_cover_the_figure(number, unit):
    text = f"前面一句话。全市企业覆盖数达到{number}{unit}以上,后面一句话。"
    (target,) = figures(text)
    assert f"{number}{unit}" in text[target.start : target.end]
    assert target.value == number
