"""Correcting or withdrawing a part that stands: the form, what it would change, and the step that makes or proposes it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from qiangxian.contexts.audit.actions import ACTIONS
from qiangxian.contexts.documents.types import ItemKind
from qiangxian.contexts.programmes import policies, readers
from qiangxian.contexts.programmes.changing import FLOW
from qiangxian.contexts.programmes.correcting import ADDED
from qiangxian.kernel.errors import DomainError, NotAllowed, NotFound
from qiangxian.web.matters.pages import BLOCKS, Blocks
from qiangxian.web.request import Request

from ..places import place
from .forms import corrected
from .pages import inputs_of

WITHDRAW = "withdraw"


def make(request: Request, programme: Any, part: str, asked: Mapping[str, Any], reason: str) -> HttpResponse:
    """Make the change where one person may, else propose it; the page of the matter says which."""
    step = "correct" if readers.is_draft(programme) else "propose"
    act = ACTIONS[FLOW.steps[step].action].function
    given = {"part": f"{programme.pk}/{part}", "reason": reason, **asked}
    made = act(actor=request.actor, at=timezone.now(), division_code=programme.division_code, **given).result
    messages.success(request, "已更正。" if step == "correct" else "已提出更正，另一人复核后生效。")
    return redirect("desk:matter", made.matter_id)


@require_http_methods(["GET", "HEAD", "POST"])
def part_change(request: Request, programme_id: int, kind: str, key: str) -> HttpResponse:
    """The form; what it would change; the change itself."""
    programme = readers.programme(request.actor, programme_id)
    policies.may_edit.decide(request.actor, {"programme_id": programme_id}).demand("请联系领导小组办公室")
    if kind not in set(ItemKind) - {ItemKind.METADATA}:
        raise NotFound("没有这一部分", remedy="请从方案页面进入")
    inputs = inputs_of(kind, readers.part_payload(programme, kind, key))
    context: dict[str, Any] = {
        "programme": programme,
        "part": f"{kind}/{key}",
        "kind": ItemKind(kind).label,
        "key": key,
        "inputs": [(one, request.POST.get(one.name, one.value)) for one in inputs],
        "reason": request.POST.get("reason", ""),
        "back": place(request.actor, kind, f"{programme_id}/{key}") or reverse("desk:plan"),
        "withdraws": request.POST.get("step") == WITHDRAW,
        "verb": "补充" if key.startswith(ADDED) else "更正",
    }
    if request.method != "POST":
        return render(request, "desk/plan/part_change.html", context)
    given = {} if context["withdraws"] else corrected(kind, inputs, request.POST)
    try:
        if not given and not context["withdraws"]:
            return render(
                request, "desk/plan/part_change.html", {**context, "problem": "没有改动任何一项。"}, status=400
            )
        if request.POST.get("confirmed"):
            return make(request, programme, context["part"], {"given": given}, context["reason"])
        supposed = readers.suppose_correction(programme, context["part"], given, request.as_of, request.actor)
    except NotAllowed:
        raise
    except DomainError as refusal:
        return render(request, "desk/plan/part_change.html", {**context, "problem": str(refusal)}, status=400)
    return preview(request, supposed, list(request.POST.items()), context)


def preview(
    request: Request, supposed: Any, sent: Sequence[tuple[str, Any]], context: Mapping[str, Any]
) -> HttpResponse:
    """What a change would do, with everything that was typed, to be confirmed."""
    hidden = [(name, value) for name, value in sent if name not in ("csrfmiddlewaretoken", "confirmed")]
    shown = {**context, "supposed": supposed, "hidden": hidden, "sides": [supposed.now, supposed.then]}
    return render(request, "desk/plan/change_preview.html", shown)


def _shown(request: Request, correction: Any) -> Mapping[str, Any]:
    waits = correction.matter.closed_date is None
    supposed = readers.suppose_made(correction, request.as_of, request.actor) if waits else None
    sides = [supposed.now, supposed.then] if supposed else []
    fields = readers.correction_fields(correction)
    return {"correction": correction, "fields": fields, "supposed": supposed, "sides": sides}


BLOCKS[FLOW.code] = Blocks(body="desk/plan/_correction.html", context=_shown, back="desk:corrections")
