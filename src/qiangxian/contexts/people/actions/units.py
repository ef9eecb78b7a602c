"""Units of a county: created by the office, or from a confirmed plan."""

from datetime import datetime

from qiangxian.contexts.audit.actions import action
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import Conflict, Refused

from .. import policies
from ..models import Unit
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
    name = "".join(name.split())
    if not name:
        raise Refused("单位名称不能为空", column="名称", remedy="请填写单位全称")
    if kind not in UnitKind.values:
        raise Refused("没有这种单位类型", column="类型", value=kind, remedy="可用：" + "、".join(UnitKind.labels))
    if Unit.objects.filter(division_code=division_code, name=name).exists():
        raise Conflict(f"本县（市、区）已有单位“{name}”", remedy="直接选用它，或换一个名称")
    return Unit.objects.create(division_code=division_code, name=name, short_name=short_name.strip(), kind=kind)
