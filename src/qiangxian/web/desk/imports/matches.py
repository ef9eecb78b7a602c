"""The queue of printed holder names that no rule could place."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from qiangxian.contexts.registers.intake.actions.matches import accept_matches, decide_match, undo_match, undo_matches
from qiangxian.contexts.registers.intake.lists import decision_list, name_list
from qiangxian.kernel.errors import Refused
from qiangxian.web.lists.views import answer
from qiangxian.web.request import Request

from ..places import place
from .views import home_division


@require_http_methods(["GET", "HEAD", "POST"])
def import_matches(request: Request) -> HttpResponseBase:
    """Names with their candidates; decide one or several."""
    division = home_division(request)
    if request.method == "POST" and "list" not in request.POST:
        _accept(request, division) if request.POST.get("step") == "accept" else _decide(request, division)
        return redirect(request.get_full_path())
    context = {"drawn": {"candidates": "desk/imports/_candidates.html", "name": "desk/imports/_name.html"}}
    return answer(request, name_list(division), place, template="desk/imports/import_matches.html", context=context)


@require_http_methods(["GET", "HEAD", "POST"])
def import_decisions(request: Request) -> HttpResponseBase:
    """What was decided; a decision is taken back."""
    division = home_division(request)
    if request.POST.get("step") == "undo":
        _undo(request, division)
        return redirect(request.get_full_path())
    context = {"drawn": {"undo": "desk/imports/_undo.html"}}
    declared = decision_list(division)
    return answer(request, declared, place, template="desk/imports/import_decisions.html", context=context)


def _decide(request: Request, division: str) -> None:
    """`choice` is `enterprise:ID`, `person`, `outside` or `new` (with a code); for one name or for those ticked."""
    names = request.POST.getlist("name")
    choice, _, chosen = request.POST.get("choice", "").partition(":")
    if choice not in ("enterprise", "person", "outside", "new"):
        raise Refused("没有选择认定结果", remedy="请选择候选企业、自然人、县外主体或新企业")
    receipt = decide_match(
        actor=request.actor,
        at=timezone.now(),
        division_code=division,
        names=names,
        verdict="matched" if choice in ("enterprise", "new") else choice,
        enterprise_id=int(chosen) if chosen.isdecimal() else None,
        new_uscc=_code(request) if choice == "new" else "",
        reason=request.POST.get("reason", ""),
    )
    messages.success(request, f"已认定 {len(names)} 个名称，涉及 {receipt.result} 条登记。")


def _accept(request: Request, division: str) -> None:
    """Each ticked name becomes the first of the enterprises shown beside it; `top` carries `ID|name` of each."""
    ticked, shown = set(request.POST.getlist("name")), []
    for text in request.POST.getlist("top"):
        key, _, name = text.partition("|")
        if name in ticked and key.isdecimal():
            shown.append((name, int(key)))
    receipt = accept_matches(actor=request.actor, at=timezone.now(), division_code=division, chosen=shown)
    left = len(ticked) - len(shown)
    words = f"；另有 {left} 个名称没有候选企业，未改动" if left else ""
    messages.success(request, f"已采纳 {len(shown)} 个名称的首选企业，涉及 {receipt.result} 条登记{words}。")


def _code(request: Request) -> str:
    code = request.POST.get("uscc", "").strip()
    if not code:
        raise Refused("新企业没有统一社会信用代码", remedy="请填写 18 位统一社会信用代码")
    return code


def _undo(request: Request, division: str) -> None:
    asked: dict[str, Any] = {"actor": request.actor, "at": timezone.now(), "division_code": division}
    reason, bulk = request.POST.get("reason", ""), request.POST.get("bulk", "")
    if bulk:
        receipt = undo_matches(**asked, bulk=bulk, reason=reason)
    else:
        chosen = request.POST.get("decision", "")
        receipt = undo_match(**asked, decision_id=int(chosen) if chosen.isdecimal() else 0, reason=reason)
    messages.success(request, f"认定已撤销，{receipt.result} 条登记按规则重新匹配。")
