"""Rows that wait for their right: tried again on demand, set aside with a reason, taken up again."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import Refused

from ...records import policies
from ...records.models import ImportBatch
from ...records.versions import Pen, open_pen
from ...types import BatchState, WaitingState
from .. import waiting
from ..desk import Desk
from ..models import WaitingRow
from ..records import HOLDER_CHANGES

RETRY_NAME, CHANGES_NAME = "等待权利登记的清单行", "权利人变动的清单行"


@action("registers.fetch_waiting", label="补入等待的清单行", policy=policies.may_edit)
def fetch_waiting(*, actor: Actor, at: datetime, division_code: str) -> Receipt:
    """Enter every waiting row whose right stands by now, as one batch that can be undone; the result is how many."""
    if not waiting.count_ready(division_code):
        after = {"placed": 0}
        return Receipt("registers.waiting", division_code, RETRY_NAME, None, after, division_code, 0)
    pen = open_pen(division_code=division_code, actor=actor, at=at)
    batch = entered(pen, "events", RETRY_NAME, {}, waiting.fetch)
    after = {"placed": batch.total}
    return Receipt("registers.waiting", batch.uid, RETRY_NAME, None, after, division_code, batch.total)


@action("registers.decide_holder_changes", label="处理权利人变动", policy=policies.may_edit)
def decide_holder_changes(
    *, actor: Actor, at: datetime, division_code: str, row_ids: Sequence[int], change: str
) -> Receipt:
    """Rows that print other holders than stand are entered as corrections or as transfers, as one batch that can be undone;
    the result is how many."""
    if change not in HOLDER_CHANGES:
        raise Refused("没有这种处理", value=change, remedy="可选：" + "、".join(HOLDER_CHANGES.values()))
    ids = list(chosen(division_code, row_ids, WaitingState.WAITING).filter(kind="rights").values_list("pk", flat=True))
    pen = open_pen(division_code=division_code, actor=actor, at=at)
    said = {"holder_change": change}
    batch = entered(pen, "rights", CHANGES_NAME, said, lambda desk: waiting.enter(desk, "rights", ids))
    after = {"placed": batch.total, "change": change}
    return Receipt("registers.waiting", batch.uid, CHANGES_NAME, None, after, division_code, batch.total)


@action("registers.set_waiting_aside", label="不登记等待的清单行", policy=policies.may_edit)
def set_waiting_aside(
    *, actor: Actor, at: datetime, division_code: str, row_ids: Sequence[int], reason: str
) -> Receipt:
    """The rows belong to rights the county does not keep; they stay readable and can be taken up again."""
    if not reason.strip():
        raise Refused("没有写明理由", remedy="请写明为何不登记，例如“县外权利”")
    rows = chosen(division_code, row_ids, WaitingState.WAITING)
    changed = rows.update(
        state=WaitingState.DISMISSED, settled_at=at, settled_by=actor.label[:120], reason=reason.strip()
    )
    return _told(row_ids, changed, division_code, WaitingState.DISMISSED)


@action("registers.take_waiting_up", label="恢复等待的清单行", policy=policies.may_edit)
def take_waiting_up(*, actor: Actor, at: datetime, division_code: str, row_ids: Sequence[int]) -> Receipt:
    """Rows that were set aside wait again."""
    rows = chosen(division_code, row_ids, WaitingState.DISMISSED)
    again = WaitingRow.objects.filter(division_code=division_code, state=WaitingState.WAITING)
    rows = rows.exclude(row_hash__in=again.values("row_hash"))
    changed = rows.update(state=WaitingState.WAITING, settled_at=None, settled_by="", reason="")
    return _told(row_ids, changed, division_code, WaitingState.WAITING)


def entered(pen: Pen, kind: str, name: str, said: Mapping[str, str], enter: Callable[[Desk], int]) -> ImportBatch:
    """Waiting rows entered as a batch of their own."""
    batch = own_batch(
        division_code=pen.division_code,
        kind=kind,
        file_name=name,
        options={**said, "retry": True},
        at=pen.at,
        by=pen.by,
        revision=pen.revision,
    )
    desk = Desk(batch=batch, at=pen.at, by=pen.by, base=pen.revision - 1, keep=True)
    desk.go_live()
    batch.total = batch.processed = batch.created = enter(desk)
    batch.options = {**batch.options, "notes": desk.counts.notes}
    batch.save(update_fields=["total", "processed", "created", "options"])
    return batch


def own_batch(*, at: datetime, by: str, **given: Any) -> ImportBatch:
    """Rows that no file brought: a batch of their own, done at once."""
    told = {"state": BatchState.DONE, "started_at": at, "finished_at": at, "started_by": by}
    return ImportBatch.objects.create(uid=uuid.uuid4().hex[:12], **told, **given)


def chosen(division_code: str, row_ids: Sequence[int], state: str) -> QuerySet[WaitingRow]:
    """The ticked rows that are in the state."""
    if not row_ids:
        raise Refused("没有选择任何一行", remedy="请先勾选")
    return WaitingRow.objects.filter(division_code=division_code, pk__in=list(row_ids), state=state)


def _told(row_ids: Sequence[int], changed: int, division_code: str, state: str) -> Receipt:
    after = {"rows": list(row_ids), "state": str(state)}
    return Receipt("registers.waiting", str(row_ids[0]), f"{changed} 行", None, after, division_code, changed)
