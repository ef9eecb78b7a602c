"""One matter and one step of it, for staff and enterprises alike; what is open to me; what is late; evidence."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from qiangxian.contexts.audit.actions import ACTIONS
from qiangxian.contexts.matters import actions, readers
from qiangxian.contexts.matters.board import board
from qiangxian.contexts.matters.flow import FLOWS, FlowStep, flow_of, step_of
from qiangxian.contexts.matters.policies import may_enter_paper
from qiangxian.contexts.matters.taking import Signature
from qiangxian.contexts.people import readers as people
from qiangxian.kernel.errors import DomainError, NotAllowed, NotFound, Refused
from qiangxian.kernel.roles import staff
from qiangxian.web.components.files import sent_file
from qiangxian.web.lists.views import answer
from qiangxian.web.recent import opened
from qiangxian.web.request import Request

from . import lists, pages
from .forms import ReserveForm, StepForm


@require_http_methods(["GET", "HEAD", "POST"])
def todo(request: Request) -> HttpResponseBase:
    """我的待办: what I can do now, the most urgent first, and the queues that are no matters."""
    context = {"base": pages.frame(request), "counts": pages.counts(request)}
    return answer(request, lists.TODO, pages.place, template="matters/todo.html", context=context)


@require_http_methods(["GET", "HEAD", "POST"])
def matters(request: Request) -> HttpResponseBase:
    """待办和逾期: who owes what, unit by unit, then every open matter."""
    if not (decision := staff.anywhere(request.actor)):
        raise NotAllowed(decision.reason)
    lines = board(request.actor, timezone.localdate())
    flows = [one for one in FLOWS.values() if any(one.code in line.cells for line in lines)]
    table = [(line, [(one.code, *line.cells.get(one.code, (0, 0))) for one in flows]) for line in lines]
    context = {"table": table, "flows": flows}
    return answer(request, lists.ALL, pages.place, template="matters/matters.html", context=context)


@require_http_methods(["GET", "HEAD", "POST"])
def matters_offline(request: Request) -> HttpResponseBase:
    """线下签批: every step that was signed on paper, for those who check."""
    if not (decision := staff.anywhere(request.actor)):
        raise NotAllowed(decision.reason)
    return answer(request, lists.OFFLINE, pages.place, template="matters/offline.html")


@require_safe
def matter(request: Request, matter_id: int) -> HttpResponse:
    """Everything about one matter, the steps that are open first."""
    page = pages.MatterPage(request, matter_id)
    blocks = pages.BLOCKS.get(page.flow.code, pages.Blocks())
    opened(request, page.flow.label, page.matter.title)
    context = {
        "page": page,
        "blocks": blocks,
        "frame": pages.frame(request, page.flow.code),
        "remarks": page.matter.remarks.select_related("answered"),
        "sections": blocks.sections(request.actor, page.own, request.as_of),
        "facts": blocks.facts_of(request.actor, page.own, request.as_of),
        "place": pages.place if request.actor.has("enterprise") else blocks.place,
        **blocks.context(request, page.own),
    }
    return render(request, "matters/matter.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def matter_step(request: Request, matter_id: int, step: str) -> HttpResponse:
    """Ask for one step, then take it."""
    found = readers.matter(request.actor, matter_id)
    found.given = request.GET.dict()
    spec, own = step_of(found, step), flow_of(found).own(found)
    offer = readers.offer(spec, request.actor, found, own, timezone.localdate())
    form = _form(request, spec, found.division_code, own, may_enter_paper(spec, request.actor, found))
    if not offer.allowed and not form.folded and not form.is_bound:
        raise NotAllowed(offer.reason, remedy="请回到事项页面，按当前状态办理")
    if form.is_bound and form.is_valid() and _taken(request, spec, form, found.pk):
        messages.success(request, f"{spec.label}：已办理。")
        more = pages.BLOCKS.get(found.flow, pages.Blocks()).then(found, step)
        return redirect(f"{request.path}?{more}" if more else pages.address(request, found.pk))
    status = 403 if form.is_bound and form.refused else 200
    blocks = pages.BLOCKS.get(found.flow, pages.Blocks())
    context = {"spec": spec, "form": form, "matter": found, "offer": offer, "frame": pages.frame(request, found.flow)}
    context |= {"blocks": blocks, **(blocks.asked(request, own) if blocks.beside else {})}
    return render(request, "matters/step.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def matter_new(request: Request, flow_code: str, step: str) -> HttpResponse:
    """Ask for what opens a matter, then open it."""
    spec = FLOWS.named(flow_code).steps.get(step)
    if spec is None or not spec.opens or spec.hidden:
        raise NotFound("没有这个步骤", remedy="请从列表页面进入")
    code = _county(request)
    decision = spec.may.anywhere(request.actor)
    if not decision:
        raise NotAllowed(decision.reason)
    form = _form(request, spec, code, readers.to_be(code, request.GET.dict() | request.POST.dict()))
    if form.is_bound and form.is_valid():
        made = _opened(request, spec, form, code)
        if made is not None:
            messages.success(request, f"{spec.label}：已登记。")
            return redirect(pages.address(request, getattr(made, "matter_id", None) or made.pk))
    context = {"spec": spec, "form": form, "matter": None, "frame": pages.frame(request, flow_code)}
    return render(request, "matters/step.html", context)


def _county(request: Request) -> str:
    codes = sorted(request.actor.division_codes)
    if not codes:
        raise NotAllowed("账号还没有所属的县（市、区）。", remedy="请联系安全管理员授予角色")
    return codes[0]


def _form(request: Request, spec: FlowStep, division_code: str, own: Any, offline: bool = False) -> StepForm:
    signers = [(str(one.pk), str(one)) for one in people.persons_of(division_code)] if offline else []
    return StepForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        spec=spec,
        own=own,
        today=timezone.localdate(),
        given=request.GET.dict(),
        signers=signers,
        outside=request.actor.has("enterprise"),
    )


def _taken(request: Request, spec: FlowStep, form: StepForm, matter_id: int) -> bool:
    """Take the step; a refusal stands beside the form, with everything somebody wrote."""
    expected = request.POST.get("expected", "")
    if not expected:
        raise Refused("没有写明办理时的状态", column="expected", remedy="请从事项页面重新进入")
    given: dict[str, Any] = {**form.given(), "files": form.files_given(), "expected": expected}
    if form.cleaned_data.get("signer"):
        given |= _signature(form)
    try:
        ACTIONS[spec.action].function(actor=request.actor, at=timezone.now(), matter_id=matter_id, **given)
    except DomainError as error:
        form.refused = isinstance(error, NotAllowed)
        form.add_error(None, str(error))
        return False
    return True


def _signature(form: StepForm) -> dict[str, Any]:
    person = int(form.cleaned_data["signer"])
    label = form.signers[form.cleaned_data["signer"]]
    signed = Signature(person, label, form.cleaned_data["signed_post"], form.cleaned_data["signed_day"])
    return {"signature": signed, "signer_id": person}


def _opened(request: Request, spec: FlowStep, form: StepForm, division_code: str) -> Any:
    given: dict[str, Any] = {**form.given(), "files": form.files_given(), **_own_enterprise(request)}
    try:
        act = ACTIONS[spec.action].function
        return act(actor=request.actor, at=timezone.now(), division_code=division_code, **given).result
    except DomainError as error:
        form.add_error(None, str(error))
        return None


def _own_enterprise(request: Request) -> dict[str, Any]:
    """An enterprise opens matters for itself alone."""
    record = request.actor.enterprise_record_id
    return {"enterprise_id": record} if request.actor.has("enterprise") and record is not None else {}


@require_safe
def matter_file(request: Request, matter_id: int, file_id: int) -> HttpResponse:
    """A file that came with a step of a matter the actor may read."""
    found = readers.matter(request.actor, matter_id)
    stored = readers.file_of(request.actor, found, file_id)
    if stored is None:
        raise NotFound("这件事项没有这份文件", remedy="请回到事项页面")
    return sent_file(stored)


@require_http_methods(["GET", "HEAD", "POST"])
def numbers(request: Request) -> HttpResponseBase:
    """编号登记: every number given, reserved or made void."""
    staff.anywhere(request.actor).demand()
    context = {"may_reserve": actions.OFFICE.anywhere(request.actor)}
    return answer(request, lists.NUMBERS, pages.place, template="matters/numbers.html", context=context)


@require_http_methods(["GET", "POST"])
def number_reserve(request: Request) -> HttpResponse:
    """Keep the next number for a paper that is not ready yet."""
    actions.OFFICE.anywhere(request.actor).demand()
    form = ReserveForm(request.POST or None)
    if form.is_valid():
        code = min(request.actor.divisions("office"))
        try:
            made = actions.reserve_number(
                actor=request.actor, at=timezone.now(), division_code=code, **form.cleaned_data
            ).result
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"已预留 {made}。")
            return redirect("desk:numbers")
    return render(request, "matters/number_reserve.html", {"form": form})
