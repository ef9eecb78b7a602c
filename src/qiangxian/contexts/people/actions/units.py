"""Units of a county: created by the office or from a confirmed plan, renamed, made one."""

from dataclasses import replace
from datetime import datetime

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.events import announce
from qiangxian.contexts.audit.types import Receipt
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.clocks import county_day
from qiangxian.kernel.errors import Conflict, NotFound, Refused

from .. import policies
from ..events import UNITS_MERGED
from ..models import Account, Unit
from ..types import UnitKind


@action("people.create_unit", label="建立单位", policy=policies.may_edit_units)
def create_unit(
    *,
    actor: Actor,
    at: datetime,
    division_code: str,
    name: str,
    short_name: str = "",
    kind: str = UnitKind.BUREAU,
) -> Unit:
    """A new unit of the county; the receipt's result is the unit."""
    name = _checked(name, kind)
    if Unit.objects.filter(division_code=division_code, name=name).exists():
        raise Conflict(f"本县（市、区）已有单位“{name}”", remedy="直接选用它，或换一个名称")
    return Unit.objects.create(division_code=division_code, name=name, short_name=short_name.strip(), kind=kind)


@action("people.correct_unit", label="更正单位", policy=policies.may_change_unit)
def correct_unit(*, actor: Actor, at: datetime, unit_id: int, reason: str, **stated: str) -> Receipt:
    """Another `name`, `short_name` or `kind` for the same unit; the name of before goes on meaning it in printed plans."""
    unit, kind = _standing(unit_id), stated["kind"]
    name = _checked(stated["name"], kind)
    if Unit.objects.filter(division_code=unit.division_code, name=name).exclude(pk=unit.pk).exists():
        raise Conflict(f"本县（市、区）已有单位“{name}”", remedy="两个单位是同一个的，请用“并入另一单位”")
    before = unit.receipt().after
    if name != unit.name:
        unit.former_names = sorted({*unit.former_names, unit.name} - {name})
    unit.name, unit.short_name, unit.kind = name, stated.get("short_name", "").strip(), kind
    unit.save()
    return replace(unit.receipt(), before=before)


@action("people.merge_unit", label="并入另一单位", policy=policies.may_change_unit)
def merge_unit(*, actor: Actor, at: datetime, unit_id: int, into_id: int, reason: str) -> Receipt:
    """The unit ends today and becomes part of another of its county: accounts and names go with it, and those who keep something
    under the unit hear of it."""
    unit, into = _standing(unit_id), _standing(into_id)
    if unit.pk == into.pk or unit.division_code != into.division_code:
        raise Refused("不能并入这个单位", column="并入", value=into.name, remedy="请选择本县（市、区）的另一个单位")
    into.former_names = sorted({*into.former_names, *unit.former_names, unit.name, unit.short_name} - {"", into.name})
    into.save(update_fields=["former_names"])
    unit.valid_to, unit.merged_into = county_day(at), into
    unit.save(update_fields=["valid_to", "merged_into"])
    moved = Account.objects.filter(unit=unit).update(unit=into)
    announce(UNITS_MERGED, unit_id=unit.pk, into_id=into.pk, at=at)
    after = {"merged_into": into.name, "accounts": moved}
    return Receipt("unit", str(unit.pk), unit.name, None, after, unit.division_code, into)


def _checked(name: str, kind: str) -> str:
    name = "".join(name.split())
    if not name:
        raise Refused("单位名称不能为空", column="名称", remedy="请填写单位全称")
    if kind not in UnitKind.values:
        raise Refused("没有这种单位类型", column="类型", value=kind, remedy="可用：" + "、".join(UnitKind.labels))
    return name


def _standing(unit_id: int) -> Unit:
    unit = Unit.objects.select_for_update(of=("self",)).select_related("merged_into").filter(pk=unit_id).first()
    if unit is None:
        raise NotFound("没有这个单位", remedy="回到单位页面重新选择")
    if unit.merged_into is not None:
        raise Conflict(f"“{unit.name}”已并入“{unit.merged_into.name}”", remedy="请在并入后的单位上办理")
    return unit
