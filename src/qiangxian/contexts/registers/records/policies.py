"""Who may read and change the registers."""

from collections.abc import Mapping
from typing import Any

from qiangxian.kernel.actor import Actor
from qiangxian.kernel.decision import Decision, allow, deny

from ..reported.models import ReportedFigure
from ..rights.conflicts.models import StatusConflict
from ..types import FigureState
from .models import Record

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


def may_report(actor: Actor, arguments: Mapping[str, Any]) -> Decision:
    """The office reports for any unit, a liaison for the own one."""
    division = str(arguments.get("division_code"))
    if actor.has("liaison", division=division):
        return allow() if actor.units("liaison", division=division) else deny("您的账号没有所属单位，不能上报数据。")
    if actor.is_system or actor.has("office"):
        return may_edit(actor, arguments)
    return deny("只有领导小组办公室和各单位联络员可以上报数据。")


def may_correct_figure(actor: Actor, arguments: Mapping[str, Any]) -> Decision:
    """The office corrects any figure of its county, a liaison what the own unit reported and nobody confirmed yet."""
    if not actor.has("liaison"):
        return may_edit_record(actor, arguments)
    row = ReportedFigure.objects.filter(
        record_id=arguments.get("record_id") or 0, superseded_revision__isnull=True
    ).first()
    if row is None or row.division_code not in actor.division_codes:
        return deny("只能更正本县（市、区）的数据。")
    if row.raw.get("unit_id") not in actor.units("liaison"):
        return deny("只能更正本单位上报的数据。")
    return allow() if row.state == FigureState.REPORTED else deny("已经核定的数据由办公室更正。")
