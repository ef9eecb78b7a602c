"""One pass over one file, inside the caller's transaction."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import IO, Any, Protocol

from qiangxian.engines.intake import Row, Table, load_vocabulary, read_table

from ..models import ImportBatch, RegisterClock, ReportedThrough
from ..types import RecordKind
from .desk import Counts, Desk
from .enterprises import Enterprises
from .events import Events
from .fees import Fees
from .places import Agencies, Alliances, Facilities, Titles
from .records import Records
from .rights import Rights

CHUNK = 2000
SAMPLED = 20

Progress = Callable[[int, int], None]


class Taker(Protocol):
    """Takes rows chunk by chunk."""

    def take(self, rows: list[Row], desk: Desk) -> None:
        """One chunk."""

    def finish(self, desk: Desk) -> None:
        """After the last row."""


TAKERS: dict[str, Callable[[], Any]] = {
    "enterprises": lambda: Records(Enterprises(), "enterprises"),
    "rights": lambda: Records(Rights(), "rights"),
    "titles": lambda: Records(Titles(), "titles"),
    "agencies": lambda: Records(Agencies(), "agencies"),
    "facilities": lambda: Records(Facilities(), "facilities"),
    "alliances": lambda: Records(Alliances(), "alliances"),
    "events": Events,
    "fees": Fees,
}
DECLARES: dict[str, RecordKind] = {
    "enterprises": RecordKind.ENTERPRISE,
    "rights": RecordKind.RIGHT,
    "events": RecordKind.RIGHT,
    "titles": RecordKind.TITLE,
    "agencies": RecordKind.AGENCY,
    "facilities": RecordKind.FACILITY,
    "alliances": RecordKind.ALLIANCE,
}


@dataclass
class Outcome:
    """What an import did or, in a dry run, would do."""

    counts: Counts
    headers: list[dict[str, Any]]
    skipped: list[dict[str, str]]
    revision: int | None
    reported_through: date | None
    sample: list[dict[str, Any]] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Nothing could be read: no row at all, or every row refused."""
        return self.counts.rows == self.counts.refused_rows


def run(
    *, batch: ImportBatch, source: bytes | Path | IO[bytes], at: datetime, by: str, through: date, progress: Progress
) -> Outcome:
    """Read the file row by row and write what it says. The caller's transaction keeps all of it or nothing."""
    vocabulary = load_vocabulary(batch.kind, batch.division_code)
    with read_table(source, vocabulary, batch.file_name) as table:
        RegisterClock.objects.get_or_create(division_code=batch.division_code)
        RegisterClock.objects.select_for_update().get(division_code=batch.division_code)
        desk = Desk(at=at, by=by, through=through, batch=batch)
        taker: Taker = TAKERS[batch.kind]()
        sample = _take_all(table, taker, desk, progress)
        taker.finish(desk)
        desk.counts.refused.sort(key=lambda entry: (entry["sheet"], entry["row"]))
        declared = _declare(desk)
        revision = desk.revision if desk.touched else None
        return Outcome(desk.counts, _headers(table), _skipped(table), revision, declared, sample)


def _take_all(table: Table, taker: Taker, desk: Desk, progress: Progress) -> list[dict[str, Any]]:
    rows, sample = table.rows(), list[dict[str, Any]]()
    progress(0, table.total)
    while chunk := list(islice(rows, CHUNK)):
        if len(sample) < SAMPLED:
            sample += [_shown(row, table) for row in chunk[: SAMPLED - len(sample)]]
        desk.counts.rows += len(chunk)
        taker.take(chunk, desk)
        progress(min(desk.counts.rows, table.total), table.total)
    return sample


def _shown(row: Row, table: Table) -> dict[str, Any]:
    """A row as the preview shows it: label and value."""
    labels = {field_.name: field_.label for field_ in table.vocabulary.fields}
    cells = {labels[name]: _words(row, name, value) for name, value in row.values.items()}
    for year, reported in row.yearly.items():
        cells |= {f"{year}年{labels[name]}": str(value) for name, value in reported.items()}
    return {"sheet": row.sheet, "row": row.number, "good": row.good, "cells": cells}


def _words(row: Row, name: str, value: Any) -> str:
    if name in row.printed:
        return row.printed[name]
    text = "；".join(value) if isinstance(value, tuple) else str(value)
    return text if len(text) <= 60 else text[:60] + "…"


def _headers(table: Table) -> list[dict[str, Any]]:
    return [
        {
            "sheet": header.sheet,
            "row": header.row,
            "mapping": [{"column": column, "field": label} for column, label in header.mapping],
            "unknown": list(header.unknown),
        }
        for header in table.headers
    ]


def _skipped(table: Table) -> list[dict[str, str]]:
    return [{"sheet": sheet, "reason": reason} for sheet, reason in table.skipped]


def _declare(desk: Desk) -> date | None:
    """The register is complete through the day, unless a later day stands already or no row was good."""
    register = DECLARES.get(desk.batch.kind)
    if register is None:
        return None
    standing = ReportedThrough.objects.filter(
        division_code=desk.division_code, register=register, superseded_revision__isnull=True
    )
    newest = standing.order_by("-through_date").first()
    if desk.counts.rows == desk.counts.refused_rows:
        return newest.through_date if newest else None
    if newest and newest.through_date >= desk.through:
        return newest.through_date
    standing.update(superseded_revision=desk.revision)
    ReportedThrough.objects.create(
        division_code=desk.division_code,
        register=register,
        through_date=desk.through,
        revision=desk.revision,
        declared_at=desk.at,
        declared_by=desk.by,
        batch=desk.batch,
        reason=f"导入批次 {desk.batch.uid}",
    )
    return desk.through
