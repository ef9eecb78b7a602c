"""The queue of contradictions between printed and computed status, and the decision of one."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from qiangxian.contexts.registers.records.words import state_words
from qiangxian.contexts.registers.rights.conflicts import actions, policies, readers, tasks
from qiangxian.contexts.registers.rights.conflicts.lists import CONFLICTS
from qiangxian.contexts.registers.types import ConflictState, EventType
from qiangxian.kernel.errors import DomainError, Refused
from qiangxian.web.forms import day, reason, source
from qiangxian.web.lists.views import answer
from qiangxian.web.records.places import division_of, must_read
from qiangxian.web.request import Request

from ..places import place

MOST_AT_ONCE = 2000


@require_http_methods(["GET", "HEAD", "POST"])
def status_conflicts(request: Request) -> HttpResponseBase:
    """The list, with the kinds of contradiction that are open."""
    must_read(request)
    code = division_of(request)
    checked_at, is_stale = readers.conflicts_checked_at(code)
    context = {
        "kinds": [(kind, state_words(kind["computed"])) for kind in readers.conflict_kinds(request.actor)],
        "checked_at": checked_at,
        "is_stale": is_stale,
        "may_edit": policies.may_edit.decide(request.actor, {"division_code": code}),
        "division": code,
    }
    return answer(request, CONFLICTS, place, template="desk/registers/status_conflicts.html", context=context)


@require_POST
def status_conflicts_compare(request: Request) -> HttpResponse:
    """Compare now what changed since the last time."""
    must_read(request)
    code = division_of(request)
    if readers.rights_to_compare(code) > MOST_AT_ONCE:
        tasks.compare_statuses.enqueue(request.user.get_username(), code)
        messages.info(request, "变化较多，正在后台核对，稍后刷新本页查看。")
        return redirect("desk:status_conflicts")
    done = actions.compare_statuses(actor=request.actor, at=timezone.now(), division_code=code).result
    messages.success(request, f"已核对 {done['compared']} 件：新增冲突 {done['found']} 件，消除 {done['gone']} 件。")
    return redirect("desk:status_conflicts")


class EventDecision(forms.Form):
    """The register copy shows an event that is missing here."""

    type = forms.ChoiceField(label="登记簿所载事件", choices=EventType.choices)
    effective_date = day("生效日", hint="未缴年费终止的生效日是缴费期满日，不是公告日")
    announced_date = day("公告日", required=False)
    source = source()
    reason = reason()


class StatusDecision(forms.Form):
    """The register copy agrees with what is computed here."""

    status = forms.CharField(label="登记簿所载状态", max_length=60, help_text="按副本原文，例如：专利权维持")
    source = source()
    reason = reason()


class ReasonDecision(forms.Form):
    """Wait, or take up again."""

    reason = reason()


DECISIONS: dict[str, tuple[str, type[forms.Form], Callable[..., Any]]] = {
    "event": ("以登记簿为准：补登事件", EventDecision, actions.settle_by_event),
    "status": ("以登记簿为准：更正导入状态", StatusDecision, actions.settle_by_status),
    "shelve": ("搁置", ReasonDecision, actions.shelve_conflict),
    "reopen": ("重新处理", ReasonDecision, actions.reopen_conflict),
}


@require_http_methods(["GET", "HEAD", "POST"])
def status_conflict(request: Request, conflict_id: int) -> HttpResponse:
    """Both values with their sources, and the decision."""
    must_read(request)
    one = readers.conflict(request.actor, conflict_id)
    may_edit = policies.may_decide.decide(request.actor, {"conflict_id": conflict_id})
    choice = request.POST.get("decision", "")
    bound = {choice: request.POST} if choice in DECISIONS else {}
    offered = _offered(one.state)
    built = {name: DECISIONS[name][1](bound.get(name), prefix=name) for name in offered}
    if request.method == "POST" and _decide(request, choice, built, may_edit, conflict_id):
        return redirect("desk:status_conflicts")
    context = {
        "conflict": one,
        "computed": state_words(one.computed),
        "decisions": [(name, DECISIONS[name][0], built[name], name == choice) for name in offered],
        "may_edit": may_edit,
    }
    return render(request, "desk/registers/status_conflict.html", context)


def _offered(state: str) -> tuple[str, ...]:
    """Which decisions a state leaves open."""
    if state == ConflictState.OPEN:
        return ("event", "status", "shelve")
    return ("event", "status", "reopen") if state == ConflictState.SHELVED else ()


def _decide(request: Request, choice: str, built: dict[str, Any], may_edit: Any, conflict_id: int) -> bool:
    """Whether the decision was made; what stands against it is told beside the form."""
    may_edit.demand("如需处理，请联系领导小组办公室")
    if choice not in built:
        raise Refused("没有选择处理办法", remedy="请从页面上选择")
    form = built[choice]
    if not form.is_valid():
        return False
    try:
        DECISIONS[choice][2](actor=request.actor, at=timezone.now(), conflict_id=conflict_id, **form.cleaned_data)
    except DomainError as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, f"{DECISIONS[choice][0]}：已记录。")
    return True
