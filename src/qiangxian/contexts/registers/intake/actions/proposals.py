"""What another source says of rights that stand here, or of rights of the county's holders that do not: it waits among the rows for a
person, who enters it or sets it aside. Nothing is entered by itself, and what was set aside is not proposed again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.engines.intake import Row
from qiangxian.kernel.actor import Actor

from ...records import policies
from ...records.versions import open_pen
from ...types import WaitingState
from .. import waiting
from ..models import WaitingRow
from ..rows import hash_of
from .waiting import chosen, entered, own_batch

ACCEPTED_NAME = "确认登记的提示行"
MISSING = "missing"
ENTERED = {"events": "events", MISSING: "rights"}
"""What can be entered as it is proposed, and the table it is a row of."""


@dataclass(frozen=True)
class Proposed:
    """A row of a table (`events`, `rights`) about a right that stands, with its words; `missing`: of the table of rights, about one
    that does not stand."""

    table: str
    number: str
    values: Mapping[str, Any]
    words: str


@action("registers.propose_changes", label="提示登记变动", policy=policies.may_edit)
def propose_changes(
    *, actor: Actor, at: datetime, division_code: str, source: str, rows: Sequence[Proposed], gone: Sequence[str] = ()
) -> Receipt:
    """Lay rows ready for a person, those that were never proposed before; the result is how many. What waited as missing and stands by
    now (`gone`) waits no longer."""
    waiting.withdraw_proposed(division_code, gone, MISSING)
    fresh = _fresh(division_code, rows)
    if fresh:
        batch = own_batch(
            division_code=division_code,
            kind="events",
            file_name=source,
            options={"proposed": True},
            at=at,
            by=actor.label[:120],
            total=len(fresh),
            processed=len(fresh),
        )
        told: dict[str, Any] = {"division_code": division_code, "batch": batch, "created_at": at}
        told |= {"created_by": actor.label[:120], "is_proposed": True, "source_row": 0}
        WaitingRow.objects.bulk_create(
            WaitingRow(
                **told,
                kind=one.table,
                number=one.number[:60],
                keys=[one.number],
                row_hash=row_hash,
                content=waiting.packed(row, source),
                summary=one.words[:300],
            )
            for row_hash, (one, row) in fresh.items()
        )
    after = {"proposed": len(fresh)}
    return Receipt("registers.waiting", division_code, source, None, after, division_code, len(fresh))


def _fresh(division_code: str, rows: Sequence[Proposed]) -> dict[str, tuple[Proposed, Row]]:
    found = {}
    for one in rows:
        row = Row("", 0, {"number": one.number, **one.values}, {}, {}, {})
        asked = Row("", 0, {"number": one.number}, {}, {}, {}) if one.table == MISSING else row
        found[hash_of(asked, one.table)] = one, row
    hashes = list(found)
    known: set[str] = set()
    for first in range(0, len(hashes), waiting.AT_ONCE):
        some = WaitingRow.objects.filter(
            division_code=division_code, row_hash__in=hashes[first : first + waiting.AT_ONCE]
        )
        known.update(some.exclude(state=WaitingState.WITHDRAWN).values_list("row_hash", flat=True))
    return {row_hash: one for row_hash, one in found.items() if row_hash not in known}


@action("registers.accept_proposed", label="确认提示的登记变动", policy=policies.may_edit)
def accept_proposed(*, actor: Actor, at: datetime, division_code: str, row_ids: Sequence[int]) -> Receipt:
    """Enter these events and rights, a batch that can be undone for each; the result is how many. One that cannot be entered says why
    and waits on."""
    rows = chosen(division_code, row_ids, WaitingState.WAITING).filter(is_proposed=True).order_by("id")
    batches = []
    for kind, table in ENTERED.items():
        if ids := list(rows.filter(kind=kind).values_list("pk", flat=True)):
            pen = open_pen(division_code=division_code, actor=actor, at=at)
            batches.append(entered(pen, table, ACCEPTED_NAME, {}, partial(waiting.enter, table=table, ids=ids)))
    placed = sum(batch.total for batch in batches)
    uids = "、".join(batch.uid for batch in batches)
    return Receipt("registers.waiting", uids, ACCEPTED_NAME, None, {"placed": placed}, division_code, placed)


def waiting_missing(division_code: str) -> list[str]:
    """The numbers of the rights that are proposed because they do not stand."""
    rows = WaitingRow.objects.filter(division_code=division_code, state=WaitingState.WAITING, kind=MISSING)
    return list(rows.values_list("number", flat=True))
