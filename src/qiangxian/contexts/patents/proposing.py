"""What literature tells of the county's own patents that their register does not know: proposed, never entered by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from qiangxian.contexts.registers.intake.actions.proposals import Proposed, propose_changes
from qiangxian.contexts.registers.records.clock import counties
from qiangxian.contexts.registers.rights.readers.known import Known, known_patents, patent_numbers
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.words import EventType, word

from .models import LegalEvent, Record

SOURCE = "专利文献库"
STARTS = frozenset({EventType.GRANT})
NOT_ENTERED = frozenset({EventType.NAME_CHANGE})
"""Events the registers enter by more than a document says."""


def propose(*, at: datetime, changed_at: datetime | None = None) -> int:
    """Compare the literature of every county's patents, or what was changed at that instant; how many proposals are new. The product
    proposes by itself, whoever took the literature over; a person of the county decides."""
    made = 0
    for code in counties():
        rows = [one for numbers in patent_numbers(code) for one in _differences(code, numbers, changed_at)]
        if rows:
            made += propose_changes(actor=Actor.system(), at=at, division_code=code, source=SOURCE, rows=rows).result
    return made


def _differences(division_code: str, numbers: Iterable[str], changed_at: datetime | None) -> Iterator[Proposed]:
    records = Record.objects.filter(key__in=list(numbers), is_published=True).prefetch_related("events")
    found = list(records.filter(changed_at=changed_at) if changed_at else records)
    known = known_patents(division_code, [record.key for record in found])
    for record in found:
        if record.key in known:
            yield from _of(record, known[record.key])


def _of(record: Record, known: Known) -> Iterator[Proposed]:
    """Events first; an owner whose transfer is printed nowhere is asked about by itself."""
    moved = False
    for event in sorted(record.events.all(), key=lambda one: (one.effective_date, one.pk)):
        if event.type in NOT_ENTERED or known.has(event.type, event.effective_date, event.announced_date):
            continue
        if event.type in STARTS and any(type_ == event.type for type_, _ in known.events):
            continue
        values: dict[str, Any] = {"type": event.type, "effective_date": event.effective_date}
        values |= {"announced_date": event.announced_date} if event.announced_date else {}
        if event.type == EventType.TRANSFER:
            if not record.owners or known.is_held_by(record.owners):
                continue
            moved, values["to_name"] = True, tuple(record.owners)
        yield Proposed("events", record.key, values, _words(event, values.get("to_name", ())))
    if record.owners and not moved and known.holders and not known.is_held_by(record.owners):
        values = {"type": record.type, "holders": tuple(record.owners)}
        yield Proposed("rights", record.key, values, f"权利人：登记与文献不同，文献为{'、'.join(record.owners)}")


def _words(event: LegalEvent, new_owners: Iterable[str]) -> str:
    days = [f"生效日 {event.effective_date}"]
    days += [f"公告日 {event.announced_date}"] if event.announced_date else []
    owners = "、".join(new_owners)
    return "，".join([word("event_types", event.type), *days, *([f"变更后权利人 {owners}"] if owners else [])])
