"""A grade is computed from the registers and stands only when a person says so."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from qiangxian.contexts.cultivation import tasks
from qiangxian.contexts.cultivation.actions import grades
from qiangxian.contexts.cultivation.ladder import ladder, near_list
from qiangxian.contexts.cultivation.lists import MEMBERS
from qiangxian.contexts.cultivation.models import GradeRecord, Membership
from qiangxian.contexts.cultivation.zero_lists import ZERO
from qiangxian.contexts.lists import readers as lists
from qiangxian.contexts.lists.types import List, ListRow, Query, Viewer
from qiangxian.contexts.registers.enterprises.models import EnterpriseYear
from qiangxian.engines.eligibility.grades import grade, rungs
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import NotAllowed, Refused
from tests.conftest import WUGANG
from tests.contexts import builders

from .conftest import at

pytestmark = pytest.mark.django_db
DAY = date(2026, 4, 1)


def listed(declared: List, actor: Actor, day: date, **filters: str) -> list[ListRow]:
    return list(lists.all_rows(declared, Viewer(actor, AsOf.on(day)), Query(filters=filters)))


def note(actor: Actor) -> str:
    return ZERO.note(Viewer(actor, AsOf.on(DAY)))


def compute(actor: Actor, day: str = "2026-04-01") -> dict[str, int]:
    done: dict[str, int] = grades.compute_grades(
        actor=actor, at=at(day), division_code=WUGANG, day=date.fromisoformat(day)
    ).result
    return done


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ({"inventions": 10, "rights": 12, "national_titles": 0}, "A"),
        ({"inventions": 0, "rights": 0, "national_titles": 1}, "A"),
        ({"inventions": 9, "rights": 9, "national_titles": 0}, "B"),
        ({"inventions": 0, "rights": 10, "national_titles": 0}, "B"),
        ({"inventions": 2, "rights": 9, "national_titles": 0}, "C"),
        ({"inventions": 0, "rights": 1, "national_titles": 0}, "D"),
        ({"inventions": None, "rights": 1, "national_titles": 0}, None),
    ],
)
def test_the_rungs_of_the_rule(figures, expected) -> None:
    assert grade(figures, DAY, WUGANG).grade == expected


def test_the_rung_above_says_what_is_missing() -> None:
    answer = grade({"inventions": 2, "rights": 9, "national_titles": 0}, DAY, WUGANG)
    assert (answer.next_grade, answer.distance) == ("B", 1)
    assert [rung.grade for rung in rungs(DAY, WUGANG)] == ["A", "B", "C", "D"]


def test_one_lapsed_of_two_is_c_or_d_by_what_the_county_counts(member, firm, office_clerk, monkeypatch) -> None:
    """enterprises.md §4, L1."""
    second = builders.right("2020200000019", firm, type="utility_model", filed="2020-03-02", granted="2020-12-01")
    builders.lapse(second, "2025-03-02", "2025-09-02")
    file = member(firm)
    compute(office_clerk)
    row = GradeRecord.objects.get(membership=file)
    assert (row.computed, row.inputs["rights"], row.inputs["count_mode"]) == ("D", 1, "in_force")
    monkeypatch.setattr("qiangxian.contexts.cultivation.actions.grades.count_mode", lambda *_: "granted")
    compute(office_clerk, "2026-05-01")
    assert GradeRecord.objects.filter(membership=file, decision="open").get().computed == "C"


def test_an_ended_national_title_asks_a_person_and_downgrades_nobody(member, firm, office_clerk) -> None:
    """enterprises.md §4, L4."""
    builders.title(firm, "demonstration", "national", since="2023-06-01", through="2026-05-31")
    file = member(firm)
    compute(office_clerk)
    grades.decide_grade(
        actor=office_clerk,
        at=at("2026-04-02"),
        matter_id=Membership.objects.get().matter_id,
        grade_id=GradeRecord.objects.get().pk,
        grade="A",
    )
    compute(office_clerk, "2026-06-01")
    waiting = GradeRecord.objects.get(membership=file, decision="open")
    assert (waiting.computed, waiting.standing) == ("D", "A")
    assert Membership.objects.get(pk=file.pk).grade == "A", "nothing happens by itself"
    with pytest.raises(Refused, match="理由"):
        grades.decide_grade(
            actor=office_clerk, at=at("2026-06-02"), matter_id=file.matter_id, grade_id=waiting.pk, grade="A"
        )
    grades.decide_grade(
        actor=office_clerk,
        at=at("2026-06-02"),
        matter_id=file.matter_id,
        grade_id=waiting.pk,
        grade="A",
        reason="复核公示中",
    )
    waiting.refresh_from_db()
    assert (waiting.decision, waiting.decided, waiting.decided_by) == ("kept", "A", "办公室经办人")


def test_the_same_question_is_asked_once_and_a_changed_one_replaces_it(member, firm, office_clerk) -> None:
    file = member(firm)
    assert compute(office_clerk) == {"members": 1, "computed": 1, "to_confirm": 1}
    assert compute(office_clerk, "2026-04-02") == {"members": 1, "computed": 0, "to_confirm": 1}
    for number in range(3):
        builders.right(f"202010000001{number}", firm, filed="2020-03-02", granted="2022-12-01")
    assert compute(office_clerk, "2026-05-01")["to_confirm"] == 1
    rows = GradeRecord.objects.filter(membership=file).order_by("day").values_list("decision", "computed")
    assert list(rows) == [("replaced", "D"), ("open", "B")]


def test_a_grade_equal_to_the_standing_one_is_noted_without_a_question(member, firm, office_clerk) -> None:
    file = member(firm)
    Membership.objects.filter(pk=file.pk).update(grade="D")
    assert compute(office_clerk)["to_confirm"] == 0
    assert GradeRecord.objects.get().decision == "unchanged"


def test_the_system_computes_but_decides_nothing(member, firm) -> None:
    member(firm)
    compute(Actor.system())
    with pytest.raises(NotAllowed, match="系统不能代替"):
        grades.decide_grade(
            actor=Actor.system(),
            at=at("2026-04-02"),
            matter_id=Membership.objects.get().matter_id,
            grade_id=GradeRecord.objects.get().pk,
            grade="D",
        )


def test_the_database_refuses_a_decision_without_a_person(member, firm, office_clerk) -> None:
    member(firm)
    compute(office_clerk)
    with pytest.raises(IntegrityError), transaction.atomic():
        GradeRecord.objects.update(decision="confirmed")


def test_the_worker_computes_once_a_month(member, firm) -> None:
    member(firm)
    for day in (date(2026, 4, 1), date(2026, 4, 1), date(2026, 4, 2)):
        tasks.compute_grades(today=day, at=at(day.isoformat()))
    assert GradeRecord.objects.count() == 1
    tasks.compute_grades(today=date(2026, 5, 3), at=at("2026-05-03"))
    tasks.compute_grades(today=date(2026, 5, 4), at=at("2026-05-04"))
    rows = GradeRecord.objects.order_by("day").values_list("day", "decision")
    assert list(rows) == [(date(2026, 4, 1), "replaced"), (date(2026, 5, 3), "open")]


def test_size_of_the_year_and_technology_are_kept_with_the_grade(member, firm, office_clerk) -> None:
    from qiangxian.contexts.registers.enterprises.models import Enterprise
    from qiangxian.contexts.registers.rights.models import Right

    Enterprise.objects.filter(record=firm).update(industry_code="3130", industry_edition="2017")
    Right.objects.update(classification="C22C38/04")
    builders.written(EnterpriseYear, firm, year=2025, employees=300, revenue_fen=2000 * 1_000_000)
    file = member(firm)
    compute(office_clerk)
    row = GradeRecord.objects.get(membership=file)
    assert (row.size_class, row.size_year, row.industry_code, row.technology) == ("medium", 2025, "3130", "C")
    [line] = listed(MEMBERS, office_clerk, DAY, size="medium")
    assert (line.cells["size"].text, line.cells["technology"].text) == ("中型", "C 化学、冶金")


def test_the_ladder_counts_who_stands_where_and_who_is_near(member, firm, office_clerk) -> None:
    file = member(firm)
    compute(office_clerk)
    grades.decide_grade(
        actor=office_clerk,
        at=at("2026-04-02"),
        matter_id=Membership.objects.get().matter_id,
        grade_id=GradeRecord.objects.get().pk,
        grade="D",
    )
    rungs_of_day, [near], moves = ladder(office_clerk, WUGANG, AsOf.on(date(2026, 4, 3)))
    counted = [(line.cells[2].about[1], line.cells[2].value) for line in rungs_of_day.lines]
    assert counted == [("A", 0), ("B", 0), ("C", 0), ("D", 1), ("none", 0)]
    assert (near.matter_id, near.next, near.distance) == (file.matter_id, "C", 1)
    [line] = listed(near_list([near]), office_clerk, DAY, grade="D")
    assert [line.cells[key].text for key in ("name", "grade", "next")] == ["舞钢耐磨件有限公司", "D 种子", "C 成长"]
    assert listed(near_list([near]), office_clerk, DAY, grade="none") == []
    assert [line.cells[2].text for line in moves.lines] == ["未定级 → D", "批准入库"]


def test_zero_lists_name_above_scale_firms_without_and_skip_the_unknown(firm, office_clerk) -> None:
    from qiangxian.contexts.registers.demonstration.enterprises import make_uscc

    bare = builders.enterprise("规上空白有限公司", make_uscc(50, prefix="91", division_code=WUGANG))
    builders.enterprise("未报规上有限公司", make_uscc(51, prefix="91", division_code=WUGANG))
    for record in (firm, bare):
        builders.written(EnterpriseYear, record, year=2024, above_scale=True)
    rights = listed(ZERO, office_clerk, DAY, what="rights")
    assert [line.cells["name"].text for line in rights] == ["规上空白有限公司"]
    assert note(office_clerk).endswith("规上企业共 2 家；另有 1 家没有报送是否规上，未计入")
    inventions = listed(ZERO, office_clerk, DAY, what="inventions")
    assert [line.cells["name"].text for line in inventions] == ["舞钢耐磨件有限公司", "规上空白有限公司"]
    builders.written(EnterpriseYear, bare, year=2025, above_scale=False)
    assert "规上企业共 1 家" in note(office_clerk), "the newest year says"
