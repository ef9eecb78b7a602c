"""The guided set-up of a county: the step that is next stands open on one page and asks what it needs, each of who may answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from qiangxian.contexts.people import actions, readers
from qiangxian.contexts.people.outward import outward
from qiangxian.contexts.people.policies import may_edit_units
from qiangxian.kernel import division
from qiangxian.kernel.errors import DomainError, NotAllowed
from qiangxian.web.request import Request

from ..people.forms import AccountForm
from . import checklist
from .forms import CountyForm, FirstRoleForm, UnitsForm

ASK = "第一周由领导小组办公室、系统管理员和安全管理员办理"
Answer = str | HttpResponse


@dataclass(frozen=True)
class SetupQuestion:
    """What a step asks on the page. `form` makes it from the posted data, `ask` says whom it is for, `take` does what was answered:
    the words told afterwards, or a page of its own."""

    name: str
    title: str
    button: str
    form: Callable[[Request, str, Any], forms.Form]
    may: Callable[[Request], bool]
    otherwise: str
    take: Callable[[Request, str, Mapping[str, Any]], Answer]


def county_at_work(request: Request) -> str:
    """The county whose first week the actor looks after; somebody without one is refused in words."""
    codes = sorted(request.actor.divisions("office", "sysadmin", "secadmin"))
    if not codes:
        raise NotAllowed(ASK, remedy="请联系安全管理员授予角色")
    asked = request.GET.get("division") or codes[0]
    if asked not in codes:
        raise NotAllowed("只能设置本县（市、区）。", remedy="请从首页进入本县的页面")
    return asked


@require_http_methods(["GET", "HEAD", "POST"])
def setup(request: Request) -> HttpResponse:
    """What a new county does in its first week, in order, with what is done and what is not; the next thing is asked here."""
    code = county_at_work(request)
    steps = checklist.steps(request, code)
    opened = request.GET.get("step") or next((step.code for step in steps if not step.done), "")
    asked = [(one, _form(request, code, one)) for one in QUESTIONS.get(opened, ())]
    for one, form in asked:
        if form is not None and form.is_bound and form.is_valid():
            try:
                done = one.take(request, code, form.cleaned_data)
            except DomainError as error:
                form.add_error(None, str(error))
            else:
                return done if isinstance(done, HttpResponse) else _on(request, done)
    context = {
        "place_of": division.find(code),
        "full_name": division.full_name(code),
        "steps": steps,
        "opened": opened,
        "asked": asked,
        "standing": division.townships(code) if opened == "townships" else (),
        "units": readers.units_with_accounts(request.actor, code) if opened == "units" else (),
    }
    return render(request, "desk/county/setup.html", context)


def _form(request: Request, code: str, one: SetupQuestion) -> forms.Form | None:
    data = request.POST if request.method == "POST" and request.POST.get("question") == one.name else None
    return one.form(request, code, data) if one.may(request) else None


def _on(request: Request, words: str) -> HttpResponse:
    """To the step that is next now; one that was asked for stays open, for there may be more of it."""
    messages.success(request, words)
    return redirect(request.get_full_path())


def _describe(request: Request, code: str, given: Mapping[str, Any]) -> Answer:
    actions.describe_county(actor=request.actor, at=timezone.now(), division_code=code, **given)
    return "已记下本县的对外信息。"


def _open_account(request: Request, _code: str, given: Mapping[str, Any]) -> Answer:
    made = actions.create_account(actor=request.actor, at=timezone.now(), **given)
    return render(request, "desk/people/password_once.html", {**made.result, "back": request.get_full_path()})


def _grant(request: Request, code: str, given: Mapping[str, Any]) -> Answer:
    actions.grant_role(actor=request.actor, at=timezone.now(), division_code=code, **given)
    return "已授予角色，账号随之启用。"


def _make_units(request: Request, code: str, given: Mapping[str, Any]) -> Answer:
    for unit in given["units"]:
        actions.create_unit(actor=request.actor, at=timezone.now(), division_code=code, **unit)
    return f"已建立 {len(given['units'])} 个单位。"


def _check_townships(request: Request, code: str, _given: Mapping[str, Any]) -> Answer:
    actions.check_townships(actor=request.actor, at=timezone.now(), division_code=code)
    return "已记下：乡镇名单核对无误。"


def _county_form(_request: Request, code: str, data: Any) -> forms.Form:
    known = outward(code)
    initial = {"issuing_body": known.body, "site_address": known.site_address, "notice_board": known.notice_board}
    return CountyForm(data, initial=initial)


def _keeps_units(request: Request) -> bool:
    return bool(may_edit_units.anywhere(request.actor))


BY_OFFICE = "由领导小组办公室或系统管理员填写。"
QUESTIONS: Mapping[str, tuple[SetupQuestion, ...]] = {
    "county": (SetupQuestion("county", "本县", "保存", _county_form, _keeps_units, BY_OFFICE, _describe),),
    "accounts": (
        SetupQuestion(
            "account",
            "开立账号",
            "建立",
            lambda request, _code, data: AccountForm(data, actor=request.actor),
            lambda request: request.actor.has("sysadmin"),
            "账号由系统管理员登录后在这里逐个开立；一人一个账号，密码只显示一次。",
            _open_account,
        ),
        SetupQuestion(
            "role",
            "授予角色",
            "授予",
            lambda request, _code, data: FirstRoleForm(data, actor=request.actor),
            lambda request: request.actor.has("secadmin"),
            "角色由安全管理员登录后在这里授予；授予第一个角色时账号启用。",
            _grant,
        ),
    ),
    "units": (
        SetupQuestion(
            "units",
            "建立单位",
            "建立",
            lambda _request, code, data: UnitsForm(data, division_code=code),
            _keeps_units,
            BY_OFFICE,
            _make_units,
        ),
    ),
    "townships": (
        SetupQuestion(
            "townships",
            "核对乡镇",
            "与本县现状一致，核对无误",
            lambda _request, _code, data: forms.Form(data),
            _keeps_units,
            BY_OFFICE,
            _check_townships,
        ),
    ),
}
