"""Who may read and change the registers."""

from collections.abc import Mapping
from typing import Any

from qiangxian.kernel.actor import Actor
from qiangxian.kernel.decision import Decision, allow, deny

from .models import Record, StatusConflict

READING_ROLES = frozenset({"leader", "office", "liaison", "unit_head", "auditor"})


def may_read(actor: Actor) -> Decision:
    """Staff read the registers of their county; administrators of accounts see no business data."""
    if actor.is_system or actor.has(*READING_ROLES):
        return allow()
    return deny("登记库只对本县（市、区）的工作人员开放。")


def may_edit(actor: Actor, arguments: Mapping[str, Any]) -> Decision:
    """The office keeps the registers of its own county; `division_code` says which county is touched."""
    if actor.is_system:
        return allow()
    if not actor.has("office"):
        return deny("只有领导小组办公室可以维护登记库。")
    if arguments.get("division_code") not in actor.division_codes:
        return deny("只能维护本县（市、区）的登记库。")
    return allow()


def may_edit_record(actor: Actor, arguments: Mapping[str, Any]) -> Decision:
    """The same for a record that stands already: its own county decides, not what the caller says."""
    division = Record.objects.filter(pk=arguments.get("record_id") or 0).values_list("division_code", flat=True).first()
    return may_edit(actor, {"division_code": division})


def may_decide_conflict(actor: Actor, arguments: Mapping[str, Any]) -> Decision:
    """The same for a contradiction of statuses: its county decides."""
    found = StatusConflict.objects.filter(pk=arguments.get("conflict_id") or 0)
    return may_edit(actor, {"division_code": found.values_list("division_code", flat=True).first()})
