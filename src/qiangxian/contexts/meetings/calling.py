"""A meeting is called: topics, agenda, the day, the notice."""

from datetime import date
from typing import Any

from qiangxian.contexts.matters import units
from qiangxian.contexts.matters.flow import Matter, Step
from qiangxian.kernel.asking import needed, offered
from qiangxian.kernel.calendar import OFFICE as OFFICE_DAYS
from qiangxian.kernel.decision import Decision, allow, deny
from qiangxian.kernel.errors import Refused

from .bodies import seated
from .meeting_flow import BEFORE, FLOW, MEMBER, OFFICE, S, members
from .models import Body, Meeting, Topic
from .rules import practice
from .types import BodyState, MeetingKind


def bodies(matter: Any) -> list[tuple[str, str]]:
    """The bodies of the county that stand."""
    rows = Body.objects.filter(matter__division_code=matter.division_code, matter__state=BodyState.STANDING)
    return [(str(row.pk), row.name) for row in rows.order_by("name")]


@FLOW.step(
    "call",
    "筹备会议",
    target=S.COLLECTING,
    may=OFFICE,
    tell="member",
    starts=("topics", "meeting"),
    asks={
        "body_id": needed("议事机构", "choice", choices=bodies),
        "kind": needed("会议类别", "choice", choices=MeetingKind.choices),
        "meeting_date": needed("会议日", "day"),
        "time_words": needed("时间", "text", length=60, hint="例如 上午9:00"),
        "place": needed("地点", "text", length=120),
        "chair": needed("主持人", "text", length=60),
        "topics_due": needed("议题报送截止", "day"),
    },
)
def call_meeting(matter: Matter, step: Step, *, body_id: str, **told: Any) -> Meeting:
    """The member units are asked for topics."""
    if not step.day <= told["topics_due"] <= told["meeting_date"]:
        raise Refused(
            "议题报送截止不在今天与会议日之间", column="议题报送截止", value=told["topics_due"], remedy="请核对日期"
        )
    body = Body.objects.get(pk=int(body_id))
    matter.is_demo = step.actor.demo
    matter.save()
    last = body.meetings.order_by("-ordinal").first()
    made = Meeting.objects.create(matter=matter, body=body, ordinal=last.ordinal + 1 if last else 1, **told)
    for unit_id in dict.fromkeys(seated(body).filter(unit__isnull=False).values_list("unit_id", flat=True)):
        units.take_part(matter, "member", str(unit_id), step.day, state="invited")
    return made


@FLOW.step(
    "topic",
    "报送议题",
    sources=(S.COLLECTING,),
    may=MEMBER | OFFICE,
    owed=True,
    evidence="offered",
    tell="office",
    asks={
        "title": needed("议题", "text", length=200),
        "words": offered("主要内容和建议"),
        "reporter": offered("汇报人", "text", length=60),
        "unit_id": offered("提出单位", "choice", choices=members, hint="成员单位自己报送的不用选"),
    },
)
def submit_topic(meeting: Meeting, step: Step, *, unit_id: str, **told: str) -> None:
    """A unit wants something on the agenda."""
    unit = unit_id or step.actor.unit_in(meeting.matter.division_code)
    if unit is None or str(unit) not in dict(members(meeting)):
        raise Refused("没有写明提出单位", column="提出单位", remedy="请选择一个成员单位")
    topic = Topic.objects.create(meeting=meeting, unit_id=int(unit), **told)
    step.detail = {"topic": topic.title}


@FLOW.step(
    "agenda",
    "审定议程",
    sources=(S.COLLECTING, S.AGENDA),
    target=S.AGENDA,
    may=OFFICE,
    owed=True,
    stops="topics",
    asks={
        "topic_ids": offered(
            "列入议程", "many", choices=lambda meeting: [(str(t.pk), str(t)) for t in meeting.topics.all()]
        ),
        "reason": offered("说明", hint="未列入的议题写明理由"),
    },
)
def settle_agenda(meeting: Meeting, step: Step, *, topic_ids: list[str], reason: str) -> None:
    """Which topics come on it, in the order in which they came in; the first item is what became of earlier decisions."""
    left = [topic.title for topic in meeting.topics.exclude(pk__in=topic_ids)]
    if left and not reason:
        raise Refused(f"未列入议程：{'、'.join(left)}", column="说明", remedy="请写明未列入的理由")
    for position, topic in enumerate(meeting.topics.order_by("pk"), start=1):
        topic.position = position if str(topic.pk) in topic_ids else None
        topic.save(update_fields=["position"])
    step.detail = {"topics": len(topic_ids), "left_out": left}


def _in_time(meeting: Meeting, today: date) -> Decision:
    days = int(practice(meeting.matter.division_code)["notice_working_days"])
    if OFFICE_DAYS.due(today, working_days=days).due > meeting.meeting_date:
        return deny(f"会议通知须在会议日 {meeting.meeting_date} 的 {days} 个工作日以前发出；赶不及的请先改期。")
    return allow()


@FLOW.step(
    "move",
    "改期",
    sources=BEFORE,
    may=OFFICE,
    starts="meeting",
    tell="member",
    asks={
        "meeting_date": needed("会议日", "day").kept("meeting_date"),
        "time_words": needed("时间", "text", length=60).kept("time_words"),
        "place": needed("地点", "text", length=120).kept("place"),
        "reason": needed("理由"),
    },
)
def move_meeting(meeting: Meeting, step: Step, *, reason: str, **told: Any) -> str:
    """Another day, hour or place."""
    if told["meeting_date"] < max(step.day, meeting.topics_due):
        raise Refused(
            "会议日在今天或议题报送截止以前", column="会议日", value=told["meeting_date"], remedy="请核对日期"
        )
    for name, value in told.items():
        setattr(meeting, name, value)
    return f"改为 {meeting.meeting_date} {meeting.time_words}，{meeting.place}。{reason}"


@FLOW.step(
    "notify",
    "发会议通知",
    sources=(S.AGENDA,),
    target=S.NOTIFIED,
    may=OFFICE,
    owed=True,
    guards=(_in_time,),
    tell="member",
    asks={"reason": offered("参会要求")},
)
def notify_members(meeting: Meeting, step: Step, *, reason: str) -> str:
    """When and where, and what is on the agenda."""
    topics = "；".join(f"{topic.position}. {topic}" for topic in meeting.topics.filter(position__isnull=False))
    where = f"{meeting.meeting_date} {meeting.time_words}，{meeting.place}"
    return f"{where}。议程：{topics or '见会议材料'}。{reason or '请回执参会人员。'}"
