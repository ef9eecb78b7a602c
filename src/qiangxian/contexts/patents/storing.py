"""A few hundred drafts into the tables, in a number of queries that does not grow with them. Taking the same drafts over again changes
nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from .models import Batch, Citation, LegalEvent, Publication, Record
from .reading import stem_of
from .statuses import expiry_of, is_taken_for_published, state_of
from .types import Draft, Licence

_OF_TEXT = ("title", "abstract", "claims", "description")
_COLUMNS = [
    field.name
    for field in Record._meta.concrete_fields
    if field.name not in ("id", "batch", "licence", "changed_at", "joined_to")
]


class Storing:
    """One chunk. `counts` tells what became of the drafts: created, updated, unchanged."""

    def __init__(self, drafts: Sequence[Draft], batch: Batch, at: datetime, today: date) -> None:
        self.drafts, self.batch, self.at, self.today = drafts, batch, at, today
        self.counts: Counter[str] = Counter()
        self.records: dict[str, Record] = {}
        self.gone: list[tuple[Record, Record]] = []
        self.printed: dict[str, Publication] = {}
        self.fresh: list[Publication] = []
        self.touched: dict[str, Record] = {}
        self.cited: dict[str, set[str]] = {}

    def run(self) -> Counter[str]:
        """Take all of them over."""
        self._read()
        for draft in self.drafts:
            self._take(draft)
        self._write()
        return self.counts

    # -- what is there ----------------------------------------------------------------------------------------------
    def _read(self) -> None:
        keys = {draft.key for draft in self.drafts}
        stems = {draft.printed.stem for draft in self.drafts if draft.printed}
        found = Record.objects.filter(key__in=keys | stems).prefetch_related("events", "publications")
        self.records = {record.key: record for record in found}
        known = Publication.objects.filter(stem__in=stems).select_related("record")
        self.printed = {one.number: one for one in known}
        self.by_stem = {one.stem: one.record.key for one in known}
        missing = set(self.by_stem.values()) - self.records.keys()
        more = Record.objects.filter(key__in=missing).prefetch_related("events", "publications")
        self.records |= {record.key: record for record in more}

    # -- one draft --------------------------------------------------------------------------------------------------
    def _take(self, draft: Draft) -> None:
        record = self._record_of(draft)
        is_new = record is None
        if record is None:
            record = Record(key=draft.key, licence=self.batch.licence, batch=self.batch, changed_at=self.at)
            self.records[draft.key] = record
        before = {} if is_new else _state(record)
        if self._is_withheld(record, is_new):
            self.counts["unchanged"] += 1
            return
        self._fill(record, draft)
        added = self._print(record, draft)
        cited = set(draft.values.get("cited", ())) - {one.number for one in _kept(record, "citations")}
        if cited:
            self.cited.setdefault(record.key, set()).update(cited)
        changed = is_new or added or _state(record) != before
        self.counts["created" if is_new else "updated" if changed else "unchanged"] += 1
        if changed or cited:
            self.touched[record.key] = record

    def _record_of(self, draft: Draft) -> Record | None:
        """The record of the application; one that stands under its publication number gets the number it lacked."""
        stem = draft.printed.stem if draft.printed else ""
        held = self.by_stem.get(stem, stem)
        if not draft.has_number:
            return self.records.get(held)
        record, provisional = self.records.get(draft.key), self.records.get(held)
        if provisional is None or provisional.application_number:
            return record
        if record is None:
            self.records[draft.key] = self.records.pop(provisional.key)
            provisional.key = draft.key
            return provisional
        if provisional.pk:
            self.gone.append((provisional, record))
        for name in _COLUMNS:
            if name != "key" and not getattr(record, name) and getattr(provisional, name):
                setattr(record, name, getattr(provisional, name))
        self.records.pop(provisional.key, None)
        return record

    def _is_withheld(self, record: Record, is_new: bool) -> bool:
        """What everybody may see is never mixed with what a contract keeps inside: contract data add nothing to an open record, and
        open data take the place of a contract one whole."""
        if is_new or record.licence == self.batch.licence:
            return False
        if record.licence == Licence.OPEN:
            return True
        blank = Record(key=record.key, licence=self.batch.licence, batch=self.batch, changed_at=self.at)
        for name in _COLUMNS:
            if name not in ("key", "is_indexed"):
                setattr(record, name, getattr(blank, name))
        record.licence, record.batch = self.batch.licence, self.batch
        return False

    def _fill(self, record: Record, draft: Draft) -> None:
        """What a later publication prints counts; an earlier one fills what is missing."""
        day = draft.printed.published_date if draft.printed else None
        is_older = bool(record.text_date and day and day < record.text_date)
        for name, value in draft.values.items():
            if name in ("cited", "grant_date"):
                continue
            held = getattr(record, name)
            if not held or (not is_older and not (name in _OF_TEXT and not day and record.text_date)):
                setattr(record, name, value)
        granted = draft.values.get("grant_date")
        if granted and (record.grant_date is None or granted < record.grant_date):
            record.grant_date = granted
        if day and not is_older and any(draft.values.get(name) for name in ("abstract", "claims", "title")):
            record.text_date = day
        if day and (record.publication_date is None or day < record.publication_date):
            record.publication_date = day

    def _print(self, record: Record, draft: Draft) -> bool:
        """The document itself; True where it was not known."""
        if draft.printed is None:
            return False
        one = draft.printed
        held = self.printed.get(one.number)
        if held is None:
            held = Publication(number=one.number, stem=one.stem, kind=one.kind)
            self.printed[one.number] = held
            self.by_stem[one.stem] = record.key
            self.fresh.append(held)
        elif held.published_date or not one.published_date:
            return False
        held.record, held.published_date, held.meaning = record, one.published_date, one.meaning
        if held not in self.fresh:
            self.fresh.append(held)
        return True

    # -- writing ----------------------------------------------------------------------------------------------------
    def _write(self) -> None:
        for record in self.touched.values():
            settle(record, self.today, self.at, has_document=any(one.record is record for one in self.fresh))
            record.changed_at, record.is_indexed = self.at, False
        new = [record for record in self.touched.values() if not record.pk]
        old = [record for record in self.touched.values() if record.pk]
        Record.objects.bulk_create(new)
        Record.objects.bulk_update(old, [*_COLUMNS, "licence", "batch", "changed_at"], batch_size=100)
        for printed in self.fresh:
            printed.record_id = printed.record.pk
        Publication.objects.bulk_create([one for one in self.fresh if not one.pk])
        Publication.objects.bulk_update([one for one in self.fresh if one.pk], ["record", "published_date", "meaning"])
        for provisional, heir in self.gone:
            Publication.objects.filter(record=provisional).update(record=heir)
            joined = {"key": f"→{provisional.pk}", "joined_to": heir, "is_published": False, "is_indexed": False}
            Record.objects.filter(pk=provisional.pk).update(**joined, publication_date=None, changed_at=self.at)
        citing = [(self.records[key].pk, number) for key, numbers in self.cited.items() for number in sorted(numbers)]
        rows = [Citation(record_id=pk, number=number, stem=stem_of(number)) for pk, number in citing]
        Citation.objects.bulk_create(rows, ignore_conflicts=True)


def _kept(record: Record, name: str) -> Iterable[Any]:
    return getattr(record, name).all() if record.pk else ()


def _state(record: Record) -> dict[str, Any]:
    """What of a record its sources say."""
    derived = ("status", "status_at", "status_before", "expiry_date", "is_published", "published_at", "is_indexed")
    return {name: getattr(record, name) for name in _COLUMNS if name not in derived}


def settle(record: Record, today: date, at: datetime, *, has_document: bool = False) -> None:
    """What follows from what the sources say: the end of the term, the state, whether it is published. `has_document`: one of its
    documents is not stored yet; `at`: when this is found out."""
    events: Iterable[LegalEvent] = _kept(record, "events")
    record.expiry_date = expiry_of(record)
    before, record.status = record.status, state_of(record, events, today)
    if before != record.status:
        record.status_before, record.status_at = before, at
    known = has_document or any(_kept(record, "publications"))
    record.is_published = is_taken_for_published(record, today, has_document=known)
    record.published_at = (record.published_at or at) if record.is_published else None
