"""The library on the desk: the list, the ladder, the “zero” list, and what the page of a file shows besides every matter."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qiangxian.contexts.cultivation import page, readers
from qiangxian.contexts.cultivation.actions.grades import MAY_COMPUTE, compute_grades
from qiangxian.contexts.cultivation.flow import APPLICANT, FLOW, READING
from qiangxian.contexts.cultivation.ladder import ladder as ladder_of
from qiangxian.contexts.cultivation.ladder import near_list
from qiangxian.contexts.cultivation.lists import MEMBERS, waiting
from qiangxian.contexts.cultivation.types import FileState, Grade
from qiangxian.contexts.cultivation.zero_lists import ZERO
from qiangxian.contexts.lists.types import Viewer
from qiangxian.kernel.errors import DomainError
from qiangxian.kernel.roles import STAFF
from qiangxian.web.desk.places import place
from qiangxian.web.lists.views import answer
from qiangxian.web.matters.pages import BLOCKS, Blocks
from qiangxian.web.request import Request


def must_read(request: Request) -> str:
    """Staff of a county only, an enterprise has its own page; returns the county."""
    READING.anywhere(request.actor).demand("企业用户请从“我的企业”查看本企业的档案")
    return min(request.actor.divisions(*STAFF))


@require_http_methods(["GET", "HEAD", "POST"])
def cultivation(request: Request) -> HttpResponseBase:
    """The list, how many stand where, and what waits for somebody."""
    must_read(request)
    states, grades = readers.numbers(request.actor)
    context = {
        "states": [(code, label, states[code]) for code, label in FileState.choices],
        "grades": [*((code, label, grades[code]) for code, label in Grade.choices), ("none", "未定级", grades[""])],
        "active": states["member"] + states["exiting"],
        "waiting": waiting(Viewer(request.actor, request.as_of)),
        "may_recommend": request.actor.has("office") and APPLICANT.anywhere(request.actor),
        "may_compute": MAY_COMPUTE.anywhere(request.actor),
        "tab": "list",
    }
    return answer(request, MEMBERS, place, template="desk/cultivation/cultivation.html", context=context)


@require_safe
def member(request: Request, membership_id: int) -> HttpResponse:
    """The page of a file under its older address."""
    must_read(request)
    return redirect("desk:matter", readers.membership(request.actor, membership_id).matter_id)


@require_POST
def grades_compute(request: Request) -> HttpResponse:
    """Have all grades computed now; what differs waits for a person."""
    code, today = must_read(request), timezone.localdate()
    try:
        done = compute_grades(actor=request.actor, at=timezone.now(), division_code=code, day=today).result
    except DomainError as error:
        messages.error(request, str(error))
    else:
        words = f"已计算 {done['members']} 家，其中 {done['to_confirm']} 家与现等级不同或尚未定级，待确认。"
        messages.success(request, words)
    return redirect("desk:cultivation")


@require_http_methods(["GET", "HEAD", "POST"])
def ladder(request: Request) -> HttpResponseBase:
    """How many stand on each rung, who moved, who is near the next and what is missing."""
    rungs, near, moves = ladder_of(request.actor, must_read(request), request.as_of)
    context = {"rungs": rungs, "moves": moves, "place": place, "tab": "ladder"}
    return answer(request, near_list(near), place, template="desk/cultivation/ladder.html", context=context)


@require_http_methods(["GET", "HEAD", "POST"])
def zero_list(request: Request) -> HttpResponseBase:
    """Above-scale enterprises without any right, or without an invention."""
    must_read(request)
    drawn = {"file": "desk/cultivation/_zero_file.html"}
    context = {"tab": "zero", "may_recommend": request.actor.has("office"), "drawn": drawn}
    return answer(request, ZERO, place, template="desk/cultivation/zero_list.html", context=context)


BLOCKS[FLOW.code] = Blocks(facts_of=page.facts, sections=page.sections, place=place, back="desk:cultivation")
