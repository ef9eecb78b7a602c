"""Choices about a target while its programme is a draft; once it is handed over or public, a second person decides (`changing`)."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import Refused

from .. import choosing, policies
from ..drafts import must_be_draft
from ..judging import BASELINE, DUE, INDICATOR, READING, START
from ..models import Target


@action("programmes.set_baseline", label="设定目标基期值", policy=policies.may_edit)
def set_baseline(*, actor: Actor, at: datetime, target_id: int, value: Any, reason: str) -> Receipt:
    """The figure the plan line starts from; nothing gives it back to the measure's own value."""
    return _set(choosing.standing_target(target_id), BASELINE, value, actor, at, reason)


@action("programmes.set_start", label="设定目标起算日", policy=policies.may_edit)
def set_start(*, actor: Actor, at: datetime, target_id: int, start: date | None, reason: str) -> Receipt:
    """The day the plan line starts from; nothing gives it back to the phases of the plan."""
    return _set(choosing.numeric_target(target_id), START, start, actor, at, reason)


@action("programmes.set_due", label="设定目标完成时限", policy=policies.may_edit)
def set_due(*, actor: Actor, at: datetime, target_id: int, due: date | None, reason: str) -> Receipt:
    """The day by which the target is to be met; nothing gives it back to the plan."""
    return _set(choosing.standing_target(target_id), DUE, due, actor, at, reason)


@action("programmes.choose_indicator", label="选定计量指标", policy=policies.may_edit)
def choose_indicator(*, actor: Actor, at: datetime, target_id: int, indicator: str, reason: str) -> Receipt:
    """What counts a target whose words name no indicator, or that should be counted otherwise."""
    return _set(choosing.numeric_target(target_id), INDICATOR, indicator, actor, at, reason)


@action("programmes.choose_reading", label="选定目标口径", policy=policies.may_edit)
def choose_reading(*, actor: Actor, at: datetime, target_id: int, name: str, value: Any, reason: str) -> Receipt:
    """One open reading of the indicator: `state`, `levels` …; nothing gives it back to plan and default."""
    return _set(choosing.numeric_target(target_id), f"{READING}{name}", value, actor, at, reason)


def _set(target: Target, setting: str, value: Any, actor: Actor, at: datetime, reason: str) -> Receipt:
    if not reason.strip():
        raise Refused("没有写明理由", column="理由", remedy="请写明依据，例如会议纪要或上级文件")
    must_be_draft(target.programme)
    before = choosing.standing_value(target, setting)
    kept = choosing.checked(target, setting, value, timezone.localdate(at))
    choosing.write(target, setting, kept, reason, at, actor.label)
    label = f"{target.key} {target.label}：{choosing.LABELS.get(setting, setting.removeprefix(READING))}"
    code = target.programme.division_code
    return Receipt("target", str(target.pk), label, {setting: before}, {setting: kept}, code, target.pk)
