"""The queue of contradictions between printed and computed status."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet

from qiangxian.contexts.audit.scopes import limited
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import NotFound

from ...types import ConflictState
from . import comparing as status_conflicts
from . import policies
from .models import ConflictCheck, StatusConflict


def visible_conflicts(actor: Actor) -> QuerySet[StatusConflict]:
    """Contradictions of the actor's county, for staff."""
    return limited(StatusConflict.objects.select_related("batch"), policies.may_read.where(actor))


def conflict(actor: Actor, conflict_id: int) -> StatusConflict:
    """One of them, if the actor may see it."""
    found = visible_conflicts(actor).filter(pk=conflict_id).first()
    if found is None:
        raise NotFound("没有这条状态冲突，或您无权查看", remedy="请回到状态冲突列表")
    return found


def conflict_kinds(actor: Actor) -> list[Mapping[str, Any]]:
    """The open ones by what was printed and what was computed, most frequent first."""
    rows = visible_conflicts(actor).filter(state=ConflictState.OPEN).select_related(None)
    return list(
        rows.values("printed", "computed").annotate(count=Count("id")).order_by("-count", "printed", "computed")
    )


def open_conflicts(actor: Actor) -> int:
    """How many wait for a decision."""
    return visible_conflicts(actor).filter(state=ConflictState.OPEN).count()


def rights_to_compare(division_code: str) -> int:
    """How many rights changed since the last comparison."""
    return status_conflicts.waiting(division_code)


def conflicts_checked_at(division_code: str) -> tuple[datetime | None, bool]:
    """When the registers were last compared, and whether they have changed since."""
    checked = ConflictCheck.objects.filter(division_code=division_code).values_list("checked_at", flat=True).first()
    return checked, status_conflicts.changed_since(division_code)
