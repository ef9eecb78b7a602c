"""A meeting of a body as a flow: topics are asked for, the agenda is settled, notice is given, who came is recorded (at the door or
from the sheet), minutes are drafted, signed by the members and issued by a second person, and what was decided is handed out."""

from typing import Any

from qiangxian.contexts.matters import units
from qiangxian.contexts.matters.flow import Flow
from qiangxian.contexts.matters.policies import owed_by
from qiangxian.contexts.matters.types import Clock
from qiangxian.kernel.roles import role, staff

from .models import Meeting
from .rules import practice
from .types import MeetingState

S = MeetingState
DOOR = "door"
OFFICE = role("office")
MEMBER = owed_by("member", who="成员单位")
GUEST = owed_by(DOOR, who="会场签到的人", by=("visitor",))
BEFORE = (S.COLLECTING, S.AGENDA, S.NOTIFIED)
DRAFTING = (S.MINUTED, S.SIGNING, S.SIGNED)


def content(meeting: Meeting) -> dict[str, Any]:
    """What is fixed when the minutes are issued."""
    came = meeting.attendance.filter(is_planned=False).select_related("unit").order_by("unit_id")
    return {
        "meeting": str(meeting),
        "date": meeting.meeting_date,
        "place": meeting.place,
        "chair": meeting.chair,
        "text": meeting.minutes_text,
        "attendance": [[row.unit.name, row.presence, row.name] for row in came],
        "decisions": [[row.number, row.text] for row in meeting.matter.decisions.order_by("number")],
    }


FLOW = Flow(
    "meeting",
    "会议",
    "meetings.Meeting",
    MeetingState,
    sees=staff,
    ended={S.CARRIED_OUT, S.CANCELLED},
    clocks={
        "topics": Clock("议题报送期限", day=lambda meeting: meeting.topics_due),
        "meeting": Clock("会议日", day=lambda meeting: meeting.meeting_date, owes=False),
    },
    roles={"member": "成员单位"},
    part_states={"invited": "待回执", "answered": "已回执", "asked": "待会签", "signed": "已会签"},
    tones={S.ISSUED: "green", S.CARRIED_OUT: "green", S.CANCELLED: "none", **dict.fromkeys(DRAFTING, "yellow")},
    title=lambda meeting: f"{meeting}（{meeting.get_kind_display()}）",
    rule="会议办理流程",
    register=lambda meeting: str(practice(meeting.matter.division_code)["number_code"]),
    content=content,
    prefix="meetings",
)


def members(meeting: Meeting) -> list[tuple[str, str]]:
    """The units that were called."""
    return [(part.code, part.label) for part in units.parts(meeting, "member")]
