"""Choices about a target: which indicator, in which readings, from which baseline, until when. Every choice has a reason and
stays on record; the newest stands, and one set to nothing gives way to the plan."""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import JSONField, Value

from qiangxian.kernel.errors import Conflict, NotFound, Refused

from .counting import PERIOD, plan_periods
from .judging import BASELINE, DUE, INDICATOR, READING, START, applicable, indicator_of, must_be_comparable
from .models import STANDING, Target, TargetSetting

LABELS = {BASELINE: "基期值", START: "起算日", DUE: "完成时限", INDICATOR: "计量指标"}
NOTHING: tuple[Any, ...] = (None, "", [], ())


def standing_target(target_id: int) -> Target:
    """The target, held until the transaction ends, so that of two choices made at once the later sees the earlier."""
    rows = Target.objects.select_for_update(of=("self",)).select_related("programme__matter")
    target = rows.filter(STANDING, pk=target_id).first()
    if target is None:
        raise NotFound("没有这个目标，或它已随方案修改撤销", remedy="请回到目标列表重新选择")
    return target


def numeric_target(target_id: int) -> Target:
    """The same, where it has a number."""
    target = standing_target(target_id)
    if target.kind == "existence":
        raise Refused("这是有无类目标，没有数值可设", remedy="请关联登记记录或上传佐证文件")
    return target


def checked(target: Target, setting: str, value: Any, on: date) -> Any:
    """The value as it is kept; `Refused` says why it cannot be one, `Conflict` that it is the standing one."""
    kept = _reading(target, setting, value, on) if setting not in LABELS else None
    if setting in LABELS and value not in NOTHING:
        kept = _kept(target, setting, value, on)
    if standing_value(target, setting) == kept:
        raise Conflict("与现行设定相同", remedy="改动后再保存")
    return kept


def standing_value(target: Target, setting: str) -> Any:
    """What is chosen now; None where the plan's own holds."""
    return {one.name: one.value for one in target.settings.all()}.get(setting)


def _kept(target: Target, setting: str, value: Any, on: date) -> Any:
    if setting == BASELINE:
        return _number(value)
    if setting in (START, DUE):
        return value.isoformat() if isinstance(value, date) else date.fromisoformat(value).isoformat()
    definition = applicable(value, on=on, division=target.programme.division_code)
    must_be_comparable(target, definition)
    return definition.code


def _reading(target: Target, setting: str, value: Any, on: date) -> Any:
    name = setting.removeprefix(READING)
    code = indicator_of(target)
    definition = applicable(code, on=on, division=target.programme.division_code)
    if name not in definition.parameters or name == setting:
        raise Refused(f"{definition.label}没有参数 {name}", remedy="可选：" + "、".join(definition.parameters))
    if name == PERIOD and value in plan_periods(target.programme.division_code):
        return str(value)
    settled = None if value in NOTHING else definition.settle({name: value})[name]
    return list(settled) if isinstance(settled, tuple) else settled


def write(target: Target, setting: str, value: Any, reason: str, at: datetime, by: str) -> None:
    """Keep a checked choice."""
    TargetSetting.objects.create(
        target=target, name=setting, value=_stored(value), reason=reason.strip(), set_at=at, set_by=by[:120]
    )


def _stored(value: Any) -> Any:
    """Nothing is a JSON null here, not an empty column: the choice to go back is a choice too."""
    return Value(None, JSONField()) if value is None else value


def _number(value: Any) -> int | float:
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise Refused("基期值须为数字", column="基期值", value=value, remedy="请填写数字，例如 4")
    return int(number) if number == number.to_integral_value() else float(number)
