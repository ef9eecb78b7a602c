"""Events and fees that come before their right: they wait, are entered when it arrives, and follow every undo."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qiangxian.contexts.registers.intake import running
from qiangxian.contexts.registers.intake.actions.imports import undo_batch
from qiangxian.contexts.registers.intake.actions.waiting import fetch_waiting, set_waiting_aside, take_waiting_up
from qiangxian.contexts.registers.intake.models import WaitingRow
from qiangxian.contexts.registers.records.conditions import recorded
from qiangxian.contexts.registers.rights.models import AnnualFee, Holding, LegalEvent, Right
from qiangxian.kernel.errors import Refused

from .imported import given, rehearse, take_in

pytestmark = pytest.mark.django_db

EVENTS = """
申请号 | 事件 | 生效日 | 公告日 | 变更后权利人
201710601862.3 | 专利权的转移 | 2022-01-10 | 2022-01-28 | 外地公司
201710601862.3 | 未缴年费专利权终止 | 2025-07-21 | 2025-12-30 |
99117225.6 | 质押 | 2005-01-10 | |
"""
FEES = "申请号 | 年度 | 缴费日 | 年费金额(元)\n201710601862.3 | 7 | 2023-07-01 | 2000\n"
RIGHT = "申请号 | 名称 | 申请人 | 申请日 | 授权公告日\n201710601862.3 | 一种轧机 | 甲公司 | 2017-07-21 | 2019-03-01\n"


def standing(model, **where):
    return list(model.objects.filter(recorded(), **where).order_by("id"))


def states() -> list[str]:
    return [row.state for row in WaitingRow.objects.order_by("id")]


def test_rows_of_unknown_rights_wait_and_are_entered_when_the_right_arrives() -> None:
    events, fees = take_in("events", EVENTS, name="事件.csv"), take_in("fees", FEES)
    assert (events["created"], events["waiting"], events["unmatched"], events["refused_rows"]) == (0, 3, 3, 0)
    assert (events["match_rate"], fees["waiting"]) == (0.0, 1)
    assert not LegalEvent.objects.exists()
    rights = take_in("rights", RIGHT)
    assert (rights["created"], rights["fetched"]) == (1, 3)
    assert states() == ["placed", "placed", "waiting", "placed"]
    lapse = LegalEvent.objects.get(type="lapse_unpaid_fee")
    assert (lapse.effective_date, lapse.known_date) == (date(2025, 7, 21), date(2025, 12, 30))
    assert (lapse.source, lapse.source_row) == ("事件.csv", 3)
    assert [held.holder_name for held in standing(Holding, valid_to__isnull=True)] == ["外地公司"]
    assert standing(AnnualFee)[0].paid_on == date(2023, 7, 1)


def test_undoing_the_right_sends_its_rows_back_to_wait_and_undoing_the_events_withdraws_them() -> None:
    events = take_in("events", EVENTS)
    rights = take_in("rights", RIGHT)
    undo_batch(**given(), batch_uid=rights["batch"], reason="错")
    assert states() == ["waiting"] * 3
    assert not standing(LegalEvent)
    undo_batch(**given(), batch_uid=events["batch"], reason="错")
    assert states() == ["withdrawn"] * 3
    assert take_in("rights", RIGHT)["fetched"] == 0


def test_the_same_rows_do_not_wait_twice() -> None:
    take_in("events", EVENTS)
    again = take_in("events", EVENTS)
    assert (again["waiting"], WaitingRow.objects.count()) == (3, 3)


def test_a_right_entered_by_hand_gets_its_rows_on_demand() -> None:
    from .cast import patent

    take_in("events", EVENTS)
    assert fetch_waiting(**given()).result == 0
    patent("201710601862.3", actor=given()["actor"], filing_date=date(2017, 7, 21), grant_date=date(2019, 3, 1))
    assert fetch_waiting(**given()).result == 2
    batch = WaitingRow.objects.filter(state="placed").first().settled_batch
    undo_batch(**given(), batch_uid=batch.uid, reason="错")
    assert states() == ["waiting"] * 3


def test_a_row_that_does_not_fit_its_right_keeps_waiting_and_says_why() -> None:
    take_in("events", "申请号 | 事件 | 生效日\n201710601862.3 | 质押 | 2010-01-01\n")
    assert take_in("rights", RIGHT)["fetched"] == 0
    assert WaitingRow.objects.get().problem == "生效日早于申请日"


def test_rows_are_set_aside_with_a_reason_and_taken_up_again() -> None:
    take_in("events", EVENTS)
    ids = list(WaitingRow.objects.values_list("id", flat=True))
    with pytest.raises(Refused, match="理由"):
        set_waiting_aside(**given(), row_ids=ids, reason=" ")
    set_waiting_aside(**given(), row_ids=ids[:2], reason="县外权利")
    assert take_in("rights", RIGHT)["fetched"] == 0
    take_waiting_up(**given(), row_ids=ids)
    assert states() == ["waiting"] * 3


def test_a_dry_run_writes_nothing_at_all() -> None:
    take_in("rights", RIGHT)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        told = rehearse("events", EVENTS)
    assert (told["created"], told["waiting"]) == (2, 1)
    words = {query["sql"].split()[0].upper() for query in asked.captured_queries}
    assert words <= {"SELECT", "DECLARE"}, "PostgreSQL declares the cursor of a long read"


def test_what_changed_between_reading_and_writing_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []

    def slow(*given_, **arguments):
        calls.append(1)
        staged = running.Staged(*given_, **arguments)
        if len(calls) == 1:  # meanwhile somebody else imports the same right
            take_in("rights", RIGHT, name="别人.csv")
        return staged

    monkeypatch.setattr("qiangxian.contexts.registers.intake.actions.imports.Staged", slow)
    told = take_in("rights", RIGHT.replace("一种轧机", "一种新轧机"))
    assert len(calls) == 3
    assert (told["created"], told["updated"]) == (0, 1)
    assert [right.title for right in standing(Right)] == ["一种新轧机"]


def test_both_documents_of_one_application_are_one_right() -> None:
    told = take_in(
        "rights",
        "申请号 | 名称 | 申请人 | 申请日 | 公开（公告）号 | 公开（公告）日\n"
        "201710601862.3 | 一种轧机 | 甲公司 | 2017-07-21 | CN107601862A | 2017-12-01\n"
        "201710601862.3 | 一种轧机 | 甲公司 | 2017-07-21 | CN107601862B | 2019-03-01\n",
    )
    assert (told["created"], told["updated"], told["refused"]) == (1, 1, [])
    [right] = standing(Right)
    assert (right.publication_number, right.grant_date) == ("CN107601862B", date(2019, 3, 1))
    assert [event.type for event in standing(LegalEvent)] == ["grant"]
