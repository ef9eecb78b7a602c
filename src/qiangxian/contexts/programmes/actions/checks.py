"""Ticking off what a phase asks for."""

from datetime import datetime

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import Conflict, NotFound, Refused

from .. import policies
from ..models import PhaseCheck


@action("programmes.tick_check", label="核对阶段事项", policy=policies.may_edit)
def tick_check(*, actor: Actor, at: datetime, check_id: int, done: bool, note: str = "") -> Receipt:
    """Tick a check with a note that says what shows it, or take the tick back with the reason in the note."""
    check = PhaseCheck.objects.select_for_update().select_related("phase__programme").filter(pk=check_id).first()
    if check is None:
        raise NotFound("没有这一核对事项", remedy="回到阶段页面重新选择")
    if not note.strip():
        raise Refused("请写明依据", column="说明", remedy="如会议日期、文号；撤回时写明原因")
    if done == (check.done_at is not None):
        raise Conflict(
            f"“{check.text}”已由{check.done_by}处理" if done else "这一项尚未确认完成", remedy="刷新页面后再试"
        )
    before = {"done": check.done_at is not None, "note": check.note}
    check.done_at, check.done_by, check.note = (at, actor.label, note.strip()) if done else (None, "", note.strip())
    check.save()
    programme = check.phase.programme
    after = {"done": done, "note": check.note, "check": check.text}
    code = programme.division_code
    return Receipt("programme", str(programme.pk), check.text, before, after, division_code=code, result=check)
