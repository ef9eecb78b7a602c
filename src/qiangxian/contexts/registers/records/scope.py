"""Whose records an actor may see: the one place every list, page, export and figure's proof goes through."""

from typing import Any

from django.db.models import QuerySet

from qiangxian.contexts.audit.scopes import limited
from qiangxian.kernel.actor import Actor

from . import policies
from .kinds import kind_of
from .models import ImportBatch


def visible(kind: str, actor: Actor) -> QuerySet[Any]:
    """The rows of one register that stand and the actor may see: all for the system, the county's for its staff, for an
    enterprise its own."""
    declared = kind_of(kind)
    shown: QuerySet[Any] = limited(declared.standing(), policies.may_read.where(actor))
    if actor.enterprise_record_id is None:
        return shown
    county = actor.divisions("enterprise")
    return shown | declared.standing().filter(declared.own(actor.enterprise_record_id), division_code__in=county)


def visible_batches(actor: Actor) -> QuerySet[ImportBatch]:
    """Imports into the registers of the actor's county, for staff."""
    return limited(ImportBatch.objects.all(), policies.may_read.where(actor))
