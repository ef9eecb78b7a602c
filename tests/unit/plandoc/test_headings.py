"""Headings H1–H9: the form of the marker makes the level, numbering only warns."""

from __future__ import annotations

import pytest

from tests.unit.plandoc.documents import codes, headings, in_both_widths, plan_of, read, units, warned


def test_h1_h2_h3_make_three_levels_whether_the_text_stands_below_or_behind():
    for proposal in in_both_widths(
        "一、总体要求\n围绕中心。\n二、重点工作\n(一)建立体系。\n1.完善机制。召开会议。(甲局负责)\n2.健全机构\n配备人员。(乙局负责)"
    ):
        assert headings(proposal) == [
            ("1", "总体要求"),
            ("2", "重点工作"),
            ("2.1", "建立体系"),
            ("2.1.1", "完善机制"),
            ("2.1.2", "健全机构"),
        ]
        assert [clause.level for clause in proposal.clauses] == [1, 1, 2, 3, 3]
        assert [clause.parent for clause in proposal.clauses] == [None, None, "2", "2.1", "2.1"]


@pytest.mark.parametrize(
    "items",
    [
        "1．甲事。(甲局负责)\n2．乙事。(乙局负责)",
        "1. 甲事。(甲局负责)\n2. 乙事。(乙局负责)",
        "1 。甲事。(甲局负责)\n2。乙事。(乙局负责)",
        "1、甲事。(甲局负责)\n2、乙事。(乙局负责)",
        "１．甲事。(甲局负责)\n２．乙事。(乙局负责)",
    ],
)
def test_h3_digits_carry_any_mark(items):
    proposal = plan_of(f"一、任务\n{items}")
    assert headings(proposal) == [("1", "任务"), ("1.1", "甲事"), ("1.2", "乙事")]


def test_h4_dash_lines_and_h5_lenticular_labels_take_the_next_number_of_their_level():
    proposal = plan_of(
        "一、目标\n——质量提高。有进步。\n——服务改善。有办法。\n二、任务\n【推进措施】\n抓落实。(甲局负责)"
    )
    assert headings(proposal) == [
        ("1", "目标"),
        ("1.1", "质量提高"),
        ("1.2", "服务改善"),
        ("2", "任务"),
        ("2.1", "推进措施"),
    ]
    assert [clause.marker for clause in proposal.clauses][1:] == ["——", "——", "二、", "【推进措施】"]


def test_h6_enumerators_inside_a_paragraph_are_no_headings():
    proposal = plan_of("一、任务\n(一)抓创造。一是培育企业。二是奖励发明。三是引进人才。(甲局负责)")
    assert headings(proposal) == [("1", "任务"), ("1.1", "抓创造")]


def test_h7_a_topic_with_its_own_group_is_a_clause():
    for proposal in in_both_widths(
        "一、任务\n(一)创造\n总的要求。(甲局负责)\n工业方面:技改。(牵头单位:乙局)\n农业方面:种业。(牵头单位:丙局)"
    ):
        assert headings(proposal)[2:] == [("1.1.1", "工业方面"), ("1.1.2", "农业方面")]
        assert [task.title for task in proposal.tasks] == ["创造", "工业方面", "农业方面"]


def test_h8_flat_items_are_the_tasks():
    body = "\n".join(
        f"{number}、对第{number}类地方给予支持。(甲局负责)" for number in ("一", "二", "十", "二十九", "三十")
    )
    proposal = plan_of(body)
    assert [task.clause for task in proposal.tasks] == ["1", "2", "10", "29", "30"]


def test_h9_a_stage_head_carries_its_date():
    proposal = plan_of(
        "一、任务\n1.甲事。(甲局负责)\n二、实施步骤\n(一)动员部署(2022年底前)。开会。\n(二)组织实施(2023年1月至2023年6月)。落实。"
    )
    assert [(phase.name, phase.start_date, phase.end_date) for phase in proposal.phases] == [
        ("动员部署", None, "2022-12"),
        ("组织实施", "2023-01", "2023-06"),
    ]


def test_numbers_that_run_on_keep_the_level_of_their_form():
    proposal = plan_of("一、甲\n(一)a项。\n1.一事。(甲局负责)\n二、乙\n(二)b项。\n2.二事。(甲局负责)")
    assert [clause.id for clause in proposal.clauses] == ["1", "1.1", "1.1.1", "2", "2.2", "2.2.2"]
    assert "numbering_broken" not in warned(proposal)


def test_a_number_printed_twice_is_reported_and_still_has_an_id_of_its_own():
    proposal = plan_of("一、甲\n(一)a项。(甲局负责)\n(一)b项。(甲局负责)")
    assert [clause.id for clause in proposal.clauses] == ["1", "1.1", "1.1-2"]
    assert "numbering_broken" in warned(proposal)


def test_lost_brackets_are_put_back():
    proposal = plan_of("一、任务\n(一)甲事。(甲局负责)\n二)乙事。(甲局负责)\n(三丙事。(甲局负责)")
    assert headings(proposal)[1:] == [("1.1", "甲事"), ("1.2", "乙事"), ("1.3", "丙事")]
    assert codes(proposal) == [("bracket_inserted", "二)"), ("bracket_inserted", "(三")]


def test_a_plan_may_begin_with_bracketed_numbers_or_in_the_middle():
    assert headings(plan_of("(一)甲事。(甲局负责)\n(二)乙事。(乙局负责)")) == [("1", "甲事"), ("2", "乙事")]
    assert "starts_in_the_middle" in warned(plan_of("(六)甲事。(甲局负责)\n(七)乙事。(乙局负责)"))


def test_the_cover_notice_the_plan_and_the_annex_have_trees_of_their_own():
    proposal = read(
        "甲县人民政府关于印发甲县行动方案的通知\n各乡镇人民政府:\n一、提高认识。\n二、抓好落实。\n甲县人民政府\n2023年1月5日\n\n"
        "甲县行动方案\n一、目标\n二、任务\n(一)甲事。(甲局负责)\n\n附件\n\n一、清单\n"
    )
    assert [clause.id for clause in proposal.clauses] == ["N.1", "N.2", "1", "2", "2.1", "A1.1"]


def test_a_year_behind_a_list_number_belongs_to_the_text():
    proposal = plan_of(
        "一、任务\n1．甲事。(甲局负责)\n2．2021年6月底前完成乙事。(甲局负责)\n3.2011年7月底前完成丙事。(甲局负责)"
    )
    assert headings(proposal)[2:] == [("1.2", "2021年6月底前完成乙事"), ("1.3", "2011年7月底前完成丙事")]


def test_decimals_and_plus_names_are_no_list_numbers():
    proposal = plan_of("一、任务\n1.甲事。(甲局负责)\n1.5亿元用于奖励。\n1+X证书试点。\n1+5+N体系。")
    assert headings(proposal) == [("1", "任务"), ("1.1", "甲事")]


def test_a_number_glued_to_the_list_number_is_split_off_where_the_count_says_so():
    items = "\n".join(f"{number}.第{number}事。(甲局负责)" for number in range(1, 11))
    proposal = plan_of(f"一、任务\n{items}\n11.121人才梯队项目。(甲局负责)")
    assert headings(proposal)[-1] == ("1.11", "121人才梯队项目")


def test_tasks_directly_below_a_bracketed_heading_belong_to_it():
    proposal = plan_of("一、任务\n(一)甲事。办好。(甲局负责)\n(二)乙事。办成。(乙局负责)")
    assert [task.clause for task in proposal.tasks] == ["1.1", "1.2"]
    assert units(proposal, 1) == [("lead", "乙局")]


def test_a_plan_without_any_heading_is_one_clause():
    proposal = plan_of("开展宣传。(甲局负责)\n组织培训。(乙局负责)")
    assert [(task.clause, task.title) for task in proposal.tasks] == [("0", "开展宣传"), ("0", "组织培训")]


def test_numbered_items_are_tasks_only_where_no_group_stands():
    without = plan_of(
        "一、总体要求\n围绕中心。\n二、重点任务\n(一)甲事。办好。\n(二)乙事。办成。\n三、保障措施\n(一)加强领导。"
    )
    assert [(task.clause, task.title) for task in without.tasks] == [("2.1", "甲事"), ("2.2", "乙事")]
    with_one = plan_of("一、重点任务\n(一)甲事。办好。\n(二)乙事。办成。(甲局负责)")
    assert [task.clause for task in with_one.tasks] == ["1.2"]
