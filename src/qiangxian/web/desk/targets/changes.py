"""Changes the office makes to a target: choices with a reason, proofs. Each request runs one action."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from qiangxian.contexts.programmes import policies, readers
from qiangxian.contexts.programmes.actions import proofs, settings
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import DomainError, NotFound
from qiangxian.web.components.templatetags.qiangxian import to
from qiangxian.web.request import Request

from ..plan import corrections
from . import forms as forms_of
from . import pages
from .forms import ProofForm, Reasoned, change_forms
from .views import show

ACTIONS: dict[str, Callable[..., Any]] = {
    "baseline": settings.set_baseline,
    "start": settings.set_start,
    "due": settings.set_due,
    "indicator": settings.choose_indicator,
}
VALUES = ("value", "start", "due", "indicator")


def _back(request: Request, programme_id: int, code: str) -> HttpResponse:
    return redirect(to({"request": request}, "desk:target", programme_id, code))


@require_POST
def target_change(request: Request, programme_id: int, code: str) -> HttpResponse:
    """One choice about a numeric target, with its reason: what it would change first, then the change; a refusal stands
    beside the field."""
    programme = readers.programme(request.actor, programme_id)
    standing = readers.target_on(programme, code, request.as_of, request.actor)
    chosen = request.POST.get("change", "")
    forms = change_forms(
        standing,
        pages.known_indicators(standing.as_of.effective, programme.division_code, standing.target.label),
        request.POST,
        chosen,
    )
    if chosen not in forms:
        raise NotFound("没有这项设定", remedy="请回到目标页重新选择")
    answer = _chosen(request, programme, standing, forms[chosen], chosen) if forms[chosen].is_valid() else None
    return answer or show(request, programme, code, forms=forms, opened=chosen, status=400)


def _chosen(request: Request, programme: Any, standing: Any, form: Any, chosen: str) -> HttpResponse | None:
    """The preview of a choice, or the choice made or proposed; nothing where it was refused."""
    given = form.arguments()
    setting = chosen.replace(forms_of.READING, pages.READING)
    value = next(given[name] for name in VALUES if name in given)
    try:
        policies.may_edit.decide(request.actor, {"programme_id": programme.pk}).demand("请联系领导小组办公室")
        if not request.POST.get("confirmed"):
            supposed = readers.suppose_choice(standing, setting, value)
            return _preview(request, programme, standing.code, supposed, given["reason"])
        if not readers.is_draft(programme):
            asked = {"setting": setting, "given": {"value": value}}
            return corrections.make(request, programme, f"target/{standing.code}", asked, given["reason"])
        change: Callable[..., Any] = ACTIONS.get(chosen, settings.choose_reading)
        change(actor=request.actor, at=timezone.now(), target_id=standing.target.pk, **given)
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, "已保存，改动记入下面的历史。")
    return _back(request, programme.pk, standing.code)


def _preview(request: Request, programme: Any, code: str, supposed: Any, reason: str) -> HttpResponse:
    sent = [(name, one) for name in request.POST for one in request.POST.getlist(name)]
    context = {
        "programme": programme,
        "kind": "目标",
        "key": code,
        "reason": reason,
        "back": to({"request": request}, "desk:target", programme.pk, code),
    }
    return corrections.preview(request, supposed, sent, context)


@require_POST
def proof_add(request: Request, programme_id: int, code: str) -> HttpResponse:
    """Link a record or keep a file as proof."""
    programme = readers.programme(request.actor, programme_id)
    target = readers.target_on(programme, code, request.as_of, request.actor).target
    candidates = readers.proof_candidates(target, as_of=request.as_of)
    form = ProofForm(request.POST, request.FILES, prefix="proof", candidates=candidates)
    if form.is_valid() and _added(request, form, target.pk):
        messages.success(request, "佐证已关联。")
        return _back(request, programme_id, code)
    return show(request, programme, code, proof_form=form, status=400)


def _added(request: Request, form: ProofForm, target_id: int) -> bool:
    given = form.cleaned_data
    common: dict[str, Any] = {"actor": request.actor, "at": timezone.now(), "target_id": target_id}
    common["since"] = AsOf.on(given["effective_date"])
    try:
        if given["record"]:
            row = form.candidates[given["record"]]
            proofs.link_record(**common, record_kind=row.kind, record_key=row.key)
        else:
            file = given["file"]
            proofs.attach_file(**common, file=(file.name, file.read()), label=given["label"])
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


@require_POST
def proof_withdraw(request: Request, programme_id: int, code: str, proof_id: int) -> HttpResponse:
    """Take a proof off, with the reason."""
    programme = readers.programme(request.actor, programme_id)
    form = Reasoned(request.POST, prefix=f"withdraw-{proof_id}")
    if not form.is_valid():
        return show(request, programme, code, withdraw_form=(proof_id, form), status=400)
    reason = form.cleaned_data["reason"]
    proofs.withdraw_proof(actor=request.actor, at=timezone.now(), proof_id=proof_id, reason=reason)
    messages.success(request, "佐证已撤下，不再计入；记录保留在历史里。")
    return _back(request, programme_id, code)
