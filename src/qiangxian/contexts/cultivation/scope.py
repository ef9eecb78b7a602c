"""Whose files an actor may see: the one place every list, page and export of the library goes through."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from qiangxian.contexts.audit.scopes import limited
from qiangxian.contexts.registers import readers as registers
from qiangxian.kernel.actor import Actor

from . import policies
from .models import Membership


def visible_memberships(actor: Actor) -> QuerySet[Membership]:
    """All files for the system, the county's for its staff, its own for an enterprise, else none."""
    return limited(Membership.objects.all(), policies.may_see.where(actor))


def enterprises(actor: Actor, records: Sequence[int]) -> dict[int, Any]:
    """Standing enterprise rows by record, as far as the actor may see them."""
    rows = registers.visible_enterprises(actor).filter(record_id__in=records)
    return {row.record_id: row for row in rows}
