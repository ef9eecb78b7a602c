"""Unit assignments U1–U24, each as a small plan in both widths of punctuation."""

from __future__ import annotations

import pytest

from tests.unit.plandoc.documents import assert_places_hold, codes, in_both_widths, plan_of, units, warned

_HALF_WIDTH = str.maketrans("（）", "()")
L, R, C, P, G, I = "lead", "responsible", "cooperating", "participating", "guiding", "implementing"  # noqa: E741 - the six roles in one table

NOTATIONS = [
    ("U1", "(牵头单位:市甲局;责任单位:市乙局、市丙局)", [(L, "市甲局"), (R, "市乙局"), (R, "市丙局")]),
    (
        "U1b",
        "(牵头单位:甲局、乙局,责任单位:丙局,各乡镇人民政府)",
        [(L, "甲局"), (L, "乙局"), (R, "丙局"), (R, "各乡镇人民政府")],
    ),
    (
        "U2",
        "(牵头单位:市甲局,配合单位:市乙局、市丙委,各区)",
        [(L, "市甲局"), (C, "市乙局"), (C, "市丙委"), (C, "各区")],
    ),
    ("U3", "(牵头单位:市甲局)", [(L, "市甲局")]),
    ("U4", "(责任单位:甲局、乙局)", [(R, "甲局"), (R, "乙局")]),
    ("U4 部门", "(责任部门:甲局、乙局)", [(R, "甲局"), (R, "乙局")]),
    ("U4 负责", "(负责部门:知识产权局)", [(R, "知识产权局")]),
    ("U6 one", "(甲局负责)", [(L, "甲局")]),
    ("U6 two", "(甲局、乙局负责)", [(R, "甲局"), (R, "乙局")]),
    ("U7", "(财政部、人民银行、银保监会按职责分工负责)", [(R, "财政部"), (R, "人民银行"), (R, "银保监会")]),
    ("U8", "(财政部牵头,国务院相关部门及各地区按职责分工负责)", [(L, "财政部"), (R, "国务院相关部门"), (R, "各地区")]),
    ("U9", "(甲部牵头,乙委、丙部参与)", [(L, "甲部"), (P, "乙委"), (P, "丙部")]),
    ("U9 配合", "(甲局牵头,乙局配合)", [(L, "甲局"), (C, "乙局")]),
    ("U9 参加", "(甲局牵头,乙局参加)", [(L, "甲局"), (P, "乙局")]),
    ("U9 协助", "(甲局牵头,乙局协助)", [(L, "甲局"), (C, "乙局")]),
    ("U9 no comma", "(甲局牵头乙局配合)", [(L, "甲局"), (C, "乙局")]),
    (
        "U10",
        "(甲局牵头,乙局、丙局参与,各区人民政府负责落实)",
        [(L, "甲局"), (P, "乙局"), (P, "丙局"), (I, "各区人民政府")],
    ),
    ("U11", "(甲局、乙局牵头督导,各区人民政府落实)", [(L, "甲局"), (L, "乙局"), (I, "各区人民政府")]),
    ("U12", "(商务部指导,供销合作总社参与)", [(G, "商务部"), (P, "供销合作总社")]),
    ("U12 落实", "(甲部指导,试点城市政府负责落实)", [(G, "甲部"), (I, "试点城市政府")]),
    ("U13", "(国家发展改革委会同有关部门负责)", [(L, "国家发展改革委"), (R, "有关部门")]),
    ("U16", "〔甲局牵头,乙局参与。〕", [(L, "甲局"), (P, "乙局")]),
    ("U16 square", "[甲局牵头,乙局参与]", [(L, "甲局"), (P, "乙局")]),
    ("U17", "\n牵头单位:甲局\n\n责任单位:乙街道,丙局", [(L, "甲局"), (R, "乙街道"), (R, "丙局")]),
    ("U17a", "\n责任单位:甲局\n联 系 人:某某\n联系电话:12345678", [(R, "甲局")]),
    ("U18", "责任单位:市委组织部、市科技局。", [(R, "市委组织部"), (R, "市科技局")]),
    ("U23 spaced", "\n责 任 单 位:区政府", [(R, "区政府")]),
    ("U23 glued", "\n责任单位:区政府责任单位:商务局", [(R, "区政府"), (R, "商务局")]),
    ("lenticular", "\n【责任单位】甲局、乙局", [(R, "甲局"), (R, "乙局")]),
    ("mixed", "(甲局牵头;责任单位:乙局、丙局)", [(L, "甲局"), (R, "乙局"), (R, "丙局")]),
    ("short labels", "(牵头:甲局;配合:乙局)", [(L, "甲局"), (C, "乙局")]),
    ("label and verb", "(责任单位:甲局、乙局;丙局配合)", [(R, "甲局"), (R, "乙局"), (C, "丙局")]),
    ("level before the label", "(县级牵头单位:甲局;县级责任单位:乙局)", [(L, "甲局"), (R, "乙局")]),
    (
        "labels divided by blanks",
        "(牵头单位:县甲局  责任单位:县乙局、县丙局)",
        [(L, "县甲局"), (R, "县乙局"), (R, "县丙局")],
    ),
    ("lenticular bracket", "【责任单位:甲局、乙局】", [(R, "甲局"), (R, "乙局")]),
    ("a person first", "(责任领导:某某;责任单位:甲局;完成时限:长期坚持)", [(R, "甲局")]),
    ("deadline first", "(2023年6月底前完成,甲局、乙局负责)", [(R, "甲局"), (R, "乙局")]),
    (
        "four parts",
        "(县甲局牵头,县乙局、县丙局等部门配合,县直各有关单位按职责分工负责,各乡镇(街道)落实)",
        [(L, "县甲局"), (C, "县乙局"), (C, "县丙局"), (R, "县直各有关单位"), (I, "各乡镇(街道)")],
    ),
    ("two brackets", "(牵头单位:甲局)(责任单位:乙局)", [(L, "甲局"), (R, "乙局")]),
]


@pytest.mark.parametrize(("group", "expected"), [case[1:] for case in NOTATIONS], ids=[case[0] for case in NOTATIONS])
def test_a_notation_is_read_with_roles_and_names(group, expected):
    for proposal in in_both_widths(f"一、任务\n1.甲事。办好此事。{group}\n2.乙事。"):
        assert proposal.kind == "plan"
        assert len(proposal.tasks) == 1
        assert [(role, name.translate(_HALF_WIDTH)) for role, name in units(proposal)] == expected
        assert_places_hold(proposal)


@pytest.mark.parametrize(
    ("group", "expected"), [case[1:] for case in NOTATIONS[:21]], ids=[case[0] for case in NOTATIONS[:21]]
)
def test_a_notation_is_read_on_a_glued_line_and_before_the_full_stop(group, expected):
    assert units(plan_of(f"一、任务(一)甲事。办好此事。{group}(二)乙事。办成。(丁局负责)二、要求。落实。")) == expected
    assert units(plan_of(f"一、任务\n(一)甲事。办好此事{group}。\n(二)乙事。")) == expected


def test_u1a_a_semicolon_in_place_of_the_colon_is_repaired():
    for proposal in in_both_widths("1.甲事。(牵头单位;市甲局;责任单位:市乙局)"):
        assert units(proposal) == [(L, "市甲局"), (R, "市乙局")]
        assert [repair.reading for repair in proposal.repairs] == ["牵头单位:"]


def test_u4a_a_further_field_is_kept_as_a_note():
    for proposal in in_both_widths(
        "1.甲事。(负责部门:自然资源部;适用范围:所有自贸试验区,以下除标注外相同)\n2.乙事。(负责部门:甲部、乙局,适用范围:浙江)"
    ):
        assert units(proposal) == [(R, "自然资源部")]
        assert proposal.tasks[0].note.startswith("适用范围")
        assert units(proposal, 1) == [(R, "甲部"), (R, "乙局")]
        assert proposal.tasks[1].note.endswith("浙江")


def test_u5_a_deadline_among_the_units_is_the_deadline_of_the_task():
    body = "1.甲事。(牵头单位:甲局;责任单位:乙局,各县市人民政府,6月底完成)\n2.乙事。(甲局牵头,2023年9月底前完成)\n3.丙事。(责任单位:甲局;完成时限:2024年3月31日)"
    proposal = plan_of(body, title="甲县2023年工作方案")
    assert units(proposal) == [(L, "甲局"), (R, "乙局"), (R, "各县市人民政府")]
    assert [task.deadline for task in proposal.tasks] == ["2023-06", "2023-09", "2024-03-31"]


def test_u14_the_first_named_leads_from_the_declaration_on():
    body = (
        "1.前事。(乙局、甲局负责)\n2.甲事。(甲部、乙部等负责。列第一位者为牵头单位,下同)\n3.乙事。(乙部、丙局,各省级人民政府按职责分工负责)\n"
        "4.丙事。(各省级人民政府负责)\n5.丁事。(甲局、丙局牵头负责)\n6.戊事。(甲局牵头,乙局负责)"
    )
    for proposal in in_both_widths(body):
        assert units(proposal, 0) == [(R, "乙局"), (R, "甲局")]
        assert units(proposal, 1) == [(L, "甲部"), (R, "乙部")]
        assert units(proposal, 2) == [(L, "乙部"), (R, "丙局"), (R, "各省级人民政府")]
        assert units(proposal, 3) == [(R, "各省级人民政府")]
        assert units(proposal, 4) == [(L, "甲局"), (L, "丙局")]
        assert units(proposal, 5) == [(L, "甲局"), (R, "乙局")]
        assert "lead_by_declaration" in warned(proposal)


def test_u14_the_other_wording_behind_a_comma():
    proposal = plan_of("1.甲事。(甲局、乙局负责,排在第一位的部门为牵头部门,下同)\n2.乙事。(丙局、乙局负责)")
    assert units(proposal) == [(L, "甲局"), (R, "乙局")]
    assert units(proposal, 1) == [(L, "丙局"), (R, "乙局")]


def test_u15_units_that_carry_out_everything_below_are_inherited():
    body = "1.甲事。(甲部牵头)\n2.乙事。(甲部指导,试点城市政府负责落实。以下均需试点城市政府落实,不再列出)\n3.丙事。(乙部指导)\n4.丁事。(丙部负责)"
    for proposal in in_both_widths(body):
        assert units(proposal, 0) == [(L, "甲部")]
        assert units(proposal, 1) == [(G, "甲部"), (I, "试点城市政府")]
        assert units(proposal, 2) == [(G, "乙部"), (I, "试点城市政府")]
        added = proposal.tasks[3].assignments[1]
        assert (added.unit, added.inherited_from, added.group) == ("试点城市政府", "2", 2)


def test_u15_the_wording_of_another_office_in_square_brackets():
    proposal = plan_of(
        "1.甲事。〔甲局牵头,乙局参与。以下各项工作均需各区人民政府落实,不再列出。〕\n2.乙事。〔丙局牵头〕"
    )
    assert units(proposal, 0) == [(L, "甲局"), (P, "乙局")]
    assert units(proposal, 1) == [(L, "丙局"), (I, "各区人民政府")]


def test_u19_a_lead_on_the_heading_goes_to_every_task_below_and_makes_none():
    for proposal in in_both_widths(
        "一、任务\n(一)构建体系(总牵头单位:甲办)\n1.甲事。(牵头单位:乙局)\n2.乙事。(责任单位:丙局)\n(二)另一事。(丁局负责)"
    ):
        assert [task.clause for task in proposal.tasks] == ["1.1.1", "1.1.2", "1.2"]
        assert units(proposal, 0) == [(L, "乙局"), (L, "甲办")]
        assert units(proposal, 1) == [(R, "丙局"), (L, "甲办")]
        assert proposal.tasks[1].assignments[1].inherited_from == "1.1"
        assert units(proposal, 2) == [(L, "丁局")]


def test_u20_a_table_gives_the_role_by_its_column():
    rows = "序号\n工作任务\n牵头部门\n协办单位\n完成时限\n1\n甲事\n甲局\n乙局、丙局\n2023年6月底\n2\n乙事\n丙局\n各乡镇\n2023年12月\n"
    proposal = plan_of(f"一、任务\n现将任务列表如下。\n{rows}", title="甲县任务分工方案")
    assert units(proposal, 0) == [(L, "甲局"), (C, "乙局"), (C, "丙局")]
    assert units(proposal, 1) == [(L, "丙局"), (C, "各乡镇")]
    assert [(task.title, task.deadline) for task in proposal.tasks] == [("甲事", "2023-06"), ("乙事", "2023-12")]


def test_u20_a_table_with_ruled_lines():
    rows = "| 序号 | 任务 | 主责单位 | 配合单位 |\n| --- | --- | --- | --- |\n| 1 | 甲事 | 甲局 | 乙局、丙局 |\n| 2 | 乙事 | 丙局 | 乙局 |"
    proposal = plan_of(f"一、任务\n{rows}", title="甲县任务分工方案")
    assert units(proposal, 0) == [(L, "甲局"), (C, "乙局"), (C, "丙局")]
    assert units(proposal, 1) == [(L, "丙局"), (C, "乙局")]


def test_u21_duties_in_prose_are_reported_and_never_assigned():
    proposal = plan_of("一、任务\n1.甲事。由市甲局牵头,制定办法。\n2.乙事。甲局会同乙局制定办法。\n3.丙事。(丁局负责)")
    assert [units(proposal, number) for number in range(len(proposal.tasks))] == [[(L, "丁局")]]
    assert "prose_assignment" in warned(proposal)


def test_u22_several_groups_in_a_paragraph_divide_its_sentences():
    for proposal in in_both_widths(
        "一、任务\n1.甲事。先办甲事。(甲局牵头,乙局参与)再办乙事。又办丙事。(丙局、丁局牵头,乙局参与)"
    ):
        assert [task.clause for task in proposal.tasks] == ["1.1", "1.1"]
        assert [task.title for task in proposal.tasks] == ["甲事", "再办乙事"]
        first, second = proposal.tasks
        assert first.end <= second.start
        assert proposal.source_text[second.start :].startswith("再办乙事")


def test_u24_a_group_on_the_item_and_groups_on_its_parts_all_stand_and_nothing_is_inherited():
    for proposal in in_both_widths(
        "一、任务\n(一)研究改革。(甲局牵头,各地区负责)具体措施:\n1.甲事。(乙局负责)\n2.乙事。(丙局负责)"
    ):
        assert [task.clause for task in proposal.tasks] == ["1.1", "1.1.1", "1.1.2"]
        assert units(proposal, 1) == [(L, "乙局")]


LISTS = [
    ("nested brackets", "市交通委(市道运局)、市甲局", ["市交通委(市道运局)", "市甲局"], False),
    (
        "separator inside a bracket",
        "市科技局(市地震局、市知识产权局)、市甲局",
        ["市科技局(市地震局、市知识产权局)", "市甲局"],
        False,
    ),
    ("bracket at the end", "市甲局、区政府(含某管委会)", ["市甲局", "区政府(含某管委会)"], False),
    (
        "和 inside names",
        "市文化广电和旅游局、市人力资源和社会保障局、粮食和储备局、住房和城乡建设局",
        ["市文化广电和旅游局", "市人力资源和社会保障局", "粮食和储备局", "住房和城乡建设局"],
        False,
    ),
    ("及 before a collective", "银保监会及各地区", ["银保监会", "各地区"], False),
    (
        "和 before a collective",
        "商务部、扶贫办等和各有关省级人民政府",
        ["商务部", "扶贫办", "各有关省级人民政府"],
        True,
    ),
    ("以及", "市甲局以及有关单位", ["市甲局", "有关单位"], False),
    ("; before a collective", "市高院、市公安局等;各区政府", ["市高院", "市公安局", "各区政府"], True),
    ("等", "甲局、乙局等", ["甲局", "乙局"], True),
    ("等部门", "甲局、乙局等部门", ["甲局", "乙局"], True),
    ("等相关部门", "甲局等相关部门", ["甲局"], True),
    ("等国务院相关部门及各地区", "甲部、乙部等国务院相关部门及各地区", ["甲部", "乙部"], True),
    ("等有关部门和单位", "甲部等有关部门和单位", ["甲部"], True),
    ("without level mark", "重庆海关、某银保监局", ["重庆海关", "某银保监局"], False),
    (
        "prefix written once",
        "市发展和改革局、工业和信息化局、自然资源局",
        ["市发展和改革局", "工业和信息化局", "自然资源局"],
        False,
    ),
    ("blocks by comma", "甲局、乙局,各乡镇人民政府", ["甲局", "乙局", "各乡镇人民政府"], False),
    ("several names", "市场监管局、市监局、市场监督管理局", ["市场监管局", "市监局", "市场监督管理局"], False),
    ("市市场监管局 is right", "市市场监管局、市市政局", ["市市场监管局", "市市政局"], False),
    ("two full names joined", "市财政局和市教育局", ["市财政局", "市教育局"], False),
    ("only blanks between", "市财政局 市教育局 市甲局", ["市财政局", "市教育局", "市甲局"], False),
]


@pytest.mark.parametrize(
    ("printed", "names", "open_ended"), [case[1:] for case in LISTS], ids=[case[0] for case in LISTS]
)
def test_a_list_is_split_into_names(printed, names, open_ended):
    proposal = plan_of(f"1.甲事。(责任单位:{printed})")
    assert [name for _, name in units(proposal)] == names
    assert proposal.tasks[0].open_ended is open_ended
    assert not proposal.repairs


COLLECTIVES = [
    *(
        "各区、县级市",
        "各有关单位",
        "各乡镇人民政府",
        "县直各有关单位",
        "各街道",
        "各地区、各部门",
        "国务院相关部门",
        "各成员单位",
        "各项目牵头单位",
        "州直相关单位",
    ),
]


@pytest.mark.parametrize("words", COLLECTIVES)
def test_a_collective_is_no_body_and_never_leads(words):
    for group in (f"({words}负责)", f"(责任单位:{words})", f"(市甲局牵头,{words}配合)"):
        given = plan_of(f"1.甲事。{group}").tasks[0].assignments
        assert all(entry.role != "lead" for entry in given if entry.collective)
        first = next(entry for entry in given if entry.unit == words.split("、")[0])
        assert first.collective


def test_kinds_of_bodies_behind_a_collective_are_collectives_too():
    given = plan_of("1.甲事。(县甲局牵头,各乡镇人民政府、街道办事处配合)").tasks[0].assignments
    assert [(entry.unit, entry.collective) for entry in given] == [
        ("县甲局", False),
        ("各乡镇人民政府", True),
        ("街道办事处", True),
    ]


def test_a_stray_or_doubled_character_is_repaired_and_reported():
    proposal = plan_of("1.甲事。(责任单位:市商务局市、市市财政局、市文化广电和旅游局)")
    assert [name for _, name in units(proposal)] == ["市商务局", "市财政局", "市文化广电和旅游局"]
    assert codes(proposal) == [("stray_character_removed", "市商务局市"), ("doubled_character_removed", "市市财政局")]
    assert proposal.tasks[0].assignments[0].raw == "市商务局市"


def test_a_lost_bracket_of_a_group_is_put_back():
    opened = plan_of("1.甲事。(牵头单位:甲局;责任单位:乙局\n2.乙事。(丙局负责)")
    assert units(opened) == [(L, "甲局"), (R, "乙局")]
    closed = plan_of("1.甲事。牵头单位:甲局;责任单位:乙局)\n2.乙事。(丙局负责)")
    assert units(closed) == [(L, "甲局"), (R, "乙局")]
    assert [code for code, _ in codes(opened)] == [code for code, _ in codes(closed)] == ["bracket_inserted"]


NO_ASSIGNMENTS = [
    "牵头单位要切实负起牵头抓总的责任,责任单位要与牵头单位密切配合。",
    "明确各环节责任部门,形成合力。",
    "由有关部门会同财政部门制定办法,抓紧落实。",
    "技工院校(技工院校内由人力资源社会保障部门负责)的学生可以申请。",
    "打造一批示范点(示范区、示范站、示范点)。",
    "成立领导小组,组长由县长担任,成员包括甲局、乙局主要负责人。",
    "《甲县行动计划》已经县政府同意。",
    "企业(直接向国家发展改革委申报,不需转报)可以申请。",
    "鼓励龙头企业(如甲公司、乙公司)参与。",
]


@pytest.mark.parametrize("sentence", NO_ASSIGNMENTS)
def test_what_speaks_of_units_without_assigning_is_no_group(sentence):
    for proposal in in_both_widths(f"一、任务\n1.甲事。{sentence}\n2.乙事。(丁局负责)"):
        assert [units(proposal, number) for number in range(len(proposal.tasks))] == [[(L, "丁局")]]


def test_bodies_addressed_and_bodies_that_sign_are_no_units():
    proposal = plan_of(
        "各乡镇人民政府、街道办事处,市人民政府各部门,市直各单位:\n现就有关事项通知如下:\n一、甲事。(丁局负责)\n二、乙事。(戊局负责)\n甲县财政局\n甲县教育局\n2023年5月4日",
        title="甲县财政局甲县教育局关于做好有关工作的通知",
    )
    assert {name for number in range(2) for _, name in units(proposal, number)} == {"丁局", "戊局"}


def test_a_department_in_the_page_header_is_no_assignment():
    proposal = plan_of("1.甲事。(丁局负责)", title="责任部门:市甲局\n承办单位:乙科\n甲县工作方案")
    assert units(proposal) == [(L, "丁局")]
    assert len(proposal.tasks) == 1
