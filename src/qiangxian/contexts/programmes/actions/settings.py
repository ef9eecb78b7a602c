"""Choices about a target: which indicator, in which readings, from which baseline, until when. Every choice has a reason
and stays on record; the newest stands."""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import JSONField, Value
from django.utils import timezone

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import Conflict, NotFound, Refused

from .. import policies
from ..judging import BASELINE, DUE, INDICATOR, READING, applicable, choices_of
from ..models import STANDING, Target, TargetSetting

LABELS = {BASELINE: "基期值", DUE: "完成时限", INDICATOR: "计量指标"}


@action("programmes.set_baseline", label="设定目标基期值", policy=policies.may_edit)
def set_baseline(*, actor: Actor, at: datetime, target_id: int, value: Any, reason: str) -> Receipt:
    """The figure the plan line starts from; nothing gives it back to the measure's own value."""
    return _set(target_id, BASELINE, None if value in (None, "") else _number(value), actor, at, reason)


@action("programmes.set_due", label="设定目标完成时限", policy=policies.may_edit)
def set_due(*, actor: Actor, at: datetime, target_id: int, due: date | None, reason: str) -> Receipt:
    """The day by which the target is to be met; nothing gives it back to the plan."""
    return _set(target_id, DUE, due.isoformat() if due else None, actor, at, reason)


@action("programmes.choose_indicator", label="选定计量指标", policy=policies.may_edit)
def choose_indicator(*, actor: Actor, at: datetime, target_id: int, indicator: str, reason: str) -> Receipt:
    """What counts a target whose words name no indicator, or that should be counted otherwise."""
    target = _numeric_target(target_id)
    code = None
    if indicator:
        code = applicable(indicator, on=timezone.localdate(at), division=target.programme.division_code).code
    return _set(target_id, INDICATOR, code, actor, at, reason)


@action("programmes.choose_reading", label="选定目标口径", policy=policies.may_edit)
def choose_reading(*, actor: Actor, at: datetime, target_id: int, name: str, value: Any, reason: str) -> Receipt:
    """One open reading of the indicator: `state`, `levels` …; nothing gives it back to plan and default."""
    target = _numeric_target(target_id)
    code = choices_of(target).indicator or target.indicator
    definition = applicable(code, on=timezone.localdate(at), division=target.programme.division_code)
    settled = None if value in (None, "", [], ()) else definition.settle({name: value})[name]
    if name not in definition.parameters:
        definition.settle({name: value})
    stored = list(settled) if isinstance(settled, tuple) else settled
    return _set(target_id, f"{READING}{name}", stored, actor, at, reason)


def _numeric_target(target_id: int) -> Target:
    target = Target.objects.filter(STANDING, pk=target_id).select_related("programme").first()
    if target is None:
        raise NotFound("没有这个目标，或它已随方案修改撤销", remedy="请回到目标列表重新选择")
    if target.kind == "existence":
        raise Refused("这是有无类目标，没有数值可设", remedy="请关联登记记录或上传佐证文件")
    return target


def _set(target_id: int, name: str, value: Any, actor: Actor, at: datetime, reason: str) -> Receipt:
    if not reason.strip():
        raise Refused("没有写明理由", column="理由", remedy="请写明依据，例如会议纪要或上级文件")
    target = _standing(target_id)
    before = {setting.name: setting.value for setting in target.settings.all()}.get(name)
    if before == value:
        raise Conflict("与现行设定相同", remedy="改动后再保存")
    TargetSetting.objects.create(
        target=target, name=name, value=_stored(value), reason=reason.strip(), set_at=at, set_by=actor.label[:120]
    )
    shown = LABELS.get(name, name.removeprefix(READING))
    return Receipt(
        kind="target",
        id=str(target.pk),
        label=f"{target.key} {target.label}：{shown}",
        before={name: before},
        after={name: value},
        division_code=target.programme.division_code,
        result=target.pk,
    )


def _standing(target_id: int) -> Target:
    """Locked, so that of two choices made at once the later sees the earlier."""
    target = Target.objects.select_for_update(of=("self",)).filter(STANDING, pk=target_id).first()
    if target is None:
        raise NotFound("没有这个目标，或它已随方案修改撤销", remedy="请回到目标列表重新选择")
    return target


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
