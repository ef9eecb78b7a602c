"""One pass over one file: staged without a lock, then written in the caller's transaction."""

from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import IO, Any

from qiangxian.engines.intake import OpenTable, Row, load_vocabulary, read_table
from qiangxian.engines.intake.vocabulary import TableField
from qiangxian.kernel.money import Money

from ..records.clock import advance_clock, current_revision
from ..records.models import ImportBatch, RegisterClock, ReportedThrough
from . import mappings, progress, waiting
from .desk import Counts, Desk
from .rematching import rematch
from .tables import Taker, declared_by, kind_of_table, taker_of

CHUNK = 2000
SAMPLED = 20

Source = bytes | Path | IO[bytes]


@dataclass
class ImportOutcome:
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


class Staged:
    """A file read row by row, checked, matched and laid ready; nothing of it stands yet. It reads the registers and writes nothing;
    `keep=False` for a dry run. Close it when it is no longer needed."""

    def __init__(self, batch: ImportBatch, source: Source, *, at: datetime, by: str, keep: bool = True) -> None:
        vocabulary = load_vocabulary(batch.kind, batch.division_code)
        with read_table(source, vocabulary, batch.file_name, mappings.learned_of(batch)) as table:
            self.desk = desk = Desk(batch=batch, at=at, by=by, base=current_revision(batch.division_code), keep=keep)
            self.taker = taker_of(batch.kind)
            try:
                sample = _take_all(table, self.taker, desk)
                self.taker.finish(desk)
            except BaseException:
                desk.close()
                raise
            desk.counts.note(table.footnotes)
            desk.counts.lines = table.lines
            desk.counts.refused.sort(key=lambda entry: (entry["sheet"], entry["row"]))
            through_day = _standing_declaration(desk)
            if _declares(desk) and (through_day is None or through_day < desk.through):
                through_day = desk.through
            self.outcome = ImportOutcome(desk.counts, _headers(table), _skipped(table), None, through_day, sample)

    def close(self) -> None:
        """Let go of the staged rows."""
        self.desk.close()

    def stands_on_newest(self) -> bool:
        """Lock the county's clock; whether nobody has changed the registers since the file was staged."""
        RegisterClock.objects.get_or_create(division_code=self.desk.division_code)
        clock = RegisterClock.objects.select_for_update().get(division_code=self.desk.division_code)
        return clock.revision == self.desk.base

    def write(self) -> ImportOutcome:
        """Write what was staged. The caller's transaction keeps all of it or nothing; the clock is locked."""
        desk, outcome = self.desk, self.outcome
        if desk.touched or _declares_more(desk):
            advance_clock(desk.division_code, desk.at)
            desk.touched = True
        waiting.keep(desk)
        desk.go_live()
        self.taker.settle(desk)
        if desk.new_names:
            rematch(desk, desk.new_names)
        if (kind := kind_of_table(desk.batch.kind)) is not None:
            desk.counts.fetched = waiting.fetch(desk, kind.code)
        desk.flush()
        if kind is not None:
            kind.written(desk.division_code)
        outcome.reported_through = _declare(desk)
        outcome.revision = desk.revision if desk.touched else None
        return outcome


def _take_all(table: OpenTable, taker: Taker, desk: Desk) -> list[dict[str, Any]]:
    rows, sample = table.rows(), list[dict[str, Any]]()
    progress.report(desk.batch.uid, 0, table.total)
    while chunk := list(islice(rows, CHUNK)):
        desk.counts.rows += len(chunk)
        desk.counts.passed.update(row.passed for row in chunk if row.passed)
        taker.take([row for row in chunk if not row.passed], desk)
        if len(sample) < SAMPLED:
            sample += [_shown(row, table) for row in chunk[: SAMPLED - len(sample)]]
        progress.report(desk.batch.uid, min(desk.counts.rows, table.total), table.total)
    return sample


def _shown(row: Row, table: OpenTable) -> dict[str, Any]:
    """A row as the preview shows it: label and value, money in yuan."""
    fields = {field_.name: field_ for field_ in table.vocabulary.fields}
    cells = {
        fields[name].label: _words(row, fields[name], value) for name, value in row.values.items() if name in fields
    }
    for year, reported in row.yearly.items():
        cells |= {f"{year}年{fields[name].label}": _words(row, fields[name], value) for name, value in reported.items()}
    return {"sheet": row.sheet, "row": row.number, "good": row.good, "passed": row.passed, "cells": cells}


def _words(row: Row, field_: TableField, value: Any) -> str:
    if field_.name in row.printed:
        return row.printed[field_.name]
    if field_.type == "money":
        return str(Money(value))
    if isinstance(value, bool):
        return "是" if value else "否"
    text = "；".join(value) if isinstance(value, tuple) else str(value)
    return text if len(text) <= 60 else text[:60] + "…"


def _headers(table: OpenTable) -> list[dict[str, Any]]:
    return [
        {
            "sheet": header.sheet,
            "row": header.row,
            "source": header.source,
            "mapping": [{"column": column, "field": label} for column, label in header.mapping],
            "constants": [
                {"field": label, "value": text, "origin": origin} for label, text, origin in header.constants
            ],
            "unknown": list(header.unknown),
            "choices": [
                {"field": label, "column": column, "others": list(others)} for label, column, others in header.choices
            ],
        }
        for header in table.headers
    ]


def _skipped(table: OpenTable) -> list[dict[str, str]]:
    return [{"sheet": sheet, "reason": reason} for sheet, reason in table.skipped]


def _declares(desk: Desk) -> bool:
    """A register is declared complete by a file in which at least one row was good, unless it only adds some rows."""
    if desk.batch.options.get("supplement"):
        return False
    return bool(declared_by(desk.batch.kind)) and desk.counts.rows > desk.counts.refused_rows


def _standing(desk: Desk) -> Any:
    return ReportedThrough.objects.filter(
        division_code=desk.division_code, register=declared_by(desk.batch.kind), superseded_revision__isnull=True
    )


def _standing_declaration(desk: Desk) -> date | None:
    newest = _standing(desk).order_by("-through_date").first()
    return newest.through_date if newest else None


def _declares_more(desk: Desk) -> bool:
    before = _standing_declaration(desk)
    return _declares(desk) and (before is None or before < desk.through)


def _declare(desk: Desk) -> date | None:
    """The register is complete through the day, unless a later day stands already or no row was good."""
    if not _declares_more(desk):
        return _standing_declaration(desk)
    _standing(desk).update(superseded_revision=desk.revision)
    ReportedThrough.objects.create(
        division_code=desk.division_code,
        register=declared_by(desk.batch.kind),
        through_date=desk.through,
        revision=desk.revision,
        declared_at=desk.at,
        declared_by=desk.by,
        batch=desk.batch,
        reason=f"导入批次 {desk.batch.uid}",
    )
    return desk.through
