"""The library on the desk: the list, the ladder, the “zero” list, and what the page of a file shows besides every matter."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qiangxian.contexts.cultivation import actions, readers
from qiangxian.contexts.cultivation.actions.grades import MAY_COMPUTE
from qiangxian.contexts.cultivation.flow import APPLICANT, FLOW, GUIDE, OFFICE, READING
from qiangxian.contexts.cultivation.types import ConditionOutcome, FileState, Grade
from qiangxian.contexts.lists.types import Viewer
from qiangxian.kernel.errors import DomainError
from qiangxian.kernel.personal import masked_name, masked_phone
from qiangxian.kernel.roles import STAFF
from qiangxian.web.desk.places import place
from qiangxian.web.lists.views import answer
from qiangxian.web.matters.pages import BLOCKS, Blocks
from qiangxian.web.request import Request

OUTCOME_TONES = {"met": "green", "not_met": "red", "unknown": "none", "manual_review": "yellow"}


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
        "waiting": readers.waiting(Viewer(request.actor, request.as_of)),
        "may_recommend": request.actor.has("office") and APPLICANT.anywhere(request.actor),
        "may_compute": MAY_COMPUTE.anywhere(request.actor),
        "tab": "list",
    }
    return answer(request, readers.MEMBERS, place, template="desk/cultivation/cultivation.html", context=context)


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
        done = actions.compute_grades(actor=request.actor, at=timezone.now(), division_code=code, day=today).result
    except DomainError as error:
        messages.error(request, str(error))
    else:
        words = f"已计算 {done['members']} 家，其中 {done['to_confirm']} 家与现等级不同或尚未定级，待确认。"
        messages.success(request, words)
    return redirect("desk:cultivation")


@require_http_methods(["GET", "HEAD", "POST"])
def ladder(request: Request) -> HttpResponseBase:
    """How many stand on each rung, who moved, who is near the next and what is missing."""
    view = readers.ladder(request.actor, must_read(request), request.as_of)
    context = {"ladder": view, "tab": "ladder"}
    return answer(request, readers.near_list(view), place, template="desk/cultivation/ladder.html", context=context)


@require_http_methods(["GET", "HEAD", "POST"])
def zero_list(request: Request) -> HttpResponseBase:
    """Above-scale enterprises without any right, or without an invention."""
    must_read(request)
    context = {
        "tab": "zero",
        "may_recommend": request.actor.has("office"),
        "drawn": {"file": "desk/cultivation/_zero_file.html"},
    }
    return answer(request, readers.ZERO, place, template="desk/cultivation/zero_list.html", context=context)


@require_safe
def trusteeships(request: Request) -> HttpResponse:
    """The contracts stand in their register."""
    must_read(request)
    return redirect("desk:register", "trusteeships")


@require_safe
def non_normal(request: Request) -> HttpResponse:
    """The non-normal filings stand in their register."""
    must_read(request)
    return redirect("desk:register", "non-normal")


def _file(request: Request, file: Any) -> Mapping[str, Any]:
    """What the blocks of a file show; an enterprise sees its own contact, not who else it may be linked with."""
    page = readers.member_page(request.actor, file, request.as_of)
    is_own = request.actor.has("enterprise")
    contact = (file.contact_name, file.contact_phone)
    return {
        "file": page,
        "member": file,
        "is_own": is_own,
        "contact": contact if is_own else (masked_name(contact[0]), masked_phone(contact[1])),
        "township": readers.place_name(page.enterprise.township_code if page.enterprise else ""),
        "guidance": readers.guidance(file.division_code),
        "exit_reasons": readers.exit_reasons(file.division_code),
        "may_handle": OFFICE.decide(request.actor, file.matter),
        "may_guide": GUIDE.decide(request.actor, file.matter),
        "outcome_tones": OUTCOME_TONES,
        "outcome_words": dict(ConditionOutcome.choices),
    }


BLOCKS[FLOW.code] = Blocks(
    facts="desk/cultivation/_facts.html", body="desk/cultivation/_body.html", context=_file, back="desk:cultivation"
)
