"""Contradictions between what files print and what the law gives: found set-wise, decided by people, never lost."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qiangxian.contexts.audit.models import AuditLine
from qiangxian.contexts.registers.rights.actions.events import add_right_event
from qiangxian.contexts.registers.rights.conflicts import actions, readers, tasks
from qiangxian.contexts.registers.rights.conflicts import comparing as status_conflicts
from qiangxian.contexts.registers.rights.conflicts.models import StatusConflict
from qiangxian.contexts.registers.rights.models import LegalEvent, Right
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import Conflict, NotAllowed, NotFound, Refused

from .cast import AT, WUGANG, enterprise, number, patent
from .imported import take_in

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=1)


def rows(*printed):
    head = "申请号 | 名称 | 申请人 | 申请日 | 授权公告日 | 法律状态"
    lines = [
        f"{number(place)} | 一种装置{place} | 演示钢铁有限公司 | 2019-03-01 | 2021-06-01 | {words}"
        for place, words in enumerate(printed, start=1)
    ]
    return "\n".join([head, *lines])


def compare(at=AT):
    return actions.compare_statuses(actor=Actor.system(), at=at, division_code=WUGANG).result


@pytest.fixture
def printed(system):
    """Three rights from a list: one said to have lapsed although no event says so."""
    enterprise(actor=system)
    receipt = take_in("rights", rows("专利权维持", "未缴年费终止失效", "有效"))
    assert receipt["created"] == 3
    compare()


def only() -> StatusConflict:
    return StatusConflict.objects.get(state="open")


def test_a_printed_end_without_an_event_is_found_with_both_sources(printed):
    conflict = only()
    assert (conflict.number, conflict.printed, conflict.computed) == (number(2), "未缴年费终止失效", "in_force")
    assert (conflict.printed_day, conflict.printed_source) == (date(2025, 12, 31), "清单.csv")
    assert "2021-06-01 授权公告" in conflict.computed_words


def test_a_second_pass_reads_only_what_changed_and_finds_nothing_twice(printed, system):
    again = compare()
    assert (again["compared"], again["found"]) == (0, 0)
    patent(number(9), actor=system)
    assert compare()["compared"] == 0, "a right without a printed status is not judged"
    assert StatusConflict.objects.count() == 1


def test_an_event_that_explains_it_makes_it_vanish_by_itself(printed, office_clerk):
    right = Right.objects.get(number=number(2))
    add_right_event(
        actor=office_clerk, at=LATER, record_id=right.record_id, revision=right.revision, type="lapse_unpaid_fee",
        effective_date=date(2024, 3, 1), announced_date=date(2025, 2, 14),
    )  # fmt: skip
    conflict = StatusConflict.objects.get()
    assert (conflict.state, conflict.decided_at) == ("gone", LATER)


def test_the_register_copy_can_confirm_the_file(printed, office_clerk):
    conflict = only()
    actions.settle_by_event(
        actor=office_clerk, at=LATER, conflict_id=conflict.pk, type="lapse_unpaid_fee",
        effective_date=date(2024, 3, 1), announced_date=date(2025, 2, 14), reason="登记簿副本 2025-12-20",
    )  # fmt: skip
    conflict.refresh_from_db()
    assert (conflict.state, conflict.decided_by) == ("event_recorded", "办公室经办人")
    assert LegalEvent.objects.get(type="lapse_unpaid_fee").source == "专利登记簿副本"
    assert not StatusConflict.objects.filter(state="open").exists()
    assert AuditLine.objects.filter(action="registers.settle_by_event", outcome="done").count() == 1


def test_an_event_that_does_not_explain_the_print_leaves_a_new_entry(printed, office_clerk):
    actions.settle_by_event(
        actor=office_clerk, at=LATER, conflict_id=only().pk, type="abandonment", effective_date=date(2024, 3, 1),
        reason="登记簿副本",
    )  # fmt: skip
    assert only().computed == "abandoned"
    assert StatusConflict.objects.filter(state="event_recorded").count() == 1


def test_the_register_copy_can_confirm_the_events(printed, office_clerk):
    conflict = only()
    with pytest.raises(Refused, match="认不出"):
        actions.settle_by_status(actor=office_clerk, at=LATER, conflict_id=conflict.pk, status="好好的", reason="副本")
    actions.settle_by_status(actor=office_clerk, at=LATER, conflict_id=conflict.pk, status="专利权维持", reason="副本")
    right = Right.objects.get(number=number(2), superseded_revision=None)
    assert (right.imported_status, right.source, right.reason) == ("专利权维持", "专利登记簿副本", "副本")
    assert readers.open_conflicts(office_clerk) == 0
    take_in("rights", rows("专利权维持", "未缴年费终止失效", "有效"))
    compare(LATER)
    assert readers.open_conflicts(office_clerk) == 0, "importing the same list again does not undo the correction"


def test_a_shelved_one_waits_with_its_reason_and_can_be_taken_up_again(printed, office_clerk):
    conflict = only()
    with pytest.raises(Refused, match="理由"):
        actions.shelve_conflict(actor=office_clerk, at=LATER, conflict_id=conflict.pk, reason=" ")
    actions.shelve_conflict(actor=office_clerk, at=LATER, conflict_id=conflict.pk, reason="等副本")
    assert status_conflicts.compare_records(WUGANG, [conflict.record_id], at=LATER)["kept"] == 1
    assert readers.open_conflicts(office_clerk) == 0
    actions.reopen_conflict(actor=office_clerk, at=LATER, conflict_id=conflict.pk, reason="副本已到")
    assert only().pk == conflict.pk
    with pytest.raises(Conflict, match="没有搁置"):
        actions.reopen_conflict(actor=office_clerk, at=LATER, conflict_id=conflict.pk, reason="再来")


def test_a_decided_one_is_not_decided_twice(printed, office_clerk):
    conflict = only()
    actions.settle_by_status(actor=office_clerk, at=LATER, conflict_id=conflict.pk, status="有效", reason="副本")
    with pytest.raises(Conflict, match="已经处理"):
        actions.shelve_conflict(actor=office_clerk, at=LATER, conflict_id=conflict.pk, reason="等等")


def test_only_the_office_of_the_county_decides(printed, liaison, neighbour_officer):
    for actor in (liaison, neighbour_officer):
        with pytest.raises(NotAllowed):
            actions.shelve_conflict(actor=actor, at=LATER, conflict_id=only().pk, reason="试试")
    with pytest.raises(NotFound):
        readers.conflict(neighbour_officer, only().pk)
    assert readers.conflict_kinds(neighbour_officer) == []
    assert readers.conflict(liaison, only().pk).printed == "未缴年费终止失效"


def test_the_night_compares_what_changed(system):
    enterprise(actor=system)
    take_in("rights", rows("未缴年费终止失效"))
    assert status_conflicts.changed_since(WUGANG)
    tasks.compare_every_county(today=AT.date(), at=AT)
    assert not status_conflicts.changed_since(WUGANG)
    assert only().number == number(1)
    lines = AuditLine.objects.count()
    tasks.compare_every_county(today=AT.date(), at=AT)
    assert AuditLine.objects.count() == lines


def test_the_cost_grows_with_pieces_not_with_rights(system):
    enterprise(actor=system)
    counts = []
    for many in (5, 30, 90):
        take_in("rights", rows(*["未缴年费终止失效"] * many), name=f"{many}.csv")
        with CaptureQueriesContext(connection) as seen:
            compare()
        counts.append(len(seen))
    assert counts[1] == counts[2], counts
    assert StatusConflict.objects.filter(state="open").count() == 90
