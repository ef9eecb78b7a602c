"""Who comes and who came: the reply, the door, the sheet, and that the meeting was held."""

from datetime import date
from typing import Any

from qiangxian.contexts.matters import invitations, units
from qiangxian.contexts.matters.flow import Step
from qiangxian.kernel.asking import needed, offered
from qiangxian.kernel.decision import Decision, allow, deny
from qiangxian.kernel.errors import Conflict, Refused

from .meeting_flow import DOOR, FLOW, GUEST, MEMBER, OFFICE, S, members
from .models import Attendance, Meeting
from .rules import practice
from .types import Attending


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
        "presence": needed("参会方式", "choice", choices=Attending.choices),
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
        "presence": needed(
            "参会方式", "choice", choices=[one for one in Attending.choices if one[0] != Attending.LEAVE]
        ),
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
    names_by_unit = dict(members(meeting))
    units_by_name = {name: code for code, name in names_by_unit.items()}
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
        name = written.get(unit_id) or (row.name if row else "") or f"{names_by_unit[unit_id]}代表"
        is_same = row is not None and row.presence != Attending.LEAVE and row.name == name
        if not meeting.attendance.filter(is_planned=False, unit_id=int(unit_id)).exists():
            _record(meeting, step, unit_id, row.presence if row and is_same else Attending.SUBSTITUTE, name)
    step.detail = {"present": len(unit_ids)}


def _record(meeting: Meeting, step: Step, unit_id: str, presence: str, name: str, *, planned: bool = False) -> None:
    if presence != Attending.LEAVE and not name:
        raise Refused("没有填写参会人", column="参会人", remedy="请填写姓名")
    about: dict[str, Any] = {"meeting": meeting, "unit_id": int(unit_id), "is_planned": planned}
    if not planned and Attendance.objects.filter(**about).exists():
        raise Conflict("这个单位已经签到", remedy="签错的请告诉会务人员")
    told: dict[str, Any] = {"presence": presence, "name": name, "recorded_at": step.at, "recorded_by": step.by}
    Attendance.objects.update_or_create(**about, defaults=told)


def present(meeting: Meeting) -> list[Attendance]:
    """Who came, a line a unit."""
    return list(meeting.attendance.filter(is_planned=False).exclude(presence=Attending.LEAVE).select_related("unit"))


def _quorate(meeting: Meeting, _today: date) -> Decision:
    percent = int(practice(meeting.matter.division_code)["quorum_percent"])
    called, came = len(members(meeting)), len(present(meeting))
    if percent and came * 100 < percent * called:
        return deny(f"应到 {called} 个单位，实到 {came} 个，不足 {percent}%，不能议定；请改为通报情况，或另行召开。")
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
    for row in meeting.attendance.filter(is_planned=True, presence=Attending.LEAVE):
        if not meeting.attendance.filter(is_planned=False, unit=row.unit_id).exists():
            _record(meeting, step, str(row.unit_id), Attending.LEAVE, row.name)
    step.detail = {"called": len(members(meeting)), "present": len(present(meeting))}
