"""Meetings on the desk: lists, the papers of a meeting, the door with its code, what the pages show besides every matter."""

import base64
import io
from collections.abc import Mapping
from typing import Any

import qrcode
import qrcode.image.svg
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qiangxian.contexts.audit.actions import ACTIONS
from qiangxian.contexts.matters import readers as matters
from qiangxian.contexts.meetings import bodies as body_steps
from qiangxian.contexts.meetings import incoming as paper_steps
from qiangxian.contexts.meetings import lists as meeting_lists
from qiangxian.contexts.meetings import papers, readers
from qiangxian.contexts.meetings.deciding import OFFICE
from qiangxian.contexts.meetings.meeting_flow import FLOW, members
from qiangxian.contexts.meetings.types import MeetingState
from qiangxian.kernel.errors import NotFound
from qiangxian.kernel.roles import staff
from qiangxian.web.components.papers import sent
from qiangxian.web.desk.places import place
from qiangxian.web.lists.views import answer
from qiangxian.web.matters import pages
from qiangxian.web.matters.lists import of_flow
from qiangxian.web.matters.pages import BLOCKS, Blocks
from qiangxian.web.request import Request

MEETINGS = of_flow(FLOW, empty="由办公室筹备会议，成员单位报送议题；先登记领导小组或联席会议。")
INCOMING = of_flow(paper_steps.FLOW, empty="登记批示、上级来文和会议纪要，分给承办单位办理并回复。")
BODIES = of_flow(body_steps.FLOW, empty="登记领导小组、联席会议和成员名单；成员以文件为准调整。")


def _page(request: Request, declared: Any, tab: str, **more: Any) -> HttpResponseBase:
    staff.anywhere(request.actor).demand()
    context = {"tab": tab, "may_write": OFFICE.anywhere(request.actor), **more}
    return answer(request, declared, place, template="desk/meetings/list.html", context=context)


@require_http_methods(["GET", "HEAD", "POST"])
def meetings(request: Request) -> HttpResponseBase:
    """Every meeting."""
    return _page(request, MEETINGS, "meetings", opens=("meeting", "call", "筹备会议"))


@require_http_methods(["GET", "HEAD", "POST"])
def incoming(request: Request) -> HttpResponseBase:
    """Every paper and instruction received."""
    return _page(request, INCOMING, "incoming", opens=("incoming", "register", "登记收文"))


@require_http_methods(["GET", "HEAD", "POST"])
def bodies(request: Request) -> HttpResponseBase:
    """The bodies that meet."""
    return _page(request, BODIES, "bodies", opens=("body", "set_up", "登记议事机构"))


@require_http_methods(["GET", "HEAD", "POST"])
def decisions(request: Request) -> HttpResponseBase:
    """What was decided, and how far it is."""
    return _page(request, meeting_lists.DECISIONS, "decisions")


def _meeting(request: Request, matter_id: int) -> Any:
    staff.anywhere(request.actor).demand()
    found = matters.matter(request.actor, matter_id)
    if found.flow != FLOW.code:
        raise NotFound("没有这次会议", remedy="请回到会议列表重新选择")
    return FLOW.own(found)


@require_safe
def meeting_paper(request: Request, matter_id: int, name: str) -> HttpResponse:
    """A paper of the meeting as a Word file, or as PDF (`?form=pdf`)."""
    meeting = _meeting(request, matter_id)
    if name not in papers.PAPERS:
        raise NotFound("没有这种会议材料", remedy="请从会议页面下载")
    title, content = papers.paper(meeting, name, timezone.localdate())
    return sent(title, content, request.GET.get("form", "docx"), meeting.matter.division_code)


@never_cache
@require_POST
def meeting_door(request: Request, matter_id: int) -> HttpResponse:
    """A fresh link with its code, shown this once: to be thrown on the wall or printed."""
    meeting = _meeting(request, matter_id)
    act = ACTIONS[FLOW.steps["open_door"].action].function
    link, code = act(actor=request.actor, at=timezone.now(), matter_id=meeting.pk).result.door
    url = request.build_absolute_uri(reverse("portal:guest", args=[link]))
    drawn = io.BytesIO()
    qrcode.make(url, image_factory=qrcode.image.svg.SvgPathImage, box_size=14).save(drawn)
    picture = "data:image/svg+xml;base64," + base64.b64encode(drawn.getvalue()).decode()
    context = {"meeting": meeting, "url": url, "code": code, "picture": picture}
    return render(request, "desk/meetings/meeting_door.html", context)


def _decided(request: Request, own: Any) -> dict[str, Any]:
    rows = [
        (row, readers.state_words(row), ",".join(str(unit.pk) for unit in row.helping.all()))
        for row in readers.decided(own.matter)
    ]
    return {"decided": rows, "may_write": OFFICE.decide(request.actor, own.matter)}


def _meeting_page(request: Request, meeting: Any) -> Mapping[str, Any]:
    """The agenda, who comes and came, what was decided, what became of earlier decisions."""
    planned = {row.unit_id: row for row in meeting.attendance.filter(is_planned=True)}
    came = {row.unit_id: row for row in meeting.attendance.filter(is_planned=False)}
    called = [(label, planned.get(int(code)), came.get(int(code))) for code, label in members(meeting)]
    kit = [(name, label) for name, (label, _) in papers.PAPERS.items() if name != "minutes" or meeting.minutes_text]
    earlier = [(row, readers.state_words(row)) for row in readers.earlier(meeting)]
    return {
        "meeting": meeting,
        "called": called,
        "present": len(readers.present(meeting)),
        "kit": kit,
        "earlier": earlier,
        "topics": meeting.topics.select_related("unit"),
        "may_open": OFFICE.decide(request.actor, meeting.matter) and meeting.matter.state == MeetingState.NOTIFIED,
        **_decided(request, meeting),
    }


def _body_page(request: Request, body: Any) -> Mapping[str, Any]:
    """Who sits on the day the page is asked for, and who sat before."""
    on = request.as_of.effective
    now = list(readers.seated(body, on).select_related("unit"))
    before = [seat for seat in body.seats.select_related("unit") if seat.valid_to and seat.valid_to <= on]
    return {"body": body, "now": now, "before": before, "on": on}


def _waiting(request: Request) -> list[tuple[str, int, str]]:
    """Decisions nobody was handed yet, for the office."""
    if not request.actor.has("office"):
        return []
    return [("议定事项待转办", meeting_lists.waiting(request.actor), reverse("desk:decisions"))]


pages.COUNTS.append(_waiting)
BLOCKS[FLOW.code] = Blocks(
    facts="desk/meetings/_meeting_facts.html",
    body="desk/meetings/_meeting.html",
    context=_meeting_page,
    back="desk:meetings",
)
BLOCKS[paper_steps.FLOW.code] = Blocks(
    facts="desk/meetings/_paper_facts.html",
    body="desk/meetings/_paper.html",
    context=lambda request, paper: {"paper": paper, **_decided(request, paper)},
    back="desk:incoming",
)
BLOCKS[body_steps.FLOW.code] = Blocks(
    facts="desk/meetings/_body_facts.html", body="desk/meetings/_body.html", context=_body_page, back="desk:bodies"
)
