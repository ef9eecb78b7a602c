"""Legal events of a right: added as they become known, taken back with a reason where they were recorded in error."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from qiangxian.contexts.audit.types import Receipt
from qiangxian.engines.lifecycle.consistency import event_contradictions
from qiangxian.engines.lifecycle.facts import Event
from qiangxian.kernel.clocks import county_day
from qiangxian.kernel.errors import Conflict, Refused

from ...records.actions.records import part_receipt
from ...records.changing import change
from ...records.models import Record, Recorded
from ...records.versions import Pen, current_at, facts, part_of, rows_of
from ...types import EventType, RecordKind
from ..conflicts import comparing as status_conflicts
from ..lifecycle_facts import STARTS, expiry_of, right_facts, starting_days
from ..models import Holding, LegalEvent, Right
from .holdings import Holder, end_standing, open_holdings


@change("registers.add_right_event", label="补录法律状态", kind=RecordKind.RIGHT)
def add_right_event(pen: Pen, record: Record, *, revision: int, holders: Sequence[Holder] = (), **told: Any) -> Receipt:
    """Something happened to the right. A transfer names the new holders: the old ones end and they begin on that day.
    `told`: type, effective_date, announced_date and detail of the event."""
    right = current_at(record, revision)
    assert isinstance(right, Right)  # noqa: S101 - a right's table holds rights; tells the type checker
    event = LegalEvent(record=record, **{**told, "detail": dict(told.get("detail") or {})})
    event.known_date = event.announced_date or event.effective_date
    _check(right, record, event, holders, county_day(pen.at))
    pen.add(event)
    if holders:
        end_standing(pen, record, event.effective_date, event.announced_date)
        open_holdings(pen, record, holders, effective_date=event.effective_date, known_date=event.announced_date)
    _follow(pen, record, right, event)
    status_conflicts.compare_records(record.division_code, [record.pk], at=pen.at)
    return part_receipt(record, right, None, event)


@change("registers.retract_right_event", label="作废误登的法律事件", kind=RecordKind.RIGHT, reasoned=True)
def retract_right_event(pen: Pen, record: Record, *, event_id: int) -> Receipt:
    """The event was recorded in error: it no longer stands, and what it changed goes back; history keeps both."""
    event = part_of(LegalEvent, record, event_id)
    if event.batch_id is None:
        _take_back(pen, record, Holding, event.revision)
        _take_back(pen, record, Right, event.revision)
    pen.strike(event)
    right = rows_of(Right, record).get()
    _refresh_expiry(pen, record, right)
    status_conflicts.compare_records(record.division_code, [record.pk], at=pen.at)
    return part_receipt(record, right, event, None)


def _check(right: Right, record: Record, event: LegalEvent, holders: Sequence[Holder], today: date) -> None:
    if event.type not in EventType.values:
        raise Refused("没有这种法律事件", value=event.type, remedy="请从所列事件中选择")
    if event.announced_date and event.announced_date < event.effective_date and event.type in STARTS:
        raise Refused("公告日早于生效日", value=event.announced_date, remedy="授权和注册自公告之日起生效")
    told = Event(event.type, event.effective_date, event.announced_date)
    for found in event_contradictions(right_facts(right, rows_of(LegalEvent, record)), told, today):
        raise Refused(found.words, value=found.value, remedy=found.remedy)
    if event.type == EventType.TRANSFER and not holders:
        raise Refused("没有写明受让人", remedy="请填写新的权利人，每行一个")
    if event.type != EventType.TRANSFER and holders:
        raise Refused("只有权利转移变更权利人", remedy="请改选“权利转移”，或清空新权利人")
    same = rows_of(LegalEvent, record).filter(type=event.type, effective_date=event.effective_date)
    if same.filter(announced_date=event.announced_date).exists():
        raise Conflict(
            f"{event.effective_date} 的“{event.get_type_display()}”已经登记过",
            remedy="内容有误的，请更正或作废原来的一条",
        )


def _follow(pen: Pen, record: Record, right: Right, event: LegalEvent) -> None:
    """A grant or registration sets its day on the right; a renewal lengthens the term."""
    changes = starting_days(right, rows_of(LegalEvent, record)) if event.type in STARTS else {}
    for column, day in changes.items():
        setattr(right, column, day)
    expiry = expiry_of(right, rows_of(LegalEvent, record))
    if changes or expiry != right.expiry_date:
        pen.replace(rows_of(Right, record).get(), **changes, expiry_date=expiry)


def _refresh_expiry(pen: Pen, record: Record, right: Right) -> None:
    expiry = expiry_of(right, rows_of(LegalEvent, record))
    if expiry == right.expiry_date:
        return
    if right.revision == pen.revision:
        right.expiry_date = expiry
        right.save(update_fields=["expiry_date"])
    else:
        pen.replace(right, expiry_date=expiry)


def _take_back(pen: Pen, record: Record, model: type[Recorded], revision: int) -> None:
    """Put back the rows a revision replaced, unless something has built on what it wrote."""
    written = list(model._default_manager.filter(record=record, revision=revision))
    replaced = list(model._default_manager.filter(record=record, superseded_revision=revision))
    if any(row.superseded_revision is not None for row in written):
        raise Conflict("该事件之后，这件权利又有变动", remedy="请先作废后来的事件，或逐项更正")
    for row in written:
        pen.strike(row)
    for row in replaced:
        pen.add(model(record=record, **facts(row)))
