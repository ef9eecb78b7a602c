"""A meeting ends with the last of its orders, without one, or before it took place."""

from datetime import date

from qiangxian.contexts.matters.flow import Step, every_closed, some_open
from qiangxian.kernel.asking import needed, offered
from qiangxian.kernel.decision import Decision, deny

from . import deciding
from .meeting_flow import BEFORE, FLOW, OFFICE, S
from .models import Meeting


@FLOW.step(
    "carried_out",
    "议定事项全部办结",
    sources=(S.ISSUED,),
    target=S.CARRIED_OUT,
    follows=every_closed,
    guards=(deciding.nothing_waits,),
)
def carried_out(meeting: Meeting, step: Step) -> None:
    """Every order below has ended, and no decision still waits to be handed out."""


def _no_order(meeting: Meeting, today: date) -> Decision:
    if meeting.matter.children.filter(closed_date__isnull=True).exists():
        return deny("议定事项还在落实，全部办结后自动结束，请先办结各条。")
    return deciding.nothing_waits(meeting, today)


@FLOW.step(
    "finish",
    "结束",
    sources=(S.ISSUED,),
    target=S.CARRIED_OUT,
    may=OFFICE,
    guards=(_no_order,),
    asks={"reason": offered("说明")},
)
def finish_meeting(meeting: Meeting, step: Step, *, reason: str) -> None:
    """Nothing was decided that is to be followed."""


@FLOW.step("taken_up", "议定事项重新办理", sources=(S.CARRIED_OUT,), target=S.ISSUED, follows=some_open)
def taken_up(meeting: Meeting, step: Step) -> None:
    """One of the orders is under way again."""


@FLOW.step(
    "cancel",
    "取消会议",
    sources=BEFORE,
    target=S.CANCELLED,
    may=OFFICE,
    tell="member",
    asks={"reason": needed("理由")},
)
def cancel_meeting(meeting: Meeting, step: Step, *, reason: str) -> str:
    """It does not take place; its number is not given again."""
    return f"会议取消：{reason}"
