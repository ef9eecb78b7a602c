"""From a file to decided items: upload, proposals, one proposal beside its source, what an amendment changes."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qiangxian.contexts.documents import actions as documents
from qiangxian.contexts.documents import policies
from qiangxian.contexts.documents import readers as document_readers
from qiangxian.contexts.documents.types import ItemState
from qiangxian.contexts.lists.types import List
from qiangxian.contexts.programmes import actions
from qiangxian.contexts.programmes import readers as programmes
from qiangxian.engines.plandoc import read_plan
from qiangxian.kernel import division
from qiangxian.kernel.errors import DomainError, NotAllowed
from qiangxian.web.components.files import sent_file
from qiangxian.web.context import must_read_plans
from qiangxian.web.lists.views import answer
from qiangxian.web.request import Request

from ..places import place
from .forms import PlanForm, corrected
from .lists import IMPORTS, PROGRAMMES
from .pages import Card, proposal_page

if TYPE_CHECKING:
    from qiangxian.contexts.documents.models import Proposal


def _must_edit(request: Request) -> None:
    code = min(request.actor.divisions("office"), default="")
    policies.may_edit.decide(request.actor, {"division_code": code}).demand("如需导入方案，请联系领导小组办公室")


@require_http_methods(["GET", "HEAD", "POST"])
def plans(request: Request) -> HttpResponseBase:
    """Every programme of the actor's counties: which one the county works by, and what of them is public."""
    return _list(request, PROGRAMMES)


@require_http_methods(["GET", "HEAD", "POST"])
def plan_imports(request: Request) -> HttpResponseBase:
    """Every document that was taken in, and how far its reading is decided."""
    return _list(request, IMPORTS)


def _list(request: Request, declared: List) -> HttpResponseBase:
    must_read_plans(request)
    context = {"may_import": policies.may_edit.anywhere(request.actor), "tab": declared.name}
    return answer(request, declared, place, template="desk/plan/plans.html", context=context)


@require_http_methods(["GET", "HEAD", "POST"])
def plan_import(request: Request) -> HttpResponse:
    """Upload a plan for a county of one's own; the answer is the page where its reading is decided."""
    _must_edit(request)
    known = list(programmes.visible_programmes(request.actor))
    form = PlanForm(request.POST or None, request.FILES or None, actor=request.actor, programmes=known)
    if request.method == "POST" and form.is_valid():
        try:
            return _take(request, form)
        except DomainError as error:
            form.add_error("file", str(error))
    return render(request, "desk/plan/plan_import.html", {"form": form})


def _take(request: Request, form: PlanForm) -> HttpResponse:
    file, chosen = form.cleaned_data["file"], form.cleaned_data["programme"]
    receipt = actions.import_plan(
        actor=request.actor,
        at=timezone.now(),
        division_code=form.cleaned_data["division_code"],
        name=file.name,
        content=file.read(),
        amends=int(chosen) if chosen.isdecimal() else None,
    )
    proposal = receipt.result
    if (receipt.after or {})["existing"]:
        messages.info(request, "这份文件此前已经导入，下面是当时的识别结果，没有重复保存。")
    guessed = document_readers.guess_division(proposal.reading)
    if guessed and guessed != proposal.division_code:
        names = division.full_name(guessed), division.full_name(proposal.division_code)
        messages.warning(request, f"文件署名属于{names[0]}，已按您的选择作为{names[1]}的方案导入，请核对。")
    return redirect("desk:proposal", proposal.pk)


@require_POST
def plan_look(request: Request) -> HttpResponse:
    """What a chosen file says of itself, before it is taken in: title, number, county. Nothing is stored."""
    _must_edit(request)
    file = request.FILES.get("file")
    reading = read_plan(file.read()).as_json() if file else None
    guessed = document_readers.guess_division(reading) if reading and reading["kind"] == "plan" else None
    context = {
        "reading": reading,
        "guessed": guessed,
        "guessed_name": division.full_name(guessed) if guessed else "",
        "is_ours": guessed in request.actor.divisions("office"),
    }
    return render(request, "desk/plan/_look.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: Request, proposal_id: int) -> HttpResponse:
    """Source and proposal side by side; accept the rest, or write what was decided."""
    found = document_readers.proposal(request.actor, proposal_id)
    if request.method == "POST":
        return _step(request, proposal_id)
    page = proposal_page(found, document_readers.items(proposal_id))
    return render(request, "desk/plan/proposal.html", {"page": page, **_context(request, found)})


def _context(request: Request, found: "Proposal") -> dict[str, object]:
    division_code = found.division_code
    return {
        "proposal": found,
        "may": policies.may_edit.decide(request.actor, {"division_code": division_code}),
        "division_name": division.full_name(division_code),
    }


def _step(request: Request, proposal_id: int) -> HttpResponse:
    step, now = request.POST.get("step"), timezone.now()
    if step == "apply":
        programme = (applied := actions.apply_proposal(actor=request.actor, at=now, proposal_id=proposal_id)).result
        told = applied.after or {}
        messages.success(request, f"已处理 {told['written']} 项，写入《{programme.title}》。")
        target = "desk:units_match" if told["unmatched"] else "desk:plan"
        return redirect(f"{reverse(target)}?programme={programme.pk}")
    count = documents.decide_rest(actor=request.actor, at=now, proposal_id=proposal_id).result
    messages.success(request, f"已接受 {count} 项，请核对后生成任务清单。")
    return redirect("desk:proposal", proposal_id)


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_item(request: Request, proposal_id: int, item_id: int) -> HttpResponse:
    """One decision. With scripts the card and the counters are exchanged; without, the pages are shown again.

    `?edit=1` opens the correction; one that was refused stays open with what was typed."""
    found = document_readers.proposal(request.actor, proposal_id)
    problem = _decide(request, proposal_id, item_id) if request.method == "POST" else ""
    refused = bool(problem) and request.POST.get("verdict") == "correct"
    if request.method == "POST" and not request.htmx and not refused:
        if problem:
            messages.error(request, problem)
        return redirect(f"{reverse('desk:proposal', args=[proposal_id])}#item-{item_id}")
    item = document_readers.item(request.actor, proposal_id, item_id)
    shown = Card(item, typed=request.POST if refused else None)
    editing = refused or (bool(request.GET.get("edit")) and item.state == ItemState.OPEN)
    context = {"card": shown, "problem": problem, "editing": editing, **_context(request, found)}
    if not request.htmx:
        return render(request, "desk/plan/proposal_item.html", context)
    progress = document_readers.DecidingProgress(document_readers.items(proposal_id))
    return render(request, "desk/plan/_answer.html", {**context, "progress": progress, "oob": True})


def _decide(request: Request, proposal_id: int, item_id: int) -> str:
    item = document_readers.item(request.actor, proposal_id, item_id)
    verdict = request.POST.get("verdict", "")
    try:
        documents.decide_item(
            actor=request.actor,
            at=timezone.now(),
            proposal_id=proposal_id,
            item_id=item_id,
            verdict=verdict,
            values=corrected(item.kind, Card(item).inputs, request.POST) if verdict == "correct" else None,
            reason=request.POST.get("reason", ""),
            seen=request.POST.get("seen", ""),
        )
    except NotAllowed:
        raise
    except DomainError as error:
        return str(error)
    return ""


@require_safe
def plan_diff(request: Request, proposal_id: int) -> HttpResponse:
    """What an amended plan changes in the programme it amends."""
    found = document_readers.proposal(request.actor, proposal_id)
    items = document_readers.items(proposal_id)
    changes = {
        change: [Card(i) for i in items if i.change == change] for change in ("added", "changed", "gone", "same")
    }
    amended = programmes.programme(request.actor, found.programme_id) if found.programme_id else None
    compared = any(item.change for item in items)
    context = {"changes": changes, "amended": amended, "compared": compared, **_context(request, found)}
    return render(request, "desk/plan/plan_diff.html", context)


@require_safe
def plan_file(request: Request, proposal_id: int) -> HttpResponse:
    """The file as it was uploaded; always saved, never shown, so that a foreign page cannot run here."""
    return sent_file(document_readers.proposal(request.actor, proposal_id).document.file)
