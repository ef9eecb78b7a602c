"""Writing versioned rows: the one way register facts come into being, are replaced and end."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.db.models import Model

from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import Conflict, NotFound, Refused

from .clock import advance_clock
from .conditions import recorded
from .kinds import kind_of
from .models import Record, Recorded

Row = TypeVar("Row", bound=Recorded)
BOOKKEEPING = frozenset(
    {"id", "record", "division_code", "batch", "source", "source_row", "row_hash", "reason"}
    | {"revision", "recorded_at", "recorded_by", "superseded_revision", "superseded_at"}
)


@dataclass(frozen=True)
class Pen:
    """One change of one county: every row it writes carries the same revision, instant, person, source and reason."""

    division_code: str
    revision: int
    at: datetime
    by: str
    source: str
    reason: str

    def add(self, row: Row) -> Row:
        """Store a new row."""
        row.division_code, row.revision, row.recorded_at = self.division_code, self.revision, self.at
        row.recorded_by, row.source, row.reason = self.by, self.source[:200], self.reason
        row.save(force_insert=True)
        return row

    def strike(self, row: Recorded) -> None:
        """The row no longer stands; it stays readable for every earlier revision."""
        row.superseded_revision, row.superseded_at = self.revision, self.at
        row.save(update_fields=["superseded_revision", "superseded_at"])

    def replace(self, row: Row, **changes: Any) -> Row:
        """A new version with these changes takes the place of the old one."""
        self.strike(row)
        return self.add(type(row)(record_id=row.record_id, **{**facts(row), **changes}))

    def end(self, row: Any, day: date, known: date | None) -> None:
        """An `Interval` ends on that day (which it no longer contains)."""
        if row.valid_from is not None and day < row.valid_from:
            raise Refused("终止日早于起始日", value=day, remedy=f"起始日是 {row.valid_from}")
        self.replace(row, valid_to=day, known_to=known)


def open_pen(*, division_code: str, actor: Actor, at: datetime, source: str = "", reason: str = "") -> Pen:
    """Lock the county's clock and take the next revision."""
    return Pen(division_code, advance_clock(division_code, at), at, actor.label[:120], source or "手工登记", reason)


def facts(row: Recorded) -> dict[str, Any]:
    """What a row says, without the book-keeping about who recorded it when; keys are column names."""
    fields = type(row)._meta.concrete_fields
    return {field.attname: getattr(row, field.attname) for field in fields if field.name not in BOOKKEEPING}


def changed(before: Recorded, after: Recorded) -> dict[str, tuple[Any, Any]]:
    """The facts in which two versions differ."""
    old, new = facts(before), facts(after)
    return {name: (old[name], new[name]) for name in old if old[name] != new[name]}


def current(record: Record) -> Recorded:
    """The version of the record that stands."""
    found: Recorded | None = kind_of(record.kind).standing().filter(record=record).first()
    if found is None:
        raise NotFound("这条登记已随导入批次撤销", remedy="请回到列表重新查找")
    return found


def current_at(record: Record, revision: int) -> Recorded:
    """The standing version, if it is still the one the person saw; asked under the lock of the clock."""
    row = current(record)
    if row.revision != revision:
        when = f"{row.recorded_at:%Y-%m-%d}"
        about = (record.kind, record.pk)
        raise Conflict(
            f"这条登记已由{row.recorded_by}于{when}更改，您看到的是旧版本", remedy="请重新打开后再改", about=about
        )
    return row


def record_of(record_id: int, kind: str | None = None) -> Record:
    """The record of that id (and kind)."""
    found = Record.objects.filter(pk=record_id, **({"kind": kind} if kind else {})).first()
    if found is None:
        raise NotFound("没有这条登记", remedy="请回到列表重新查找")
    return found


def audited(values: Mapping[str, Any]) -> dict[str, Any]:
    """The facts as an audit line keeps them: JSON-able, nothing empty, personal contact left out."""
    kept = {key: value for key, value in values.items() if value not in (None, "", {}, []) and key not in _PERSONAL}
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in kept.items()}


_PERSONAL = frozenset({"contact", "phone", "raw"})


def rows_of(model: type[Model], record: Record) -> Any:
    """The standing rows of a table that belong to the record."""
    return model._default_manager.filter(recorded(), record=record)


def part_of(model: type[Row], record: Record, row_id: int) -> Row:
    """The part of that id which stands; `NotFound` where it is struck or was replaced."""
    found: Row | None = rows_of(model, record).filter(pk=row_id).first()
    if found is None:
        raise NotFound("该登记已作废或已被更正", remedy="请重新打开登记页面")
    return found
