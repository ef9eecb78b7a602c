"""Runs of the integrity checks: what is new, what is resolved, what is let be and for how long, who may say so."""

from datetime import date, datetime, timedelta, timezone

import pytest

from qiangxian.contexts.audit.models import AuditLine
from qiangxian.contexts.people.models import Unit
from qiangxian.contexts.quality import actions, readers, tasks
from qiangxian.contexts.quality.looking import checks_for, look, look_at_all
from qiangxian.contexts.quality.models import IntegrityFinding, IntegrityRun
from qiangxian.contexts.registers.enterprises.models import Enterprise
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import Conflict, NotAllowed, NotFound, Refused
from qiangxian.kernel.integrity import CHECKS, Finding, IntegrityCheck, Scope, Severity
from qiangxian.kernel.schedule import DAILY
from tests.conftest import AT, NEIGHBOUR, WUGANG
from tests.contexts.builders import enterprise

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 30)
CODELESS = "registers.enterprise_without_uscc"


def run(actor, day: date = DAY, division: str = WUGANG) -> IntegrityRun:
    """A whole run as the nightly job does it; the county's own is returned."""
    ids = actions.start_run(actor=actor, at=AT, division_code=division, as_of_date=day).result
    for run_id in ids:
        tasks.carry_out(run_id)
    return readers.run(ids[0])


def state(actor, code: str = CODELESS, day: date = DAY) -> readers.CheckState:
    return next(one for one in readers.states(actor, day) if one.check.code == code)


def keys(code: str = CODELESS, *, ignored: bool = False, day: date = DAY) -> list[str]:
    return [row.key for row in readers.findings(code, WUGANG, day, ignored=ignored)]


def let_be(actor, key: str, until: date = date(2026, 9, 30), reason: str = "已核对，确属两家") -> None:
    actions.ignore_findings(
        actor=actor, at=AT, division_code=WUGANG, findings=(CODELESS, [key]), reason=reason, until_date=until
    )


def test_a_run_tells_what_is_new_and_the_next_what_is_resolved(office_clerk):
    first = enterprise("无码甲厂")
    run(office_clerk)
    assert (state(office_clerk).standing, state(office_clerk).appeared) == (1, 1)
    enterprise("无码乙厂")
    Enterprise.objects.filter(record=first).update(uscc="91410481MA00000155")
    run(office_clerk, DAY + timedelta(days=1))
    now = state(office_clerk)
    assert (now.standing, now.appeared, now.resolved) == (1, 1, 1)
    assert keys() == ["无码乙厂"]
    assert [of["warning"] > 0 for _, of in readers.trend(office_clerk)] == [True, True]


def test_the_same_finding_keeps_the_day_it_was_first_found(office_clerk):
    enterprise("无码甲厂")
    run(office_clerk)
    run(office_clerk, DAY + timedelta(days=1))
    assert IntegrityFinding.objects.filter(check_code=CODELESS).count() == 1
    assert state(office_clerk).appeared == 0


def test_what_is_let_be_leaves_the_list_and_comes_back_after_its_day(office_clerk):
    enterprise("无码甲厂")
    run(office_clerk)
    let_be(office_clerk, "无码甲厂")
    assert (state(office_clerk).standing, state(office_clerk).ignored) == (0, 1)
    assert keys() == [] and keys(ignored=True) == ["无码甲厂"]
    assert keys(day=date(2026, 10, 1)) == ["无码甲厂"]
    actions.heed_findings(actor=office_clerk, at=AT, division_code=WUGANG, findings=(CODELESS, ["无码甲厂"]))
    assert keys() == ["无码甲厂"]
    lines = AuditLine.objects.filter(action__in=["audit.ignore_findings", "audit.heed_findings"], outcome="done")
    assert [line.division_code for line in lines] == [WUGANG, WUGANG]
    assert "已核对，确属两家" in lines[0].reason


def test_letting_be_needs_a_reason_a_day_to_come_and_a_standing_finding(office_clerk):
    enterprise("无码甲厂")
    run(office_clerk)
    with pytest.raises(Refused):
        let_be(office_clerk, "无码甲厂", reason="  ")
    with pytest.raises(Refused):
        let_be(office_clerk, "无码甲厂", until=AT.date())
    with pytest.raises(NotFound):
        let_be(office_clerk, "没有这一家")


def test_only_the_office_lets_findings_of_its_own_county_be(office_clerk, auditor, liaison, neighbour_officer):
    enterprise("无码甲厂")
    run(office_clerk)
    for actor in (auditor, liaison, neighbour_officer):
        with pytest.raises(NotAllowed):
            let_be(actor, "无码甲厂")


def test_a_run_is_begun_by_office_or_auditor_of_the_county_alone(office_clerk, auditor, liaison, neighbour_officer):
    run(office_clerk)
    run(auditor)
    for actor in (liaison, neighbour_officer):
        with pytest.raises(NotAllowed):
            run(actor)


def test_the_neighbour_reads_nothing_of_ours(office_clerk, neighbour_officer):
    enterprise("无码甲厂")
    run(office_clerk)
    assert readers.divisions_of(neighbour_officer) == [NEIGHBOUR, ""]
    assert state(neighbour_officer).standing is None


def test_two_runs_do_not_run_side_by_side_but_a_dead_one_holds_nobody_up(office_clerk):
    actions.start_run(actor=office_clerk, at=AT, division_code=WUGANG, as_of_date=DAY)
    with pytest.raises(Conflict):
        actions.start_run(actor=office_clerk, at=AT + timedelta(minutes=5), division_code=WUGANG, as_of_date=DAY)
    later = AT + timedelta(hours=1)
    assert actions.start_run(actor=office_clerk, at=later, division_code=WUGANG, as_of_date=DAY).result


def test_a_check_that_breaks_is_told_as_such_and_keeps_what_was_found_before(office_clerk):
    enterprise("无码甲厂")
    run(office_clerk)
    check = CHECKS[CODELESS]

    def breaks(_division, _as_of):
        raise ValueError("坏了")

    broken = IntegrityCheck(CODELESS, check.owner, Severity.WARNING, Scope.COUNTY, breaks, check.label, "")
    ids = actions.start_run(actor=office_clerk, at=AT, division_code=WUGANG, as_of_date=DAY).result
    looked = [look(broken, WUGANG, AsOf.on(DAY))]
    actions.store_run(actor=Actor.system(), at=AT, run_id=ids[0], looked=looked)
    assert "坏了" in state(office_clerk).failure
    assert keys() == ["无码甲厂"]


def test_a_finding_told_twice_is_one():
    def twice(_division, _as_of):
        yield Finding("同", "同", "甲")
        yield Finding("同", "同", "乙")

    check = IntegrityCheck("audit.twice", "office", Severity.WARNING, Scope.COUNTY, twice, "两次", "")
    assert len(look(check, WUGANG, AsOf.on(DAY)).findings) == 1


def test_the_night_looks_at_every_county(system):
    for code in (WUGANG, NEIGHBOUR):
        Unit.objects.create(division_code=code, name="市市场监管局")
    at = datetime(2026, 6, 30, 2, 5, tzinfo=timezone(timedelta(hours=8)))
    DAILY["people.check_integrity"].run(today=DAY, at=at)
    done = IntegrityRun.objects.filter(state="done").values_list("division_code", flat=True)
    assert sorted(set(done)) == ["", WUGANG, NEIGHBOUR]


def test_progress_counts_the_checks_that_are_done(office_clerk):
    ids = actions.start_run(actor=office_clerk, at=AT, division_code=WUGANG, as_of_date=DAY).result
    list(look_at_all(WUGANG, AsOf.on(DAY), lambda done: actions.note_progress(ids[0], done)))
    assert readers.progress(WUGANG) == (len(checks_for(WUGANG)), len(checks_for(WUGANG)) + len(checks_for("")))


def test_every_check_says_who_acts_why_and_how():
    for check in CHECKS.values():
        assert check.label and check.remedy and check.owner_words, check.code
        if not check.code.startswith("cultivation."):  # there the remedy names the rule
            assert check.rule, check.code
    assert len(CHECKS) >= 40
