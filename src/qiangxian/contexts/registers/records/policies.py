"""Who may read and change the registers."""

from collections.abc import Mapping
from typing import Any

from qiangxian.kernel.actor import Actor
from qiangxian.kernel.roles import only, own_enterprise, own_unit, role, staff, when

from ..reported.models import ReportedFigure
from ..rights.conflicts.models import StatusConflict
from ..types import FigureState
from .models import Record

may_read = staff.says("基础台账只对本县（市、区）的工作人员开放。")
"""Staff read the registers of their county; administrators of accounts see no business data."""
may_see = may_read | own_enterprise
may_edit = role("office").to("维护", "基础台账")


def _record(given: Mapping[str, Any]) -> object:
    return Record.objects.filter(pk=given.get("record_id") or 0).first()


def _conflict(given: Mapping[str, Any]) -> object:
    return StatusConflict.objects.filter(pk=given.get("conflict_id") or 0).first()


def _figure(given: Mapping[str, Any]) -> object:
    """The figure that holds, with the unit that reported it; one that was withdrawn is its record alone."""
    rows = ReportedFigure.objects.filter(record_id=given.get("record_id") or 0, superseded_revision__isnull=True)
    if (row := rows.first()) is None:
        return _record(given)
    return {"division_code": row.division_code, "unit_id": row.raw.get("unit_id"), "state": row.state}


def _has_unit(actor: Actor, subject: Mapping[str, Any]) -> bool:
    return bool(actor.units("liaison", division=subject.get("division_code")))


may_edit_record = may_edit.of(_record)
"""A record that stands already: its own county decides, not what the caller says."""
may_decide_conflict = may_edit.of(_conflict)
may_report = (role("liaison") & when("您的账号没有所属单位，不能上报数据。", _has_unit) | role("office")).to(
    "上报", "数据"
)
"""The office reports for any unit, a liaison for the own one."""
_reported = only("已经核定的数据由办公室更正。", state=[FigureState.REPORTED])
may_correct_figure = (role("office") | own_unit("liaison") & _reported).to("更正", "数据").of(_figure)
"""The office corrects any figure of its county, a liaison what the own unit reported and nobody confirmed yet."""
