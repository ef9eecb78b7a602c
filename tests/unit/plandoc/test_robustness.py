"""Whatever the bytes are, the reader answers, and its places hold."""

from __future__ import annotations

from importlib.resources import files
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qiangxian.engines.plandoc import read_plan
from qiangxian.engines.plandoc.matching import fold, matching_copy
from tests.unit.plandoc.documents import assert_places_hold

SEED = files("qiangxian").joinpath("rulebook/wugang/plan.txt").read_text(encoding="utf-8")
FRAGMENTS = st.sampled_from(
    [
        *(
            "一、",
            "(一)",
            "1.",
            "三)",
            "(三",
            "——",
            "【任务】",
            "。",
            "\n",
            "(",
            ")",
            "〔",
            "]",
            "、",
            "等",
            "和",
            ";",
            ":",
            "|",
            "\t",
            " ",
            "　",
        ),
        *(
            "牵头单位:",
            "责任单位;",
            "甲局",
            "各有关部门",
            "负责",
            "牵头",
            "按职责分工负责",
            "参与",
            "下同",
            "列第一位者为牵头单位",
            "以下均需乙局落实,不再列出",
        ),
        *(
            "2023年",
            "20238月",
            "一",
            "﹣",
            "底前",
            "月",
            "方案",
            "关于印发",
            "的通知",
            "附件",
            "保障措施",
            "实施步骤",
            "专项资金,重点支持",
            "權(quán)",
            "\u200b",
            "\ufffd",
        ),
        *("序号", "任务", "责任单位", "1", "2", "舞政办〔2023〕26号", "文号", "成文日期"),
    ]
)


@given(st.binary(max_size=600))
def test_any_bytes_get_an_answer(data):
    assert read_plan(data).kind in ("plan", "not_a_plan")


@given(st.text(max_size=400))
def test_any_text_gets_an_answer(text):
    assert_places_hold(read_plan(text.encode("utf-8", "replace")))


@settings(max_examples=150)
@given(st.lists(FRAGMENTS, min_size=1, max_size=60))
def test_any_mixture_of_the_notations_gets_an_answer(fragments):
    assert_places_hold(read_plan(("甲县工作方案\n" + "".join(fragments)).encode()))


@settings(max_examples=40)
@given(st.integers(0, len(SEED)), st.integers(0, len(SEED)))
def test_any_cut_of_the_seed_gets_an_answer(first, last):
    assert_places_hold(read_plan(SEED[min(first, last) : max(first, last)].encode()))


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, len(SEED)), FRAGMENTS), max_size=12))
def test_insertions_anywhere_in_the_seed_do_no_harm(insertions):
    text = SEED
    for at, fragment in insertions:
        text = text[:at] + fragment + text[at:]
    assert_places_hold(read_plan(text.encode()))


@given(st.text(alphabet=st.sampled_from(" \n\t　甲局(quán)a1。、　,:\u200b權"), max_size=120))
def test_every_character_of_the_matching_copy_leads_back_to_its_origin(text):
    copy = matching_copy(text)
    folded = fold(text)
    assert all(folded[copy.origin(at)] == mark for at, mark in enumerate(copy.text))
    assert all(copy.located(copy.origin(at)) == at for at in range(len(copy.text)))


def test_hostile_repetition_takes_no_more_than_linear_time():
    for piece in (
        "(",
        "(甲局",
        "牵头单位:",
        "一、",
        "(一)",
        "20238月一",
        "《",
        "\n附件\n",
        "责任单位:甲局\n",
        "(甲局负责)",
        "权(quán)",
        "专项资金",
        "各",
        "由甲",
    ):
        assert read_plan(("甲县工作方案\n" + piece * 5_000).encode()).kind in ("plan", "not_a_plan")


_REPEATED = [
    "2024年1月",
    "2019年1件",
    "达到5家，",
    "（县甲局）",
    "牵头单位：县甲局；",
    "实现全覆盖",
    "列第一位者为牵头单位",
    "一半",
    "附件：1.甲\n",
    "〔责任单位〕",
    "\n1.牵头单位：县局",
    "①县局1.县局；",
    "同上|甲|乙\n",
    "至少走访3次，",
]


@pytest.mark.parametrize("words", _REPEATED)
def test_time_grows_with_the_text_and_no_faster(words):
    """Four times the text takes at most eight times the time: a page can be uploaded by any office account."""
    head = "甲县实施方案\n一、任务\n（一）甲。乙。（牵头单位：县甲局）\n（二）丙。丁。（县乙局负责）\n（三）"

    def taken(length: int) -> float:
        data = (head + words * (length // len(words))).encode()
        read_plan(data)
        times = []
        for _ in range(3):
            began = process_time()
            read_plan(data)
            times.append(process_time() - began)
        return min(times)

    assert taken(20_000) <= 8 * max(taken(5_000), 0.01)
