"""What one import works with: the batch, the county, the rows to insert and to strike, written chunk by chunk."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from qiangxian.engines.intake import Refusal, Row
from qiangxian.kernel import division

from ..clock import advance_clock
from ..matching import Matcher
from ..models import ImportBatch, Record, Recorded
from .bulk import Inserter, new_ids

MOST_NOTES = 2000


@dataclass
class Counts:
    """What came of the rows."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    unmatched: int = 0
    refused: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)
    refused_rows: int = 0

    def refuse(self, row: Row) -> None:
        """Enter a refused row, each of its reasons as its own line."""
        self.refused_rows += 1
        self.refused += [entry.as_row() for entry in row.refusals]

    def note(self, entries: Iterable[Refusal]) -> None:
        """Enter what somebody should look at, the first two thousand of it."""
        for entry in entries:
            if len(self.notes) < MOST_NOTES:
                self.notes.append(entry.as_row())


class Desk:
    """One import at work. A dry run is the same work in a transaction that is rolled back, so its preview cannot err."""

    def __init__(self, *, at: datetime, by: str, through: date, batch: ImportBatch) -> None:
        division_code = batch.division_code
        self.division_code, self.at, self.by, self.through = division_code, at, by, through
        self.batch = batch
        self.matcher = Matcher(division_code)
        self.counts = Counts()
        self.county_name = division.find(division_code).name
        self._revision: int | None = None
        self._buffers: dict[type[Recorded], list[dict[str, Any]]] = defaultdict(list)
        self._struck: dict[type[Recorded], list[int]] = defaultdict(list)
        self._records: list[dict[str, Any]] = []
        self._inserters: dict[type[Any], Inserter] = {}
        self._ids: Iterator[int] = iter(())
        self._last_id = 0

    @property
    def revision(self) -> int:
        """The batch's revision, taken with the first change: an import without changes leaves no revision."""
        if self._revision is None:
            self._revision = advance_clock(self.division_code, self.at)
        return self._revision

    @property
    def touched(self) -> bool:
        """Whether anything was written."""
        return self._revision is not None

    def new_record(self, kind: str) -> int:
        """The identity of something new."""
        _ = self.revision  # takes the lock under which keys are given out
        fresh = next(self._ids, None)
        if fresh is None:
            self._ids = iter(new_ids(Record, 1000, after=self._last_id))
            fresh = next(self._ids)
        self._last_id = fresh
        self._records.append({"id": fresh, "kind": kind, "division_code": self.division_code, "created_at": self.at})
        return fresh

    def add(
        self, model: type[Recorded], record_id: int, facts: Mapping[str, Any], row: Row, row_hash: str = ""
    ) -> None:
        """Put a row in line."""
        self._buffers[model].append(
            {
                **facts,
                "record_id": record_id,
                "division_code": self.division_code,
                "revision": self.revision,
                "recorded_at": self.at,
                "batch_id": self.batch.pk,
                "source_row": row.number,
                "row_hash": row_hash,
                "source": self.batch.file_name[:200],
                "reason": f"导入批次 {self.batch.uid}",
                "recorded_by": self.by,
            }
        )

    def strike(self, row: Recorded) -> None:
        """The stored row will no longer stand."""
        _ = self.revision
        self._struck[type(row)].append(int(row.pk))

    def flush(self) -> None:
        """Write what is in line; struck rows first, so that the rule of one standing row is never broken."""
        for model, ids in self._struck.items():
            rows = model.objects.filter(pk__in=ids)  # type: ignore[attr-defined]
            rows.update(superseded_revision=self.revision, superseded_at=self.at)
        self._struck.clear()
        self._insert(Record, self._records)
        self._records = []
        for model, rows in self._buffers.items():
            self._insert(model, rows)
        self._buffers.clear()

    def _insert(self, model: type[Any], rows: list[dict[str, Any]]) -> None:
        if rows:
            if model not in self._inserters:
                self._inserters[model] = Inserter(model)
            self._inserters[model].insert(rows)
