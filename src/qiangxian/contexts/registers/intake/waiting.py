"""Rows whose right is not in the register yet: kept as they were read, fetched when the right has arrived."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from qiangxian.engines.intake import Row, load_vocabulary

from ..records.kinds import kind_of
from ..types import WaitingState
from . import tables
from .desk import Counts, Desk
from .models import WaitingRow

AT_ONCE = 2000
_SHOWN = ("type", "item", "year", "percent", "approved_date", "effective_date", "announced_date", "paid_on", "to_name")


def wait(row: Row, kind: str, row_hash: str, keys: list[str], desk: Desk) -> None:
    """The row's right is unknown: it goes to the waiting list and counts as not matched. `keys`: the canonical numbers the
    printed one may stand for."""
    desk.counts.waiting += 1
    lay_aside(row, kind, row_hash, keys, _summary(row, kind, desk.division_code), desk)


def lay_aside(row: Row, kind: str, row_hash: str, keys: list[str], summary: str, desk: Desk) -> None:
    """Keep the row as it was read, for a person or a later right to decide."""
    desk.waiting.append(
        {
            "kind": kind,
            "number": str(row.values.get("number") or keys[0])[:60],
            "keys": keys,
            "sheet": row.sheet[:120],
            "source_row": row.number,
            "row_hash": row_hash,
            "content": packed(row, desk.batch.file_name),
            "summary": summary[:300],
        }
    )


def keep(desk: Desk) -> None:
    """Store the waiting rows of an import; one that waits already is not stored twice."""
    if not desk.waiting:
        return
    hashes = {entry["row_hash"] for entry in desk.waiting}
    known = set(
        WaitingRow.objects.filter(
            division_code=desk.division_code, state=WaitingState.WAITING, kind=desk.batch.kind
        ).values_list("row_hash", flat=True)
    )
    fresh = {entry["row_hash"]: entry for entry in desk.waiting if entry["row_hash"] in hashes - known}
    told = {"division_code": desk.division_code, "batch": desk.batch, "created_at": desk.at, "created_by": desk.by}
    WaitingRow.objects.bulk_create([WaitingRow(**told, **entry) for entry in fresh.values()], batch_size=500)


def fetch(desk: Desk, kind: str = "") -> int:
    """Try the waiting rows whose record (of that kind) stands now; how many were entered. The desk must be writing."""
    placed = 0
    for table in tables.waiting_tables(kind):
        placed += enter(desk, table, _ready(desk.division_code, table))
    return placed


def enter(desk: Desk, table: str, ids: Sequence[int]) -> int:
    """Take these rows again, as was decided; how many were entered. The desk must be writing."""
    return sum(_try(list(ids[at : at + AT_ONCE]), tables.taker_of(table), desk) for at in range(0, len(ids), AT_ONCE))


def count_ready(division_code: str) -> int:
    """How many waiting rows could be entered now."""
    return sum(len(_ready(division_code, table)) for table in tables.waiting_tables())


def _ready(division_code: str, table: str) -> list[int]:
    rows = WaitingRow.objects.filter(division_code=division_code, kind=table, state=WaitingState.WAITING)
    rows = rows.filter(is_proposed=False)
    keys = list(rows.order_by("id").values_list("id", "keys"))
    asked = list({key for _, found in keys for key in found})
    kind = kind_of(tables.ATTACHED[table].waits_for)
    standing: set[str] = set()
    for start in range(0, len(asked), AT_ONCE):
        named = {f"{kind.named_by}__in": asked[start : start + AT_ONCE]}
        standing |= set(kind.standing(division_code).filter(**named).values_list(kind.named_by, flat=True))
    return [row_id for row_id, found in keys if not standing.isdisjoint(found)]


def _try(ids: list[int], taker: Any, desk: Desk) -> int:
    stored = list(WaitingRow.objects.filter(pk__in=ids).order_by("id"))
    rows = [(entry, _unpacked(entry)) for entry in stored]
    counts, desk.counts = desk.counts, Counts()
    waiting, desk.waiting = desk.waiting, []
    taker.take([row for _, row in rows], desk)
    taker.finish(desk)
    desk.flush()
    taker.settle(desk)
    again = {entry["row_hash"] for entry in desk.waiting}
    counts.notes += desk.counts.notes
    counts.noted += desk.counts.noted
    desk.counts, desk.waiting = counts, waiting
    placed = 0
    for entry, row in rows:
        if row.good and entry.row_hash not in again:
            placed += 1
            entry.state, entry.settled_at, entry.settled_by = WaitingState.PLACED, desk.at, desk.by
            entry.settled_batch, entry.problem = desk.batch, ""
        else:
            entry.problem = "；".join(refusal.reason for refusal in row.refusals)
        entry.save(update_fields=["state", "settled_at", "settled_by", "settled_batch", "problem"])
    return placed


def released(division_code: str, batch_id: int, *, at: Any, by: str) -> None:
    """A batch is undone: what it left waiting is withdrawn, what was entered through it waits again."""
    rows = WaitingRow.objects.filter(division_code=division_code)
    rows.filter(batch_id=batch_id, state=WaitingState.WAITING).update(
        state=WaitingState.WITHDRAWN, settled_at=at, settled_by=by
    )
    rows.filter(settled_batch_id=batch_id, state=WaitingState.PLACED).update(
        state=WaitingState.WAITING, settled_at=None, settled_by="", settled_batch=None
    )


def packed(row: Row, file_name: str) -> dict[str, Any]:
    """The row for keeping."""
    return {
        "values": {name: _pack(value) for name, value in row.values.items()},
        "raw": row.raw,
        "headers": {name: header for name, header in row.headers.items() if name in row.values},
        "printed": row.printed,
        "traits": sorted(row.traits),
        "file": file_name,
    }


def _unpacked(entry: WaitingRow) -> Row:
    content = entry.content
    values = {name: _unpack(value) for name, value in content["values"].items()}
    row = Row(entry.sheet, entry.source_row, values, {}, dict(content["raw"]), dict(content["headers"]))
    row.printed, row.traits, row.origin = dict(content["printed"]), frozenset(content["traits"]), content["file"]
    return row


def _pack(value: Any) -> Any:
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, Decimal):
        return {"number": str(value)}
    return {"several": list(value)} if isinstance(value, tuple) else value


def _unpack(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if "day" in value:
        return date.fromisoformat(value["day"])
    return Decimal(value["number"]) if "number" in value else tuple(value["several"])


def _summary(row: Row, kind: str, division_code: str) -> str:
    """What the row says, in one line: `未缴年费终止，生效日 2025-07-21`."""
    labels = {field.name: field.label for field in load_vocabulary(kind, division_code).fields}
    told = [(name, row.printed.get(name) or row.values[name]) for name in _SHOWN if row.values.get(name)]
    return "，".join(_words(name, value, labels) for name, value in told)


def _words(name: str, value: Any, labels: Mapping[str, str]) -> str:
    text = "；".join(value) if isinstance(value, tuple) else str(value)
    return text if name in ("type", "item") else f"{labels[name]} {text}"


def withdraw_proposed(division_code: str, numbers: Sequence[str], kind: str = "") -> None:
    """What a source proposed that is itself taken away waits no longer; part of the action that takes it away. `kind`: only
    proposals of that kind."""
    rows = WaitingRow.objects.filter(division_code=division_code, is_proposed=True, state=WaitingState.WAITING)
    rows = rows.filter(**({"kind": kind} if kind else {}))
    for first in range(0, len(numbers), AT_ONCE):
        rows.filter(number__in=numbers[first : first + AT_ONCE]).update(state=WaitingState.WITHDRAWN)
