"""Deciding contradictions between a printed and a computed status: the register copy (专利登记簿副本) wins."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.engines.lifecycle.conflicts import states_of
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import Conflict, NotFound, Refused

from ...records.versions import current, open_pen, record_of
from ...types import ConflictState, RecordKind
from ..actions.events import add_right_event
from ..models import Right
from . import comparing as status_conflicts
from . import policies
from .models import StatusConflict

REGISTER_COPY = "专利登记簿副本"
LONGEST_STATUS = 60


@action("registers.compare_statuses", label="核对导入状态与推算状态", policy=policies.may_edit)
def compare_statuses(*, actor: Actor, at: datetime, division_code: str) -> Receipt:
    """Compare printed and computed status of every right touched since the last pass; the result is what it found."""
    outcome = status_conflicts.compare(division_code, at=at)
    return Receipt("registers.status_conflicts", division_code, "导入状态核对", None, outcome, division_code, outcome)


@action("registers.settle_by_event", label="以登记簿为准补登事件", policy=policies.may_decide)
def settle_by_event(
    *,
    actor: Actor,
    at: datetime,
    conflict_id: int,
    source: str = REGISTER_COPY,
    reason: str,
    **event: Any,
) -> Receipt:
    """The register copy agrees with the file: the event that was missing is recorded. `event`: as `add_right_event` takes it."""
    conflict = _standing(conflict_id, reason)
    right = current(record_of(conflict.record_id, RecordKind.RIGHT))
    add_right_event(
        actor=actor,
        at=at,
        record_id=conflict.record_id,
        revision=right.revision,
        **event,
        source=source or REGISTER_COPY,
        reason=reason,
    )
    return _decided(conflict, ConflictState.EVENT_RECORDED, actor, at, reason)


@action("registers.settle_by_status", label="以登记簿为准更正导入状态", policy=policies.may_decide)
def settle_by_status(
    *, actor: Actor, at: datetime, conflict_id: int, status: str, source: str = REGISTER_COPY, reason: str
) -> Receipt:
    """The register copy agrees with the events: the printed status is replaced by the words of the copy."""
    conflict = _standing(conflict_id, reason)
    words = status.strip()[:LONGEST_STATUS]
    if states_of(words) is None:
        raise Refused(
            "认不出这是什么状态", column="登记簿所载状态", value=status, remedy="例如：专利权维持、未缴年费终止"
        )
    record = record_of(conflict.record_id, RecordKind.RIGHT)
    pen = open_pen(
        division_code=record.division_code, actor=actor, at=at, source=source or REGISTER_COPY, reason=reason
    )
    right = current(record)
    assert isinstance(right, Right)  # noqa: S101 - a right's table holds rights; tells the type checker
    pen.replace(right, imported_status=words)
    return _decided(conflict, ConflictState.STATUS_CORRECTED, actor, at, reason, {"status": words})


@action("registers.shelve_conflict", label="搁置状态冲突", policy=policies.may_decide)
def shelve_conflict(*, actor: Actor, at: datetime, conflict_id: int, reason: str) -> Receipt:
    """Nothing can be decided yet; the reason says what is waited for. It stays in the queue as shelved."""
    conflict = _standing(conflict_id, reason)
    return _decided(conflict, ConflictState.SHELVED, actor, at, reason)


@action("registers.reopen_conflict", label="重新处理状态冲突", policy=policies.may_decide)
def reopen_conflict(*, actor: Actor, at: datetime, conflict_id: int, reason: str) -> Receipt:
    """A shelved contradiction is taken up again."""
    conflict = _standing(conflict_id, reason)
    if conflict.state != ConflictState.SHELVED:
        raise Conflict("这一条没有搁置", remedy="请刷新页面查看")
    return _decided(conflict, ConflictState.OPEN, actor, at, reason)


def _standing(conflict_id: int, reason: str) -> StatusConflict:
    if not reason.strip():
        raise Refused("没有写明理由", column="理由", remedy="请写明依据，例如登记簿副本的出具日期")
    found = StatusConflict.objects.select_for_update().filter(pk=conflict_id).first()
    if found is None:
        raise NotFound("没有这条状态冲突", remedy="请从状态冲突列表进入")
    if found.state not in status_conflicts.STANDING:
        raise Conflict(f"这一条已经处理：{found.get_state_display()}", remedy="请刷新页面查看")
    return found


def _decided(
    conflict: StatusConflict,
    state: ConflictState,
    actor: Actor,
    at: datetime,
    reason: str,
    more: Mapping[str, str] | None = None,
) -> Receipt:
    """The decision is kept on the row; what it leaves contradictory comes back as a new entry."""
    before = {"state": conflict.state, "printed": conflict.printed, "computed": conflict.computed}
    conflict.state, conflict.reason = state, reason.strip()
    conflict.decided_at, conflict.decided_by = at, actor.label[:120]
    conflict.save(update_fields=["state", "reason", "decided_at", "decided_by"])
    if state not in status_conflicts.STANDING:
        status_conflicts.compare_records(conflict.division_code, [conflict.record_id], at=at)
    return Receipt(
        kind=f"registers.{RecordKind.RIGHT}",
        id=str(conflict.record_id),
        label=f"{conflict.number} {conflict.title}",
        before=before,
        after={"state": str(state), **(more or {})},
        division_code=conflict.division_code,
        result=conflict.pk,
    )
