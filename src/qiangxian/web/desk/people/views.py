"""Accounts for the administrators, and one's own page. Every step is one action; the page shows why a button is grey."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from qiangxian.contexts.audit.types import Receipt
from qiangxian.contexts.people import actions, policies, readers
from qiangxian.contexts.people.lists import CONTACTS, account_list
from qiangxian.kernel import division
from qiangxian.kernel.errors import DomainError, NotAllowed
from qiangxian.kernel.roles import ADMINISTRATION, OFFICIALS, staff
from qiangxian.web.forms import ReasonForm
from qiangxian.web.lists.views import answer
from qiangxian.web.request import Request

from ..places import place
from .forms import (
    AccountChangeForm,
    AccountForm,
    AssignForm,
    DelegationForm,
    EndDelegationForm,
    EndRoleForm,
    PersonForm,
    RoleForm,
    SecondForm,
)


def _must_read(request: Request) -> None:
    policies.may_read_accounts.anywhere(request.actor).demand("如需建立账号，请联系系统管理员")


def _divisions(request: Request) -> list[tuple[str, str]]:
    return [(code, division.full_name(code)) for code in sorted(request.actor.divisions(*ADMINISTRATION))]


@require_http_methods(["GET", "HEAD", "POST"])
def accounts(request: Request) -> HttpResponseBase:
    """All accounts the actor administers or audits."""
    _must_read(request)
    context = {"may_make": policies.may_make_accounts.decide(request.actor, {})}
    declared = account_list(timezone.now())
    return answer(request, declared, place, template="desk/people/accounts.html", context=context)


@require_http_methods(["GET", "HEAD", "POST"])
def contacts(request: Request) -> HttpResponseBase:
    """通讯录: who speaks for each unit of the county."""
    staff.anywhere(request.actor).demand()
    return answer(request, CONTACTS, place)


@require_http_methods(["GET", "HEAD", "POST"])
def account_new(request: Request) -> HttpResponse:
    """Make an account; its generated password is shown once, on the answer to this very request."""
    _must_read(request)
    form = AccountForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            receipt = actions.create_account(actor=request.actor, at=timezone.now(), **form.cleaned_data)
        except DomainError as error:
            form.add_error("name", str(error))
        else:
            return render(request, "desk/people/password_once.html", receipt.result)
    return render(request, "desk/people/account_new.html", {"form": form})


BARE: dict[str, Callable[..., Receipt]] = {"reset": actions.reset_password, "unlock": actions.unlock_account}
REASONED: dict[str, Callable[..., Receipt]] = {
    "deactivate": actions.deactivate_account,
    "reactivate": actions.reactivate_account,
}
SECOND: dict[str, Callable[..., Receipt]] = {"confirm": actions.confirm_step, "refuse": actions.refuse_step}


def _take_step(request: Request, account_id: int) -> HttpResponse | None:
    """Run the one action the form asked for; a new password is shown on the answer, everything else with the page again."""
    now, step = timezone.now(), request.POST.get("step", "")
    if step in BARE:
        receipt = BARE[step](actor=request.actor, at=now, account_id=account_id)
        if step == "reset" and "password" in receipt.result:
            return render(request, "desk/people/password_once.html", receipt.result)
    elif step in REASONED and (why := ReasonForm(request.POST)).is_valid():
        REASONED[step](actor=request.actor, at=now, account_id=account_id, **why.cleaned_data)
    elif step in SECOND and (second := SecondForm(request.POST)).is_valid():
        given = second.cleaned_data if step == "refuse" else {"step_id": second.cleaned_data["step_id"]}
        receipt = SECOND[step](actor=request.actor, at=now, **given)
        if step == "confirm" and "password" in receipt.result:
            return render(request, "desk/people/password_once.html", receipt.result)
    elif step == "end_delegation" and (lent := EndDelegationForm(request.POST)).is_valid():
        actions.end_delegation(actor=request.actor, at=now, **lent.cleaned_data)
    elif step == "correct" and (change := AccountChangeForm(request.POST, actor=request.actor)).is_valid():
        actions.correct_account(actor=request.actor, at=now, account_id=account_id, **change.cleaned_data)
    elif step == "person" and (person := PersonForm(request.POST)).is_valid():
        actions.correct_person(actor=request.actor, at=now, **person.cleaned_data)
    elif step == "assign" and (assign := AssignForm(request.POST, actor=request.actor)).is_valid():
        actions.assign_person(actor=request.actor, at=now, account_id=account_id, **assign.cleaned_data)
    elif step == "grant" and (role := RoleForm(request.POST, divisions=_divisions(request))).is_valid():
        actions.grant_role(actor=request.actor, at=now, account_id=account_id, **role.cleaned_data)
    elif step == "end" and (end := EndRoleForm(request.POST)).is_valid():
        actions.end_role(actor=request.actor, at=now, account_id=account_id, **end.cleaned_data)
    else:
        messages.error(request, "没有办理：请把必填的项目填写完整。")
        return None
    messages.success(request, "已办理并记入审计日志。")
    return None


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: Request, account_id: int) -> HttpResponse:
    """One account: its state, its roles over time, and the steps the actor's duty allows."""
    _must_read(request)
    found = readers.account_by_id(request.actor, account_id)
    if request.method == "POST":
        try:
            answer = _take_step(request, account_id)
        except DomainError as error:
            messages.error(request, str(error))
            answer = None
        return answer or redirect("desk:account", account_id)
    today, here = timezone.localdate(), min(request.actor.divisions("secadmin"), default="")
    asked = {"account_id": account_id, "division_code": here}
    person, steps = found.person, readers.steps_of(found)[:10]
    context = {
        "account": found,
        "roles": readers.role_assignments(found),
        "delegations": readers.delegations_of(account_id),
        "steps": [(step, policies.may_confirm_step.decide(request.actor, {"step_id": step.pk})) for step in steps],
        "locks": found.failures.filter(locked_until__gt=timezone.now()),
        "may_end_delegations": request.actor.has("secadmin"),
        "may_make": policies.may_make_accounts.decide(request.actor, {}),
        "may_grant": policies.may_grant_roles.decide(request.actor, asked),
        "role_form": RoleForm(divisions=_divisions(request), initial={"valid_from": today}),
        "person_form": PersonForm(initial={"person_id": person.pk, "name": person.name, "post": person.post}),
        "account_form": AccountChangeForm(
            actor=request.actor,
            initial={"display_name": found.display_name, "email": found.email, "unit_id": found.unit_id},
        ),
        "may_assign": policies.may_assign_person.decide(request.actor, asked),
        "assign_form": AssignForm(actor=request.actor),
        "now": timezone.now(),
        "today": today,
    }
    return render(request, "desk/people/account.html", context)


def _give_back(request: Request) -> HttpResponse:
    form = EndDelegationForm(request.POST)
    try:
        if form.is_valid():
            actions.end_delegation(actor=request.actor, at=timezone.now(), **form.cleaned_data)
            messages.success(request, "委托已结束。")
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("desk:me")


@require_http_methods(["GET", "HEAD", "POST"])
def me(request: Request) -> HttpResponse:
    """One's own account: roles, security settings, lending a role while one is away."""
    if request.actor.id is None:
        raise NotAllowed("请先登录", remedy="打开登录页面")
    mine = readers.account_by_id(request.actor, request.actor.id)
    if request.method == "POST" and request.POST.get("step") == "end_delegation":
        return _give_back(request)
    may_lend = request.actor.has(*OFFICIALS)
    form = DelegationForm(request.POST or None, actor=request.actor) if may_lend else None
    if request.method == "POST" and form is not None and form.is_valid():
        code = min(request.actor.divisions(form.cleaned_data["role"]))
        try:
            actions.delegate(actor=request.actor, at=timezone.now(), division_code=code, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "委托已生效，期间办理的事项会同时记下两个人。")
            return redirect("desk:me")
    context = {
        "account": mine,
        "roles": readers.role_assignments(mine),
        "delegations": readers.delegations_of(mine.pk),
        "may_end_delegations": True,
        "today": timezone.localdate(),
        "form": form,
    }
    return render(request, "desk/people/me.html", context)
