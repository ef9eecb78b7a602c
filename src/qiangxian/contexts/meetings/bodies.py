"""领导小组、联席会议: set up by a document, members changed by documents, dissolved by one. A person's seat has days; the unit keeps it."""

import re
from datetime import date
from typing import Any

from qiangxian.contexts.matters import units
from qiangxian.contexts.matters.flow import Flow, Matter, Step
from qiangxian.kernel.asking import needed, offered
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.roles import role, staff

from .models import Body, Seat
from .naming import unit_names
from .types import BodyKind, BodyState, SeatRole

FLOW = Flow(
    "body",
    "领导小组和联席会议",
    "meetings.Body",
    BodyState,
    sees=staff,
    ended={BodyState.DISSOLVED},
    tones={BodyState.STANDING: "green"},
    title=lambda body: body.name,
)
OFFICE = role("office")
SEPARATOR = re.compile(r"[\t，,]")
ROLE_WORDS = {
    **dict.fromkeys(("召集人", "组长"), SeatRole.CONVENER),
    **dict.fromkeys(("副召集人", "副组长"), SeatRole.DEPUTY),
    **dict.fromkeys(("成员", ""), SeatRole.MEMBER),
    "办公室主任": SeatRole.OFFICE,
    "联络员": SeatRole.LIAISON,
}
NUMBER = needed("文号", "document_number", length=60, hint="成立、调整或撤销的文件")
MEMBERS = needed(
    "成员名单",
    rows=10,
    length=20_000,
    hint="一行一人：单位，姓名，职务，角色（组长、副组长、成员、联络员、办公室主任）",
)
FROM = needed("自", "day", hint="文件载明的日期")


@FLOW.step(
    "set_up",
    "登记议事机构",
    target=BodyState.STANDING,
    may=OFFICE,
    evidence="offered",
    asks={
        "name": needed("名称", "text", length=120),
        "kind": needed("类别", "choice", choices=BodyKind.choices),
        "office_unit_id": offered("办公室设在", "choice", choices=units.choices),
        "document_number": NUMBER,
        "valid_from": FROM,
        "members": MEMBERS,
    },
)
def set_up_body(matter: Matter, step: Step, *, members: str, office_unit_id: str, **told: Any) -> Body:
    """The body with its first members."""
    matter.title, matter.is_demo = told["name"], step.actor.demo
    matter.save()
    body = Body.objects.create(matter=matter, office_unit_id=office_unit_id or None, **told)
    _seat(body, members, told["document_number"], told["valid_from"])
    return body


@FLOW.step(
    "adjust",
    "调整成员",
    sources=(BodyState.STANDING,),
    may=OFFICE,
    evidence="offered",
    asks={
        "document_number": NUMBER,
        "valid_from": FROM,
        "members": offered("新任成员", rows=6, length=20_000, hint=MEMBERS.hint + "；同一单位同一角色由新任接替"),
        "leaving": offered("免去", "many", choices=lambda body: [(str(one.pk), str(one)) for one in seated(body)]),
    },
)
def adjust_members(body: Body, step: Step, *, document_number: str, valid_from: date, **told: Any) -> None:
    """By a document: who comes takes the seat of who left; the others stay."""
    if not told["members"].strip() and not told["leaving"]:
        raise Refused("没有写明调整什么", column="新任成员", remedy="请填写新任成员或选择免去的成员")
    for seat in seated(body).filter(pk__in=told["leaving"]):
        _end(seat, document_number, valid_from)
    if told["members"].strip():
        _seat(body, told["members"], document_number, valid_from)
    step.detail = {"document": document_number, "from": valid_from.isoformat(), "left": len(told["leaving"])}


@FLOW.step(
    "dissolve",
    "撤销",
    sources=(BodyState.STANDING,),
    target=BodyState.DISSOLVED,
    may=OFFICE,
    asks={"document_number": NUMBER, "day": needed("撤销日", "day"), "reason": offered("说明")},
)
def dissolve_body(body: Body, step: Step, *, document_number: str, day: date, reason: str) -> None:
    """It ends with its seats; what it decided stays."""
    if day < body.valid_from:
        raise Refused("撤销日在成立以前", column="撤销日", value=day, remedy=f"成立于 {body.valid_from}")
    for seat in seated(body):
        _end(seat, document_number, day)
    body.valid_to = day
    step.detail = {"document": document_number}


def seated(body: Body, on: date | None = None) -> Any:
    """Who sits now, or sat on a day."""
    if on is None:
        return body.seats.filter(valid_to__isnull=True)
    ended = body.seats.filter(valid_to__lte=on)
    return body.seats.filter(valid_from__lte=on).exclude(pk__in=ended.values("pk"))


def _end(seat: Seat, document_number: str, day: date) -> None:
    if day < seat.valid_from:
        raise Refused(f"{seat.person_name} 自 {seat.valid_from} 任职", column="自", value=day, remedy="请核对文件日期")
    seat.valid_to, seat.ended_by = day, document_number
    seat.save(update_fields=["valid_to", "ended_by"])


def _seat(body: Body, members: str, document_number: str, day: date) -> None:
    names = unit_names(body.matter.division_code)
    for number, line in enumerate(members.splitlines(), start=1):
        if not line.strip():
            continue
        parts = [part.strip() for part in SEPARATOR.split(line)]
        unit, person, post, said = (*parts, "", "", "")[:4]
        if not person or said not in ROLE_WORDS:
            remedy = "请写成“单位，姓名，职务，角色”，角色为" + "、".join(filter(None, ROLE_WORDS))
            raise Refused(f"成员名单第 {number} 行看不懂", column="成员名单", value=line, remedy=remedy)
        if unit and unit not in names:
            remedy = "请按单位名录填写；没有所在单位的留空（行首写逗号）"
            raise Refused(f"成员名单第 {number} 行的单位不在名录中", column="成员名单", value=unit, remedy=remedy)
        about = {"unit_id": names.get(unit), "role": ROLE_WORDS[said]}
        for seat in seated(body).filter(**about, unit_id__isnull=False):
            _end(seat, document_number, day)
        body.seats.create(**about, person_name=person, post=post, document_number=document_number, valid_from=day)
