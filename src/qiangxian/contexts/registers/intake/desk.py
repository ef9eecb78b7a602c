"""What one import works with. First everything is read, checked, matched and laid ready without touching the database
(*staging*: a dry run ends here); then the staged rows are written in one short transaction, and what needs to read them
back is done by the same desk, now writing at once."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from qiangxian.engines.intake import Refusal, Row
from qiangxian.kernel import division

from ..records.matching import Matcher
from ..records.models import ImportBatch, Record, Recorded
from ..records.parties import Finder
from ..records.versions import facts
from .bulk import Inserter, new_ids
from .spool import Spool

MOST_NOTES, MOST_CHANGES = 2000, 500
_STRUCK_AT_ONCE = 5000

Laid = TypeVar("Laid", bound=Recorded)


@dataclass
class Counts:
    """What came of the rows. `lines`: the lines of the file by their sort (head, rows, notes, blank); `waiting`: their right is
    not registered yet; `holder_changes`: rows that print other holders than stand; `passed`: no matter of this register;
    `asked` and `missed`: rows whose name or number was to be matched, and those that found nothing; `noted`: all that
    somebody should look at, of which `notes` keeps the first two thousand."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    unmatched: int = 0
    waiting: int = 0
    asked: int = 0
    missed: int = 0
    fetched: int = 0
    holder_changes: int = 0
    passed: Counter[str] = field(default_factory=Counter)
    refused: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)
    noted: int = 0
    refused_rows: int = 0
    changes: list[dict[str, Any]] = field(default_factory=list)
    lines: Counter[str] = field(default_factory=Counter)

    @property
    def accounted(self) -> dict[str, int]:
        """Every line of the file by what it is; a cell with line breaks stands on one line."""
        sorts = {sort: self.lines[sort] for sort in ("head", "rows", "notes", "blank")}
        return {"total": sum(sorts.values()), **sorts}

    @property
    def match_rate(self) -> float | None:
        """The share of rows that found their enterprise or right; None where none was asked."""
        return round(1 - self.missed / self.asked, 4) if self.asked else None

    def match(self, placed: bool) -> None:
        """A row asked for its enterprise (or right); `placed` where nobody has to look."""
        self.asked += 1
        if not placed:
            self.missed += 1
            self.unmatched += 1

    def refuse(self, row: Row) -> None:
        """Enter a refused row, each of its reasons as its own line."""
        self.refused_rows += 1
        self.refused += [entry.as_row() for entry in row.refusals]

    def change(self, row: Row, record: str, pairs: Iterable[tuple[str, str, str]]) -> None:
        """Enter what a row changes of a record that stands: label, before, after in words; the first five hundred."""
        for label, before, after in pairs:
            if len(self.changes) < MOST_CHANGES:
                told = {"record": record, "field": label, "before": before, "after": after}
                self.changes.append({"sheet": row.sheet, "row": row.number, **told})

    def note(self, entries: Iterable[Refusal]) -> None:
        """Enter what somebody should look at, the first two thousand of it; `noted` counts all."""
        for entry in entries:
            self.noted += 1
            if len(self.notes) < MOST_NOTES:
                self.notes.append(entry.as_row())


class Desk:
    """One import at work. Identities given out while staging are negative; writing gives them their true keys."""

    def __init__(self, *, batch: ImportBatch, at: datetime, by: str, base: int, keep: bool) -> None:
        self.division_code = batch.division_code
        self.at, self.by, self.through, self.batch = at, by, batch.through, batch
        self.matcher = Matcher(self.division_code)
        self.finder = Finder(self.division_code, self.matcher)
        self.new_names: set[str] = set()
        self.counts = Counts()
        self.county_name = division.find(self.division_code).name
        self.base, self.revision = base, base + 1
        self.touched = False
        self.waiting: list[dict[str, Any]] = []
        self._spool = Spool(keep)
        self._live = False
        self._buffers: dict[type[Any], list[dict[str, Any]]] = defaultdict(list)
        self._struck: dict[type[Recorded], list[int]] = defaultdict(list)
        self._inserters: dict[type[Any], Inserter] = {}
        self._given = 0
        self._ids: Iterator[int] = iter(())
        self._last_id = 0

    def new_record(self, kind: str) -> int:
        """The identity of something new."""
        self.touched = True
        record_id = self._true_id() if self._live else self._provisional_id()
        entry = {"id": record_id, "kind": kind, "division_code": self.division_code, "created_at": self.at}
        self._buffers[Record].append(entry)
        return record_id

    def _provisional_id(self) -> int:
        self._given += 1
        return -self._given

    def _true_id(self) -> int:
        fresh = next(self._ids, None)
        if fresh is None:
            self._ids = iter(new_ids(Record, 1000, after=self._last_id))
            fresh = next(self._ids)
        self._last_id = fresh
        return fresh

    def add(
        self, model: type[Recorded], record_id: int, facts: Mapping[str, Any], row: Row, row_hash: str = ""
    ) -> dict[str, Any]:
        """Put a row in line; the answer is the entry, which may still be changed until the next `flush`."""
        self.touched = True
        entry = {
            "source": (row.origin or self.batch.file_name)[:200],
            "reason": f"导入批次 {self.batch.uid}",
            **facts,
            "record_id": record_id,
            "division_code": self.division_code,
            "revision": self.revision,
            "recorded_at": self.at,
            "batch_id": self.batch.pk,
            "source_row": row.number,
            "row_hash": row_hash,
            "recorded_by": self.by,
        }
        self._buffers[model].append(entry)
        return entry

    def strike(self, row: Recorded) -> None:
        """The stored row will no longer stand."""
        self.touched = True
        self._struck[type(row)].append(int(row.pk))

    def replace(self, old: Laid, row: Row, **changes: Any) -> Laid:
        """A new version of a stored row; one that this very import has laid ready is changed in its place."""
        entry = getattr(old, "_entry", None)
        if entry is None:
            self.strike(old)
            entry = self.add(type(old), old.record_id, {**facts(old), **changes}, row)
        else:
            entry.update(changes)
        return laid_ready(type(old), old.record_id, {**facts(old), **changes}, entry)

    def flush(self) -> None:
        """Lay aside what is in line, or write it where the desk writes already; struck rows first, so that the rule of one
        standing row is never broken."""
        if self._live:
            self._strike_all()
        for model, rows in self._buffers.items():
            if not rows:
                continue
            tuples = self._inserter(model).tuples(rows)
            if self._live:
                self._inserter(model).insert(tuples)
            else:
                self._spool.put(model._meta.label, tuples)
        self._buffers.clear()

    def go_live(self) -> None:
        """Write everything staged, inside the caller's transaction, under the lock of the county's clock."""
        self.flush()
        self._live = True
        self._strike_all()
        true_ids = list(new_ids(Record, self._given)) if self._given else []
        self._last_id = true_ids[-1] if true_ids else 0
        by_label = {model._meta.label: inserter for model, inserter in self._inserters.items()}
        for label, tuples in self._spool.taken(first=Record._meta.label):
            by_label[label].insert(by_label[label].settled(tuples, true_ids))
        self.matcher.settle(true_ids)
        self._spool.close()

    def close(self) -> None:
        """Let go of what was staged and not written."""
        self._spool.close()

    def _strike_all(self) -> None:
        for model, ids in self._struck.items():
            for start in range(0, len(ids), _STRUCK_AT_ONCE):
                rows = model._default_manager.filter(pk__in=ids[start : start + _STRUCK_AT_ONCE])
                rows.update(superseded_revision=self.revision, superseded_at=self.at)
        self._struck.clear()

    def _inserter(self, model: type[Any]) -> Inserter:
        if model not in self._inserters:
            self._inserters[model] = Inserter(model)
        return self._inserters[model]


def laid_ready(model: type[Laid], record_id: int, given: Mapping[str, Any], entry: dict[str, Any]) -> Laid:
    """A row of this import that is not written yet, for reading; `Desk.replace` changes its entry."""
    row = model(record_id=record_id, **given)
    vars(row)["_entry"] = entry
    return row
