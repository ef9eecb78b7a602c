"""Lists of units in forms met in plans that are not in the development corpus."""

import pytest

from tests.unit.plandoc.documents import assert_places_hold, in_both_widths, plan_of, units, warned

L, R, C, P, I = "lead", "responsible", "cooperating", "participating", "implementing"  # noqa: E741 - the roles by initial

GROUPS = [
    ("a role of its own behind a name", "(责任单位:甲局(牵头)、乙局、丙局)", [(L, "甲局"), (R, "乙局"), (R, "丙局")]),
    ("two such roles", "(责任单位:甲局(主办)、乙局(配合单位)、各镇)", [(L, "甲局"), (C, "乙局"), (R, "各镇")]),
    ("the lead marked in a list without brackets", "责任单位:甲局(牵头)、乙局。", [(L, "甲局"), (R, "乙局")]),
    ("words before the first name", "(此项工作由甲局牵头,乙局配合)", [(L, "甲局"), (C, "乙局")]),
    ("由 alone", "(由甲局牵头,乙局配合)", [(L, "甲局"), (C, "乙局")]),
    ("责任分工 as the label of a group with verbs", "(责任分工:甲局牵头,乙局配合)", [(L, "甲局"), (C, "乙局")]),
    ("roles by verb behind 责任单位", "(责任单位:甲局牵头,乙局、丙局配合)", [(L, "甲局"), (C, "乙局"), (C, "丙局")]),
    ("负总责", "(甲局负总责,乙局配合)", [(L, "甲局"), (C, "乙局")]),
    (
        "the level in the label",
        "(市直牵头单位:市甲局;市直责任单位:市乙局;各区人民政府负责落实)",
        [(L, "市甲局"), (R, "市乙局"), (I, "各区人民政府")],
    ),
    (
        "levels that share the last word",
        "(牵头单位:甲局;责任单位:乙局,各市、州、县人民政府)",
        [(L, "甲局"), (R, "乙局"), (R, "各市、州、县人民政府")],
    ),
    (
        "a field that says when",
        "(责任单位:甲局、乙局;时间安排:2020年12月底前取得成果并持续推进)",
        [(R, "甲局"), (R, "乙局")],
    ),
]


@pytest.mark.parametrize(("printed", "expected"), [case[1:] for case in GROUPS], ids=[case[0] for case in GROUPS])
def test_a_group_gives_each_name_its_role(printed, expected):
    for proposal in in_both_widths(f"1.甲事。{printed}\n2.乙事。(丁局负责)"):
        assert units(proposal) == expected
        assert units(proposal, 1) == [(L, "丁局")]
        assert_places_hold(proposal)


def test_a_marked_name_is_printed_without_its_mark():
    given = plan_of("1.甲事。(责任单位:甲局(牵头)、乙局)").tasks[0].assignments[0]
    assert (given.unit, given.raw) == ("甲局", "甲局")


@pytest.mark.parametrize(
    "words", ["各镇街", "全区经济运行各专班", "地方各级人民政府", "各县〔市〕、区政府〔管委会〕", "开发园区"]
)
def test_more_collectives(words):
    given = plan_of(f"1.甲事。(县甲局牵头,县乙局、{words}配合)").tasks[0].assignments
    assert [(entry.unit, entry.collective) for entry in given] == [("县甲局", False), ("县乙局", False), (words, True)]


@pytest.mark.parametrize(
    "words",
    [
        "列首位的为牵头单位,下同",
        "责任单位名单中列第一位的为牵头单位,下同",
        "排名第一的为牵头单位,下同",
        "第一个单位为牵头单位,下同",
    ],
)
def test_the_first_named_leads_in_more_words(words):
    proposal = plan_of(f"1.甲事。〔责任单位:甲局、乙局。{words}〕\n2.乙事。〔责任单位:丙局、丁局〕")
    assert units(proposal) == [(L, "甲局"), (R, "乙局")]
    assert units(proposal, 1) == [(L, "丙局"), (R, "丁局")]


def test_brackets_with_nothing_but_units_are_responsible_units_and_doubtful():
    for proposal in in_both_widths(
        "一、任务\n1.甲事。(县甲局、县乙局,各乡镇人民政府)\n2.乙事。(县丙局)\n3.丙事(县甲局、县丙局)\n4.丁事。(县丁局牵头,县甲局配合)"
    ):
        assert [task.clause for task in proposal.tasks] == ["1.1", "1.2", "1.3", "1.4"]
        assert units(proposal) == [(R, "县甲局"), (R, "县乙局"), (R, "各乡镇人民政府")]
        assert units(proposal, 1) == [(R, "县丙局")]
        assert units(proposal, 2) == [(R, "县甲局"), (R, "县丙局")]
        assert [task.assignments[0].group for task in proposal.tasks] == [1, 2, 3, 4]
        assert "role_missing" in warned(proposal)


def test_a_bare_list_may_declare_its_lead_on_a_glued_line():
    proposal = plan_of(
        "一、任务(一)甲事。办好甲事。(市甲局、市乙局,各县市、区政府,列第一位的为牵头单位,下同。以下均需各县市、区政府落实,不再列出)(二)乙事。办好乙事。(市丙局、市丁集团)"
    )
    assert units(proposal) == [(L, "市甲局"), (R, "市乙局"), (R, "各县市、区政府")]
    assert units(proposal, 1) == [(L, "市丙局"), (R, "市丁集团"), (I, "各县市、区政府")]


@pytest.mark.parametrize(
    "text",
    [
        "1.甲事。(县甲局代章)\n2.乙事。(此件公开发布)\n3.丙事。",
        "1.建设市科技局(市地震局、市知识产权局)\n2.推广典型(示范区、示范站)\n3.丙事。",
        "1.甲事。(县甲局、县乙局)\n2.乙事。\n3.丙事。",
    ],
)
def test_a_single_bracket_of_names_is_no_assignment(text):
    assert all(not task.assignments for task in plan_of(text).tasks)
