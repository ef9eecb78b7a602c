"""A day that may be moved, as part of a flow: asked for in time, so many times, and answered by another person. The module's row
has `due_date`, the day as it stands, and `asked_until`, the day somebody asked for."""

from collections.abc import Callable
from datetime import date
from typing import Any

from qiangxian.kernel.asking import needed, offered
from qiangxian.kernel.decision import Decision, allow, deny
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.roles import Policy

from . import clocks
from .flow import Flow, Step


def _in_time(clock: str, most: Callable[[Any], int]) -> Callable[[Any, date], Decision]:
    def guard(own: Any, today: date) -> Decision:
        row = clocks.newest(own.matter, clock)
        if row is None or today > row.effective_due:
            return deny("延期须在期限届满前申请，现已逾期，请尽快办结并写明原因。")
        if len(row.extensions) >= most(own):
            return deny(f"只能延期 {most(own)} 次，已经延期过，请按期办结。")
        return allow() if own.asked_until is None else deny("已有一份延期申请，请等批复。")

    return guard


def _is_asked(own: Any, _today: date) -> Decision:
    return allow() if own.asked_until else deny("没有待批的延期申请，请先由承办单位申请。")


def extension(
    flow: Flow, clock: str, *, during: tuple[str, ...], ask: Policy, answer: Policy, most: Callable[[Any], int]
) -> tuple[Any, Any, Any]:
    """Declare the three steps on a flow: asked for, granted, refused; `most`: how many times a day may be moved."""
    answered: dict[str, Any] = {"sources": during, "may": answer, "guards": (_is_asked,), "tell": "lead"}

    @flow.step(
        "ask_extension",
        "申请延期",
        sources=during,
        may=ask,
        guards=(_in_time(clock, most),),
        tell="office",
        asks={"until": needed("延期至", "day"), "reason": needed("延期理由")},
    )
    def ask_extension(own: Any, step: Step, *, until: date, reason: str) -> None:
        """In time only, once by default."""
        if until <= own.due_date:
            raise Refused("延期后的日期不晚于原期限", column="延期至", value=until, remedy=f"原期限为 {own.due_date}")
        own.asked_until = until
        step.detail = {"until": until.isoformat()}

    @flow.step("grant_extension", "同意延期", asks={"reason": offered("意见")}, other_than="ask_extension", **answered)
    def grant_extension(own: Any, step: Step, *, reason: str) -> str:
        """The day moves; the old one stays on record."""
        until = own.asked_until or own.due_date
        clocks.extend(own.matter, clock, until, step.by, reason, step.day)
        own.due_date, own.asked_until = until, None
        step.detail = {"until": until.isoformat(), **step.detail}
        return f"同意延期至 {until}。"

    @flow.step(
        "refuse_extension", "不同意延期", asks={"reason": needed("理由")}, other_than="ask_extension", **answered
    )
    def refuse_extension(own: Any, step: Step, *, reason: str) -> str:
        """The day stays."""
        own.asked_until = None
        return f"不同意延期：{reason}"

    return ask_extension, grant_extension, refuse_extension
