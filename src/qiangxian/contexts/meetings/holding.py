"""A meeting of a body: topics are asked for, the agenda is settled, notice is given, who came is recorded (at the door or from the
sheet), minutes are drafted, signed by the members and issued by a second person, and what was decided is handed out."""

from datetime import date
from typing import Any

from qiangxian.contexts.matters import invitations, units
from qiangxian.contexts.matters.flow import Flow, Matter, Step, every_closed, some_open
from qiangxian.contexts.matters.policies import owed_by
from qiangxian.contexts.matters.types import Clock
from qiangxian.kernel.asking import needed, offered
from qiangxian.kernel.calendar import OFFICE as OFFICE_DAYS
from qiangxian.kernel.decision import Decision, allow, deny
from qiangxian.kernel.errors import Conflict, Refused
from qiangxian.kernel.roles import by_person, role, staff

from . import deciding
from .bodies import seated
from .models import Attendance, Body, Meeting, Topic
from .rules import practice
from .types import BodyState, MeetingKind, MeetingState, Presence

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


def bodies(matter: Any) -> list[tuple[str, str]]:
    """The bodies of the county that stand."""
    rows = Body.objects.filter(matter__division_code=matter.division_code, matter__state=BodyState.STANDING)
    return [(str(row.pk), row.name) for row in rows.order_by("name")]


def members(meeting: Meeting) -> list[tuple[str, str]]:
    """The units that were called."""
    return [(part.code, part.label) for part in units.parts(meeting, "member")]


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


@FLOW.step(
    "answer",
    "参会回执",
    sources=(S.NOTIFIED,),
    may=MEMBER,
    owed=True,
    part="member",
    part_from="invited",
    part_to="answered",
    tell="office",
    asks={
        "presence": needed("参会方式", "choice", choices=Presence.choices),
        "name": offered("参会人", "text", length=60, hint="请假的写明理由，替会的写替会人姓名"),
    },
)
def answer_call(meeting: Meeting, step: Step, *, presence: str, name: str) -> None:
    """Who comes for the unit."""
    if step.participant is not None:
        _record(meeting, step, step.participant.code, presence, name, planned=True)


@FLOW.step(
    "open_door",
    "开放扫码签到",
    sources=(S.NOTIFIED,),
    may=OFFICE,
    hidden=True,
    words="生成签到链接和验证码，会后失效；以前生成的随即作废。",
)
def open_door(meeting: Meeting, step: Step) -> None:
    """A link for the day, with a code that is shown in the room."""
    guest = invitations.guest_of(meeting.matter, DOOR, "会场签到", step.day)
    meeting.door = invitations.invite(guest, step, meeting.meeting_date)


def _has_come(meeting: Meeting, today: date) -> Decision:
    """Nobody signs in, and nothing is held, before the day."""
    if today < meeting.meeting_date:
        return deny(f"会议日 {meeting.meeting_date} 还没有到；提前召开的请先改期。")
    return allow()


@FLOW.step(
    "check_in",
    "签到",
    sources=(S.NOTIFIED,),
    may=GUEST | OFFICE,
    guards=(_has_come,),
    asks={
        "unit_id": needed("单位", "choice", choices=members),
        "presence": needed("参会方式", "choice", choices=[one for one in Presence.choices if one[0] != Presence.LEAVE]),
        "name": needed("姓名", "text", length=60),
    },
)
def check_in(meeting: Meeting, step: Step, *, unit_id: str, presence: str, name: str) -> None:
    """Somebody came for a unit."""
    _record(meeting, step, unit_id, presence, name)
    step.detail = {"unit": dict(members(meeting))[unit_id]}


@FLOW.step(
    "sheet",
    "录入纸质签到表",
    sources=(S.NOTIFIED,),
    may=OFFICE,
    guards=(_has_come,),
    evidence="required",
    asks={
        "unit_ids": needed("到会单位", "many", choices=members),
        "names": offered("签名", rows=4, hint="一行一人：单位，姓名；与回执一致的不用写"),
    },
)
def enter_sheet(meeting: Meeting, step: Step, *, unit_ids: list[str], names: str) -> None:
    """The sheet that went round, photographed; who signed for a unit is who was announced where nobody else is written. Who signed in
    at the door stays as recorded there."""
    units_by_name = {name: code for code, name in members(meeting)}
    written = {}
    for line in filter(str.strip, names.splitlines()):
        unit, _, person = line.replace(",", "，").partition("，")
        if unit.strip() not in units_by_name or not person.strip():
            raise Refused(
                "签名写法不对", column="签名", value=line, remedy="请写成“单位，姓名”，单位须是会议的成员单位"
            )
        written[units_by_name[unit.strip()]] = person.strip()
    planned = {str(row.unit_id): row for row in meeting.attendance.filter(is_planned=True)}
    for unit_id in unit_ids:
        row = planned.get(unit_id)
        name = written.get(unit_id) or (row.name if row else "") or f"{dict(members(meeting))[unit_id]}代表"
        is_same = row is not None and row.presence != Presence.LEAVE and row.name == name
        if not meeting.attendance.filter(is_planned=False, unit_id=int(unit_id)).exists():
            _record(meeting, step, unit_id, row.presence if row and is_same else Presence.SUBSTITUTE, name)
    step.detail = {"present": len(unit_ids)}


def _record(meeting: Meeting, step: Step, unit_id: str, presence: str, name: str, *, planned: bool = False) -> None:
    if presence != Presence.LEAVE and not name:
        raise Refused("没有填写参会人", column="参会人", remedy="请填写姓名")
    about: dict[str, Any] = {"meeting": meeting, "unit_id": int(unit_id), "is_planned": planned}
    if not planned and Attendance.objects.filter(**about).exists():
        raise Conflict("这个单位已经签到", remedy="签错的请告诉会务人员")
    told: dict[str, Any] = {"presence": presence, "name": name, "recorded_at": step.at, "recorded_by": step.by}
    Attendance.objects.update_or_create(**about, defaults=told)


def present(meeting: Meeting) -> list[Attendance]:
    """Who came, a line a unit."""
    return list(meeting.attendance.filter(is_planned=False).exclude(presence=Presence.LEAVE).select_related("unit"))


def _quorate(meeting: Meeting, _today: date) -> Decision:
    percent = int(practice(meeting.matter.division_code)["quorum_percent"])
    called, came = len(members(meeting)), len(present(meeting))
    if percent and came * 100 < percent * called:
        return deny(f"应到 {called} 个单位，实到 {came} 个，不足 {percent}%，只能通报情况，不能议定。")
    return allow()


@FLOW.step(
    "hold",
    "会议已召开",
    sources=(S.NOTIFIED,),
    target=S.HELD,
    may=OFFICE,
    owed=True,
    guards=(_has_come, _quorate),
    stops="meeting",
    asks={"reason": offered("情况说明")},
)
def hold_meeting(meeting: Meeting, step: Step, *, reason: str) -> None:
    """It took place; the door closes, who did not come was on leave or absent."""
    for guest in units.parts(meeting, DOOR):
        invitations.end(guest, step.at)
    for row in meeting.attendance.filter(is_planned=True, presence=Presence.LEAVE):
        if not meeting.attendance.filter(is_planned=False, unit=row.unit_id).exists():
            _record(meeting, step, str(row.unit_id), Presence.LEAVE, row.name)
    step.detail = {"called": len(members(meeting)), "present": len(present(meeting))}


@FLOW.step(
    "minutes",
    "起草纪要",
    sources=(S.HELD, S.MINUTED),
    target=S.MINUTED,
    may=OFFICE,
    owed=True,
    evidence="offered",
    asks={"text": deciding.TEXT},
    words="议定事项逐条编号，写明牵头单位和期限；“会议指出”“会议要求”不作为议定事项。",
)
def draft_minutes(meeting: Meeting, step: Step, *, text: str) -> None:
    """The text, with the paragraphs that decide marked in it; those of an earlier draft that are gone are left out."""
    meeting.minutes_text = deciding.text_of(step, text)
    gone = [row.pk for row in deciding.waiting(meeting) if row.text not in meeting.minutes_text]
    for row in deciding.waiting(meeting).filter(pk__in=gone):
        row.dropped_reason = "改稿后不再列入"
        row.save(update_fields=["dropped_reason"])
    found, doubtful = deciding.mark(meeting.matter, meeting.minutes_text, meeting.meeting_date)
    step.detail = {"decisions": found, "doubtful": doubtful, "left_out": len(gone)}


@FLOW.step(
    "circulate",
    "送会签",
    sources=(S.MINUTED,),
    target=S.SIGNING,
    may=OFFICE,
    tell="member",
    asks={"reason": offered("说明")},
)
def circulate_minutes(meeting: Meeting, step: Step, *, reason: str) -> str:
    """Every unit that was called is asked to sign the draft."""
    units.begin_again(meeting, "asked", "member", signed=False)
    return reason or "纪要送会签，请核对本单位事项。"


@FLOW.step(
    "sign",
    "会签",
    sources=(S.SIGNING,),
    target=S.SIGNED,
    may=MEMBER,
    owed=True,
    part="member",
    part_from="asked",
    part_to="signed",
    asks={"reason": offered("意见")},
)
def sign_minutes(meeting: Meeting, step: Step, *, reason: str) -> None:
    """The unit agrees; with the last one the minutes can be issued."""


@FLOW.step(
    "object",
    "提出修改意见",
    sources=(S.SIGNING,),
    target=S.MINUTED,
    may=MEMBER | OFFICE,
    tell="office",
    asks={"reason": needed("修改意见")},
)
def object_to_minutes(meeting: Meeting, step: Step, *, reason: str) -> None:
    """The draft goes back."""


def _nothing_doubtful_unread(meeting: Meeting, _today: date) -> Decision:
    return allow() if meeting.minutes_text else deny("还没有纪要正文。")


@FLOW.step(
    "issue",
    "签发印发",
    sources=(S.MINUTED, S.SIGNED),
    target=S.ISSUED,
    may=role("office", "leader") & by_person,
    owed=True,
    other_than={"minutes": "纪要由您本人起草，须由另一人签发。"},
    guards=(_nothing_doubtful_unread,),
    numbers=True,
    freezes=True,
    tell="member",
    asks={"reason": offered("签发意见")},
    words="签发后正文、到会情况和议定事项固定，改动须另出纪要。",
)
def issue_minutes(meeting: Meeting, step: Step, *, reason: str) -> str:
    """A second person issues them; from now on they stand as they are."""
    return "纪要已印发，请按议定事项落实。"


settle_decision, drop_decision, hand_out = deciding.decisions(
    FLOW, during=(*DRAFTING, S.ISSUED), basis=lambda meeting: f"{meeting}纪要{meeting.matter.number}"
)


@FLOW.step("carried_out", "议定事项全部办结", sources=(S.ISSUED,), target=S.CARRIED_OUT, follows=every_closed)
def carried_out(meeting: Meeting, step: Step) -> None:
    """Every order below has ended."""


def _no_order(meeting: Meeting, today: date) -> Decision:
    if meeting.matter.children.filter(closed_date__isnull=True).exists():
        return deny("议定事项还在落实，全部办结后自动结束。")
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
