"""Questions to meetings: who sits on a day, what became of earlier decisions, what stands in a kit."""

from datetime import date
from typing import Any

from qiangxian.contexts.matters.flow import flow_of
from qiangxian.contexts.programmes.types import ChangeState
from qiangxian.contexts.programmes.unit_names import names_of

from .attending import present
from .bodies import seated
from .models import Decision, Meeting

__all__ = ["decided", "earlier", "facts", "present", "seated"]


def decided(matter: Any) -> list[Decision]:
    """The decisions of a matter with their orders."""
    rows = matter.decisions.select_related("lead", "order__matter", "addition__matter").prefetch_related("helping")
    return list(rows.order_by("number"))


def state_words(row: Decision) -> str:
    """How far a decision is, in words."""
    if row.dropped_reason:
        return f"不转办（{row.dropped_reason}）"
    if row.followed is not None:
        words = flow_of(row.followed).state_words(row.followed.state)
        return words if row.order is not None else f"列入方案任务：{words}"
    return "待确认" if row.is_doubtful else "待转办"


def earlier(meeting: Meeting) -> list[Decision]:
    """What earlier meetings of the body decided and is not done with, for the first item of the agenda."""
    rows = Decision.objects.filter(
        matter__meeting__body=meeting.body, matter__meeting__ordinal__lt=meeting.ordinal, dropped_reason=""
    )
    rows = rows.exclude(order__matter__closed_date__lt=meeting.matter.opened_date)
    rows = rows.exclude(
        addition__matter__state=ChangeState.APPLIED, addition__matter__closed_date__lt=meeting.matter.opened_date
    )
    beside = ("lead", "order__matter", "addition__matter", "matter__meeting__body")
    return list(rows.select_related(*beside).order_by("matter_id", "number"))


def facts(meeting: Meeting, today: date) -> dict[str, Any]:
    """What the papers of a meeting are filled with."""
    topics = meeting.topics.filter(position__isnull=False).select_related("unit").order_by("position")
    seats = list(seated(meeting.body, meeting.meeting_date).select_related("unit"))
    planned = {row.unit_id: row for row in meeting.attendance.filter(is_planned=True)}
    came = meeting.attendance.filter(is_planned=False).select_related("unit")
    office = meeting.body.office_unit
    return {
        "meeting": str(meeting),
        "body": meeting.body.name,
        "day": meeting.meeting_date,
        "time": meeting.time_words,
        "place": meeting.place,
        "chair": meeting.chair,
        "today": today,
        "office": names_of(meeting.matter.division_code).in_full(office.name) if office else "",
        "number": meeting.matter.number or f"第{meeting.ordinal}次",
        "topics": [
            {"title": row.title, "unit": row.unit.name, "reporter": row.reporter or "", "words": row.words}
            for row in topics
        ],
        "units": [part.label for part in meeting.matter.participants.filter(role="member").exclude(key="")],
        "seats": [
            {
                "name": row.person_name,
                "unit": row.unit.name if row.unit else "",
                "post": row.post,
                "role": row.get_role_display(),
            }
            for row in seats
        ],
        "coming": [
            {"unit": part.label, "name": planned[int(part.code)].name if int(part.code) in planned else ""}
            for part in meeting.matter.participants.filter(role="member").exclude(key="")
        ],
        "earlier": [
            {
                "text": row.text,
                "lead": row.lead.name if row.lead else "待确认",
                "state": state_words(row),
                "meeting": str(row.matter.meeting),
            }
            for row in earlier(meeting)
        ],
        "paragraphs": [line.strip() for line in meeting.minutes_text.splitlines() if line.strip()],
        "present": [f"{row.name}（{row.unit.name}）" for row in came if row.presence != "leave"],
        "excused": [row.unit.name for row in came if row.presence == "leave"],
    }
