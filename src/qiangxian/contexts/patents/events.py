"""Legal events of lists and of legal-status data, into the records they are about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from qiangxian.engines.intake import Row
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.identifiers import application_number

from .models import Batch, LegalEvent, Record
from .storing import settle


@dataclass(frozen=True)
class Happened:
    """One event as a row tells it, with the place of the row."""

    number: str
    type: str
    effective_date: date
    announced_date: date | None
    words: str
    place: dict[str, Any]


def read_event(row: Row) -> Happened:
    """What the row says; without a day of effect the announced day stands for it."""
    raw = str(row.values.get("number") or "")
    check = application_number.validate(raw, check_digit_dropped="check_digit_dropped" in row.traits)
    if not check.ok or check.canonical is None:
        raise Refused(check.reason, remedy=check.remedy, column=row.headers.get("number", "号码"), value=raw)
    effective = row.values.get("effective_date") or row.values.get("announced_date")
    if effective is None:
        raise Refused("没有生效日，也没有公告日", remedy="请补全其中一个日期")
    words = str(row.values.get("details") or row.printed.get("type") or "")[:300]
    place = {"file": row.origin, "sheet": row.sheet, "row": row.number, "number": check.canonical}
    return Happened(check.canonical, str(row.values["type"]), effective, row.values.get("announced_date"), words, place)


def store_events(happened: Sequence[Happened], batch: Batch, at: datetime, today: date) -> list[dict[str, Any]]:
    """Take them over; those of applications nobody has a record of are answered."""
    if not happened:
        return []
    records = {
        one.key: one
        for one in Record.objects.filter(key__in={one.number for one in happened}).prefetch_related(
            "events", "publications"
        )
    }
    known = {(one.pk, event.type, event.effective_date) for one in records.values() for event in one.events.all()}
    new = Counter[str]()
    for one in happened:
        record = records.get(one.number)
        if record is None or (record.pk, one.type, one.effective_date) in known:
            continue
        known.add((record.pk, one.type, one.effective_date))
        LegalEvent.objects.create(
            record=record,
            type=one.type,
            effective_date=one.effective_date,
            announced_date=one.announced_date,
            words=one.words,
            batch=batch,
        )
        new[one.number] += 1
    _settle_again(new, at, today)
    return [
        {**one.place, "reason": "没有这件专利的文献记录，法律事件没有登记"}
        for one in happened
        if one.number not in records
    ]


def _settle_again(numbers: Counter[str], at: datetime, today: date) -> None:
    for record in Record.objects.filter(key__in=numbers).prefetch_related("events", "publications"):
        granted = [one.effective_date for one in record.events.all() if one.type == "grant"]
        record.grant_date = record.grant_date or min(granted, default=None)
        settle(record, today, at)
        record.changed_at, record.is_indexed = at, False
        record.save()
