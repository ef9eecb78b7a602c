"""Safeguards, purposes of money, and layout damage that a plan must survive."""

from __future__ import annotations

import opencc
import pytest

from tests.unit.plandoc.documents import assert_places_hold, headings, in_both_widths, plan_of, read, units, warned

BODY = "一、总体要求\n(一)指导思想。围绕中心。\n二、重点任务\n(一)建立体系。召开会议。(牵头单位:市财政局;责任单位:市教育局、市人力资源和社会保障局)\n(二)健全机构。配备人员。(市发展和改革局负责)\n三、保障措施\n(一)加强组织领导。牵头单位要负起责任。\n(二)加大经费投入。安排经费。"


def expected(proposal) -> None:
    assert headings(proposal) == [
        *(("1", "总体要求"), ("1.1", "指导思想"), ("2", "重点任务"), ("2.1", "建立体系"), ("2.2", "健全机构")),
        *(("3", "保障措施"), ("3.1", "加强组织领导"), ("3.2", "加大经费投入")),
    ]
    assert units(proposal) == [
        ("lead", "市财政局"),
        ("responsible", "市教育局"),
        ("responsible", "市人力资源和社会保障局"),
    ]
    assert units(proposal, 1) == [("lead", "市发展和改革局")]
    assert [item.heading for item in proposal.safeguards] == ["加强组织领导", "加大经费投入"]
    assert_places_hold(proposal)


def test_a_sound_plan_in_both_widths():
    for proposal in in_both_widths(BODY):
        expected(proposal)


def test_the_whole_body_on_one_line():
    for proposal in in_both_widths(BODY.replace("总体要求\n", "总体要求").replace("\n", "")):
        expected(proposal)


def test_traditional_characters_are_folded_and_the_print_is_kept():
    traditional = opencc.OpenCC("s2t").convert(BODY)
    proposal = plan_of(traditional, title="甲縣知識產權工作方案")
    assert proposal.title == "甲縣知識產權工作方案"
    assert units(proposal)[0] == ("lead", "市财政局")
    assert proposal.tasks[0].assignments[0].raw == "市財政局"
    assert [item.heading for item in proposal.safeguards] == ["加強組織領導", "加大經費投入"]
    assert_places_hold(proposal)


@pytest.mark.parametrize(
    "reading",
    [
        ("财政局", "财(cái)政局"),
        ("教育局", "教育(yù)局"),
        ("牵头单位", "牵(qian)头(tou) 单(dān)位"),
        ("建立", "建（jiàn）立"),
    ],
)
def test_bracketed_readings_inside_words_are_left_out(reading):
    expected(plan_of(BODY.replace(*reading)))


def test_foreign_words_in_brackets_stay():
    proposal = plan_of("1.推广政府和社会资本合作(PPP)模式和移动应用(app)。(甲局负责)")
    assert proposal.tasks[0].title == "推广政府和社会资本合作(PPP)模式和移动应用(app)"


def test_blanks_inside_words_and_between_all_characters():
    expected(plan_of(BODY.replace("财政", "财 政").replace("责任单位", "责 任 单　位")))
    expected(plan_of("\n".join(" ".join(line) for line in BODY.split("\n"))))


def test_lines_wrapped_at_the_width_of_the_page_are_joined():
    words = "围绕中心服务大局坚持创新驱动强化保护促进运用优化服务" * 6
    text = (
        BODY.replace("召开会议。", f"{words}。").replace("配备人员。", f"{words}。").replace("围绕中心。", f"{words}。")
    )
    wrapped = "\n".join(line[at : at + 34] for line in text.split("\n") for at in range(0, len(line), 34))
    proposal = plan_of(wrapped)
    assert units(proposal) == [
        ("lead", "市财政局"),
        ("responsible", "市教育局"),
        ("responsible", "市人力资源和社会保障局"),
    ]
    assert_places_hold(proposal)


def test_replacement_characters_masked_words_and_unclosed_brackets_do_no_harm():
    expected(plan_of(BODY.replace("围绕中心。", "围绕\ufffd中心,落实**要求(略)、20XX年目标[见附件。")))
    expected(plan_of("字体:[ 大 中 小\n" + BODY))


def test_a_text_that_leaves_something_out_or_begins_in_the_middle_is_flagged():
    assert "left_out" in warned(plan_of(BODY.replace("召开会议。", "……")))
    middle = plan_of("(六)甲事。(甲局负责)\n(七)乙事。(乙局负责)")
    assert middle.kind == "plan"
    assert "starts_in_the_middle" in warned(middle)


@pytest.mark.parametrize("section", ["保障措施", "组织实施", "强化组织实施", "实施保障", "工作要求", "加强组织保障"])
def test_safeguards_go_by_many_names_and_end_before_the_tail(section):
    proposal = read(
        f"甲县工作方案\n一、任务\n1.甲事。(甲局负责)\n二、{section}\n(一)加强领导。成立小组。\n(二)强化督查。定期通报。\n\n甲县人民政府\n2023年5月4日\n抄送:县委办\n政策解读地址:【政策解读】甲县"
    )
    assert [item.heading for item in proposal.safeguards] == ["加强领导", "强化督查"]
    last = proposal.safeguards[-1]
    assert proposal.source_text[last.start : last.end].strip() == "(二)强化督查。定期通报。"


def test_a_group_within_the_safeguards_makes_a_task_too():
    proposal = plan_of("一、任务\n1.甲事。(甲局负责)\n二、保障措施\n(一)加强领导。成立小组。(县政府办公室负责)")
    assert [task.clause for task in proposal.tasks] == ["1.1", "2.1"]
    assert units(proposal, 1) == [("lead", "县政府办公室")]


def test_safeguards_without_numbers_are_the_paragraphs():
    proposal = plan_of("一、任务\n1.甲事。(甲局负责)\n二、组织实施\n坚持党的领导。把握方向。\n狠抓工作落实。明确责任。")
    assert [item.heading for item in proposal.safeguards] == ["坚持党的领导", "狠抓工作落实"]


def test_purposes_of_the_plans_own_money_only():
    body = "一、保障措施\n(一)加大投入。设立专项资金,重点支持专利创造、成果转化和人才培养等工作。鼓励企业设立经费,重点用于申请、保护。\n二、任务\n1.甲事。(甲局负责)"
    assert [category.name for category in plan_of(body).fund_categories] == ["专利创造", "成果转化", "人才培养"]
