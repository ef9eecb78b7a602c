"""What literature tells of the county's own patents that their register does not know, and of patents of its holders that the register
does not have: proposed, never entered by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from qiangxian.contexts.registers.intake.actions.proposals import (
    MISSING,
    Proposed,
    propose_changes,
    waiting_missing,
)
from qiangxian.contexts.registers.records.clock import counties
from qiangxian.contexts.registers.records.matching import names_of
from qiangxian.contexts.registers.records.names import fold_name
from qiangxian.contexts.registers.rights.readers.known import AT_ONCE, Known, known_patents, patent_numbers
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.words import PATENT_TYPES, EventType, word

from .models import LegalEvent, Record

SOURCE = "专利文献库"
STARTS = frozenset({EventType.GRANT})
NOT_ENTERED = frozenset({EventType.NAME_CHANGE})
"""Events the registers enter by more than a document says."""


def propose(*, at: datetime, changed_at: datetime | None = None) -> int:
    """Compare the literature of every county's patents, or what was changed at that instant; how many proposals are new. The product
    proposes by itself, whoever took the literature over; a person of the county decides."""
    made, codes = 0, counties()
    local = _local(codes, changed_at)
    for code in codes:
        rows = [one for numbers in patent_numbers(code) for one in _differences(code, numbers, changed_at)]
        rows += _missing(code, local[code])
        own: dict[str, Any] = {"actor": Actor.system(), "at": at, "division_code": code, "source": SOURCE}
        gone = sorted(_standing(code, waiting_missing(code)))
        if rows or gone:
            made += propose_changes(**own, rows=rows, gone=gone).result
    return made


def _local(codes: Sequence[str], changed_at: datetime | None) -> Mapping[str, Mapping[str, str]]:
    """By county the numbers of published patents that are its holders', each with why: one of its enterprises holds it, or it was
    filed from an address there and is still with who filed it. Names and areas alone are read, one record after the other."""
    names, found = {code: names_of(code) for code in codes}, {code: dict[str, str]() for code in codes}
    records = Record.objects.filter(is_published=True, type__in=PATENT_TYPES).exclude(application_number="")
    records = records.filter(changed_at=changed_at) if changed_at else records
    read = records.order_by().values_list("key", "owners", "applicants", "division_code")
    for key, owners, applicants, area in read.iterator(chunk_size=2000):
        holders = {fold_name(name): name for name in owners or applicants}
        for code in codes:
            if mine := [name for folded, name in holders.items() if folded in names[code]]:
                found[code][key] = f"{'、'.join(mine)}是本县企业"
            elif area.startswith(code) and (not owners or owners == applicants):
                found[code][key] = "申请人地址在本县"
    return found


def _missing(division_code: str, why: Mapping[str, str]) -> Iterator[Proposed]:
    """Those the register does not have."""
    numbers = sorted(why.keys() - _standing(division_code, sorted(why)))
    for first in range(0, len(numbers), AT_ONCE):
        for record in Record.objects.filter(key__in=numbers[first : first + AT_ONCE]).order_by("key"):
            yield Proposed(MISSING, record.key, _as_right(record), _told(record, why[record.key]))


def _standing(division_code: str, numbers: Sequence[str]) -> set[str]:
    pieces = (numbers[first : first + AT_ONCE] for first in range(0, len(numbers), AT_ONCE))
    return {number for some in pieces for number in known_patents(division_code, some)}


def _as_right(record: Record) -> dict[str, Any]:
    """The record as a row of the table of rights."""
    printed = {
        "type": record.type,
        "title": record.title,
        "holders": tuple(record.owners or record.applicants),
        "inventors": tuple(record.inventors),
        "address": record.address,
        "classification": tuple(record.ipc[:1]),
        "filing_date": record.filing_date,
        "grant_date": record.grant_date,
    }
    return {name: value for name, value in printed.items() if value}


def _told(record: Record, why: str) -> str:
    days = [
        f"{label} {day}" for label, day in (("申请日", record.filing_date), ("授权公告日", record.grant_date)) if day
    ]
    return "，".join([f"台账未登记：{record.title[:80]}", *days, why])


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
