"""Published plans of other offices: the unit groups counted by hand, and the roles in some of them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from qiangxian.engines.plandoc import PlanProposal, read_plan
from tests.unit.plandoc.documents import assert_places_hold

FOLDER = Path(__file__).parents[3] / "shared" / "plans"
pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not FOLDER.is_dir(), reason=f"the published plans are not beside the project ({FOLDER.name})"),
]

GROUPS = {"01": 17, "02": 53, "03": 18, "04": 21, "05": 17, "06": 21, "07": 15, "08": 30, "09": 39, "15": 99}


def plans(number: str) -> list[PlanProposal]:
    files = sorted(FOLDER.glob(f"{number}_*"))
    assert files
    return [read_plan(file.read_bytes(), filename=file.name) for file in files]


def roles(proposal: PlanProposal) -> Counter[str]:
    own = [
        assignment for task in proposal.tasks for assignment in task.assignments if assignment.inherited_from is None
    ]
    return Counter(assignment.role for assignment in own)


@pytest.mark.parametrize(("number", "groups"), GROUPS.items())
def test_every_unit_group_is_found(number, groups):
    for proposal in plans(number):
        assert proposal.kind == "plan"
        assert len(proposal.tasks) == groups
        assert {assignment.group for task in proposal.tasks for assignment in task.assignments} == set(
            range(1, groups + 1)
        )
        assert not proposal.repairs
        assert_places_hold(proposal)


@pytest.mark.parametrize("number", GROUPS)
def test_no_name_is_a_piece_of_a_sentence(number):
    for proposal in plans(number):
        for task in proposal.tasks:
            for assignment in task.assignments:
                assert len(assignment.unit) <= 20
                assert not any(mark in assignment.unit for mark in "，、。；：等")


@pytest.mark.parametrize("number", ["18", "19"])
def test_fragments_are_refused_as_such(number):
    for proposal in plans(number):
        assert proposal.kind == "not_a_plan"
        assert "片段" in (proposal.reason or "")


def test_the_table_gives_guiding_units_and_its_rows_their_clauses():
    for proposal in plans("01"):
        assert set(roles(proposal)) == {"guiding"}
        clauses = [task.clause for task in proposal.tasks]
        assert clauses[0] == "A1.1.1"
        assert clauses[-3:] == ["A1.5.21", "A1.5.22", "A1.5.23"]
        assert [assignment.unit for assignment in proposal.tasks[12].assignments] == [
            "中国人民银行",
            "中国银保监会",
            "工业和信息化部",
            "国家知识产权局",
        ]


def test_departments_behind_a_label_are_responsible_and_the_scope_is_a_note():
    (proposal,) = plans("02")
    assert set(roles(proposal)) == {"responsible"}
    assert sum(task.note is not None for task in proposal.tasks) == 15
    assert proposal.tasks[44].open_ended
    assert proposal.tasks[52].clause == "4.53"


def test_the_first_named_leads_where_the_plan_declares_it():
    for number in ("03", "04", "07"):
        (proposal,) = plans(number)
        for task in proposal.tasks:
            first = task.assignments[0]
            assert first.role == ("responsible" if first.collective else "lead")


def test_groups_of_responsible_units_have_no_lead_unless_they_are_one():
    for number in ("05", "06"):
        (proposal,) = plans(number)
        for task in proposal.tasks:
            single = len(task.assignments) == 1 and not task.open_ended
            assert [assignment.role for assignment in task.assignments] == (
                ["lead"] if single else ["responsible"] * len(task.assignments)
            )


def test_together_with_others_the_named_units_lead():
    (proposal,) = plans("08")
    together = [
        task for task in proposal.tasks if any(assignment.unit == "有关部门" for assignment in task.assignments)
    ]
    assert [[assignment.role for assignment in task.assignments] for task in together] == [
        ["lead", "responsible"]
    ] * 2 + [["lead", "lead", "responsible"], ["lead", "responsible"]]


def test_most_units_of_the_city_plan_guide_and_the_cities_carry_out_what_follows():
    for proposal in plans("09"):
        first = roles(proposal)
        assert first["guiding"] > 90
        assert (first["lead"], first["responsible"], first["implementing"]) == (1, 2, 1)
        inherited = [
            assignment for task in proposal.tasks for assignment in task.assignments if assignment.inherited_from
        ]
        assert {(assignment.unit, assignment.role, assignment.inherited_from) for assignment in inherited} == {
            ("试点城市政府", "implementing", "2.1")
        }
        assert len(inherited) == 37


def test_the_glued_plan_keeps_its_tree():
    (proposal,) = plans("15")
    numbered = [clause for clause in proposal.clauses if clause.level == 2]
    assert [int(clause.id.split(".")[1]) for clause in numbered] == list(range(1, 26))
    assert proposal.tasks[-1].clause == "5.25"
    assert proposal.dates.signed == "2020-11-01"


def test_the_frame_of_the_documents():
    (proposal,) = plans("03")
    assert (proposal.document_number, proposal.index_number, proposal.issuer) == (
        "国发〔2018〕42号",
        "000014349/2018-00223",
        "国务院",
    )
    assert (proposal.dates.written, proposal.dates.signed, proposal.dates.published) == (
        "2018-12-21",
        "2018-12-21",
        "2018-12-29",
    )
    for proposal in plans("09"):
        assert proposal.title == "“无废城市”建设试点工作方案"
        assert proposal.notice_title == "国务院办公厅关于印发“无废城市”建设试点工作方案的通知"
        assert [(phase.start_date, phase.end_date) for phase in proposal.phases] == [
            (None, None),
            (None, "2019-06"),
            (None, None),
            (None, "2021-03"),
        ]
        assert len(proposal.safeguards) == 4


def test_targets_of_the_plans():
    counted = {number: sum(target.id.startswith("G") for target in plans(number)[0].targets) for number in ("03", "07")}
    assert counted == {"03": 16, "07": 0}
