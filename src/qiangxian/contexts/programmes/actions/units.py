"""Which unit of the county a printed name means, as a person says."""

from datetime import datetime
from typing import Any

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.contexts.people import actions as people
from qiangxian.contexts.people import readers as people_readers
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import NotFound, Refused

from .. import policies
from ..models import Assignment, Programme
from ..unit_names import names_of
from ..units import UnitFinder, unmatched


def _programme(programme_id: int) -> Programme:
    return Programme.objects.select_for_update().get(pk=programme_id)


def _assignments(programme_id: int, printed_name: str) -> list[Assignment]:
    rows = Assignment.objects.filter(task__programme_id=programme_id, printed_name=printed_name, collective=False)
    if not rows.exists():
        raise NotFound(f"方案中没有单位“{printed_name}”", remedy="回到单位名称核对页面重新选择")
    return list(rows)


def _match(programme_id: int, printed_name: str, unit_id: int) -> int:
    rows = Assignment.objects.filter(task__programme_id=programme_id, printed_name=printed_name, collective=False)
    return rows.update(unit_id=unit_id)


@action("programmes.match_unit", label="对应责任单位", policy=policies.may_edit)
def match_unit(
    *,
    actor: Actor,
    at: datetime,
    programme_id: int,
    printed_name: str,
    unit_id: int | None = None,
    new_name: str = "",
) -> Receipt:
    """Say which unit a printed name means: one there is (`unit_id`), or a new one of that `new_name`."""
    programme = _programme(programme_id)
    before = {"unit": sorted({str(row.unit_id) for row in _assignments(programme_id, printed_name)})}
    unit = _chosen(actor, at, programme.division_code, unit_id, new_name)
    count = _match(programme_id, printed_name, unit.pk)
    after = {"printed_name": printed_name, "unit": unit.name, "assignments": count}
    code = programme.division_code
    return Receipt("programme", str(programme.pk), programme.title, before, after, division_code=code, result=unit)


def _chosen(actor: Actor, at: datetime, division_code: str, unit_id: int | None, new_name: str) -> Any:
    if unit_id is None and not new_name.strip():
        raise Refused("请选择单位，或填写新单位的名称", column="单位", remedy="在下拉表中选择，或在“新建”栏填写全称")
    if unit_id is None:
        return _create(actor, at, division_code, new_name)
    found = people_readers.standing_units(Actor.system()).filter(pk=unit_id, division_code=division_code).first()
    if found is None:
        raise NotFound("本县（市、区）没有这个单位", remedy="请重新选择")
    return found


def _create(actor: Actor, at: datetime, division_code: str, name: str) -> Any:
    kind = names_of(division_code).kind(name)
    made = people.create_unit(actor=actor, at=at, division_code=division_code, name=name, kind=kind)
    return made.result


@action("programmes.create_missing_units", label="按方案建立单位", policy=policies.may_edit)
def create_missing_units(*, actor: Actor, at: datetime, programme_id: int) -> Receipt:
    """Make a unit of every printed name no unit answers to. Names that mean one body become one unit, called by the first."""
    programme, made = _programme(programme_id), []
    finder = UnitFinder(programme.division_code)
    for printed_name in unmatched(programme_id):
        unit_id = finder.find(printed_name)
        if unit_id is None:
            if finder.alike(printed_name):
                continue  # two units fit: a person must choose
            unit = _create(actor, at, programme.division_code, printed_name)
            finder.units.append(unit)
            made.append(unit.name)
            unit_id = unit.pk
        _match(programme_id, printed_name, unit_id)
    code = programme.division_code
    return Receipt(
        "programme", str(programme.pk), programme.title, after={"created": made}, division_code=code, result=made
    )
