"""Plans by size with goals in numbers, the service log, the yearly evaluation, and what must hold in the library."""

from datetime import date

import pytest

from qiangxian.contexts.cultivation import demonstration
from qiangxian.contexts.cultivation.actions import grades, guidance
from qiangxian.contexts.cultivation.actions.guidance import result_of
from qiangxian.contexts.cultivation.goals import standings
from qiangxian.contexts.cultivation.models import Evaluation, Goal, GradeRecord, Membership
from qiangxian.contexts.matters.models import Step
from qiangxian.contexts.notices.models import Notice
from qiangxian.contexts.registers.demonstration import actions as registers_demonstration
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import Conflict, NotAllowed, Refused
from qiangxian.kernel.integrity import CHECKS
from tests.conftest import WUGANG, make_account, somebody
from tests.contexts import builders

from .conftest import at

pytestmark = pytest.mark.django_db


@pytest.fixture
def official(db):
    return make_account("工信局责任人", "liaison")


def planned(office_clerk, file, official, on="2026-03-20", **goals):
    return guidance.set_plan(
        actor=office_clerk,
        at=at(on),
        matter_id=file.matter_id,
        year=2026,
        diagnosis="没有发明专利",
        responsible_id=official.pk,
        goals=goals or {"inventions_added": 1, "rights_held": 2},
    ).result.plans.get()


def goals_on(file, day):
    [counted] = standings(file.plans.all(), AsOf.on(date.fromisoformat(day))).values()
    return {one["measure"]: (one["value"], one["met"]) for one in counted}


def test_goals_are_counted_from_the_registers_on_any_day(member, firm, office_clerk, official) -> None:
    file = member(firm)
    planned(office_clerk, file, official)
    builders.right("2024100000012", firm, filed="2024-03-04", granted="2026-06-02")
    assert goals_on(file, "2026-06-01") == {"inventions_added": (0, False), "rights_held": (1, False)}
    assert goals_on(file, "2026-06-02") == {"inventions_added": (1, True), "rights_held": (2, True)}


def test_a_plan_is_never_read_past_its_year(member, firm, office_clerk, official) -> None:
    file = member(firm)
    planned(office_clerk, file, official)
    builders.right("2024100000012", firm, filed="2024-03-04", granted="2027-01-05")
    assert goals_on(file, "2027-03-01")["inventions_added"] == (0, False)


def test_the_official_is_told_and_must_be_of_the_county(member, firm, office_clerk, official) -> None:
    file = member(firm)
    planned(office_clerk, file, official)
    assert Notice.objects.filter(recipient=f"account:{official.pk}").count() == 1
    outsider = make_account("邻县", "liaison", division="410482")
    with pytest.raises(Refused, match="责任人"):
        planned(office_clerk, file, outsider)


def test_changing_a_plan_drops_goals_and_keeps_the_figure_they_began_with(member, firm, office_clerk, official) -> None:
    file = member(firm)
    plan = planned(office_clerk, file, official, inventions_added=1, patents_added=1)
    builders.right("2024100000012", firm, filed="2024-03-04", granted="2026-06-02")
    planned(office_clerk, file, official, on="2026-07-01", patents_added=3)
    standing = Goal.objects.filter(plan=plan, dropped_at__isnull=True)
    assert list(standing.values_list("measure", "required", "baseline")) == [("patents_added", 3, 1)]
    assert Goal.objects.filter(plan=plan).count() == 2, "the dropped goal stays on record"


def test_the_responsible_official_logs_services_and_other_liaisons_do_not(
    member, firm, office_clerk, official, liaison
) -> None:
    file = member(firm)
    planned(office_clerk, file, official, services=1)
    given = {"matter_id": file.matter_id, "day": date(2026, 4, 1), "kind": "visit", "words": "走访"}
    with pytest.raises(NotAllowed, match="负责这家企业"):
        guidance.log_service(actor=liaison, at=at("2026-04-02"), **given)
    own = somebody("工信局责任人", "liaison", id=official.pk)
    guidance.log_service(actor=own, at=at("2026-04-02"), **given)
    entry = file.services.get()
    assert goals_on(file, "2026-04-02") == {"services": (1, True)}
    guidance.strike_service(
        actor=own, at=at("2026-04-03"), matter_id=file.matter_id, service_id=entry.pk, reason="重复登记"
    )
    assert goals_on(file, "2026-04-03") == {"services": (0, False)}


def test_evidence_of_a_service_is_kept_under_its_hash(member, firm, office_clerk) -> None:
    file = member(firm)
    guidance.log_service(
        actor=office_clerk,
        at=at("2026-04-02"),
        matter_id=file.matter_id,
        day=date(2026, 4, 1),
        kind="training",
        words="培训",
        files=[("签到表.txt", "签到表".encode())],
    )
    assert file.services.get().evidence.sha256
    assert file.matter.evidence.get().file_id == file.services.get().evidence_id, (
        "and stands among the matter's evidence"
    )


def test_an_evaluation_keeps_the_goals_and_moves_the_grade_with_its_reason(
    member, firm, office_clerk, official
) -> None:
    file = member(firm)
    Membership.objects.filter(pk=file.pk).update(grade="C")
    planned(office_clerk, file, official)
    guidance.evaluate(
        actor=office_clerk,
        at=at("2026-12-21"),
        matter_id=file.matter_id,
        year=2026,
        grade_after="D",
        reason="两项目标都没有完成",
    )
    row = Evaluation.objects.get()
    assert (row.result, row.grade_before, row.grade_after) == ("downgraded", "C", "D")
    assert [goal["met"] for goal in row.goals] == [False, False]
    assert Membership.objects.get(pk=file.pk).grade == "D"
    with pytest.raises(Conflict, match="已经评价过"):
        guidance.evaluate(
            actor=office_clerk, at=at("2026-12-22"), matter_id=file.matter_id, year=2026, grade_after="C", reason="再评"
        )


@pytest.mark.parametrize(
    ("before", "after", "result"),
    [("B", "A", "upgraded"), ("B", "B", "kept"), ("B", "C", "downgraded"), ("B", "", "failed"), ("", "C", "kept")],
)
def test_up_kept_or_down_the_rungs(before, after, result) -> None:
    assert result_of(before, after) == result


def found(code: str, day: str = "2026-06-01") -> list[str]:
    return [finding.words for finding in CHECKS[code].find(WUGANG, AsOf.on(date.fromisoformat(day)))]


def test_the_checks_of_the_library_find_what_must_not_be(member, firm, office_clerk) -> None:
    file = member(firm)
    own = [code for code in CHECKS if code.startswith("cultivation.")]
    assert len(own) >= 9
    assert {code: found(code) for code in own} == {code: [] for code in own}
    Membership.objects.filter(pk=file.pk).update(grade="A")
    assert found("cultivation.grade_not_decided") == ["等级 A 没有确认记录"]
    Step.objects.filter(matter=file.matter, number=2).delete()
    assert found("cultivation.steps_with_gaps") == ["有 3 步，最后一步编号 4"]
    Step.objects.filter(matter=file.matter, number=4).update(to_state="left")
    assert len(found("cultivation.state_without_step")) == len(found("cultivation.impossible_step")) == 1
    builders.moved(firm, "2026-05-01", "410402")
    assert found("cultivation.member_not_here") == ["当日不在本县（市、区）登记"]


def test_a_grade_that_waits_over_a_month_is_found_even_when_computed_again(member, firm, office_clerk) -> None:
    member(firm)
    for day in ("2026-04-01", "2026-05-01", "2026-06-01"):
        grades.compute_grades(actor=office_clerk, at=at(day), division_code=WUGANG, day=date.fromisoformat(day))
    assert found("cultivation.grade_left_open") == ["自 2026-04-01 起等待确认"]
    grades.decide_grade(
        actor=office_clerk,
        at=at("2026-06-01"),
        matter_id=Membership.objects.get().matter_id,
        grade_id=GradeRecord.objects.get(decision="open").pk,
        grade="D",
    )
    assert found("cultivation.grade_left_open") == []


@pytest.mark.any_database
def test_the_demonstration_has_files_at_every_step_and_goes_without_a_trace(system, official) -> None:
    now = at("2026-11-23")
    registers_demonstration.load_demo(
        actor=system, at=now, division_code=WUGANG, scale=1, through_date=date(2026, 11, 23)
    )
    told = demonstration.demo(actor=system, at=now, division_code=WUGANG, officials=[official.pk]).result
    rows = Membership.objects.all()
    assert told == rows.count() and all(rows.values_list("is_demo", flat=True))
    assert set(rows.values_list("state", flat=True)) == {
        "applied",
        "returned",
        "visiting",
        "reviewed",
        "publicity",
        "member",
        "exiting",
        "left",
        "refused",
        "withdrawn",
    }
    assert {"A", "B", "C", "D", ""} <= set(rows.filter(state="member").values_list("grade", flat=True))
    assert not Notice.objects.filter(kind="cultivation").exists(), "nobody is told a story"
    own = [code for code in CHECKS if code.startswith("cultivation.")]
    assert [code for code in own if found(code, "2026-11-23")] == []
    assert demonstration.demo(actor=system, at=now, division_code=WUGANG).result == told, "told once"
    demonstration.remove_demo(actor=system, at=now, division_code=WUGANG)
    assert not Membership.objects.exists()
