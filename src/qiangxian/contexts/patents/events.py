"""Legal events into the records they are about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from .happened import Happened
from .models import Batch, LegalEvent, Record
from .storing import settle


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
    new = set[str]()
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
        new.add(one.number)
    _settle_again(new, at, today)
    return [
        {**one.place, "reason": "没有这件专利的文献记录，法律事件没有登记"}
        for one in happened
        if one.number not in records
    ]


def _settle_again(numbers: set[str], at: datetime, today: date) -> None:
    for record in Record.objects.filter(key__in=numbers).prefetch_related("events", "publications"):
        granted = [one.effective_date for one in record.events.all() if one.type == "grant"]
        record.grant_date = record.grant_date or min(granted, default=None)
        settle(record, today, at)
        record.changed_at, record.is_indexed = at, False
        record.save()
