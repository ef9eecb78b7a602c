"""The enterprise's own file in the cultivation library: apply, see where it stands and why, the plan and what was done."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from qiangxian.contexts.cultivation import actions, policies, readers
from qiangxian.contexts.cultivation.types import Outcome, Step
from qiangxian.contexts.registers import readers as registers
from qiangxian.contexts.registers.types import RecordKind
from qiangxian.kernel.errors import DomainError, NotFound
from qiangxian.kernel.roles import own_enterprise
from qiangxian.web.request import Request

from .forms import ApplyForm, WithdrawForm

Own = tuple[str, str, type[ApplyForm] | type[WithdrawForm], Callable[..., Any]]
STEPS: dict[str, Own] = {
    "withdraw": (Step.WITHDRAW, "撤回申报", WithdrawForm, actions.withdraw),
    "resubmit": (Step.RESUBMIT, "补正后再报", ApplyForm, actions.resubmit),
}
TONES = {Outcome.MET: "green", Outcome.NOT_MET: "red", Outcome.UNKNOWN: "none", Outcome.MANUAL: "yellow"}


def own_record(request: Request) -> int:
    """The enterprise the account speaks for."""
    own = own_enterprise.says("这里是企业用户办理培育库申报的页面。")
    own.anywhere(request.actor).demand("工作人员请从工作台的企业培育库办理")
    return request.actor.enterprise_record_id or 0


def _context(request: Request, **more: Any) -> dict[str, Any]:
    record = registers.record_page(request.actor, RecordKind.ENTERPRISE, own_record(request), request.as_of)
    return {"record": record, **more}


@require_safe
def cultivation(request: Request) -> HttpResponse:
    """Where the newest file stands; without one, what is asked of an applicant."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    record_id = own_record(request)
    files = readers.files_of(request.actor, record_id)
    if not files:
        conditions = readers.preview(request.actor, record_id, request.as_of)
        return render(request, "my/cultivation_none.html", _context(request, conditions=conditions, tones=TONES))
    page = readers.member_page(request.actor, files[0].pk, request.as_of)
    possible = readers.possible_steps(page.membership.state)
    context = _context(
        request,
        page=page,
        member=page.membership,
        older=files[1:],
        guidance=readers.guidance(page.membership.division_code),
        exit_reasons=readers.exit_reasons(page.membership.division_code),
        steps=[(slug, title) for slug, (step, title, _, _) in STEPS.items() if step in possible],
        may_apply=not policies.is_open(page.membership),
        tones=TONES,
        outcomes=dict(Outcome.choices),
    )
    return render(request, "my/cultivation.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def cultivation_apply(request: Request) -> HttpResponse:
    """The enterprise applies for itself."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    record_id = own_record(request)
    form = ApplyForm(request.POST or None, initial={"consent_date": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            actions.apply(
                actor=request.actor,
                at=timezone.now(),
                division_code=min(request.actor.divisions("enterprise")),
                enterprise_id=record_id,
                **form.cleaned_data,
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "申报已提交，入库条件已逐项核查，请在本页查看进展。")
            return redirect("my:cultivation")
    return render(request, "my/cultivation_form.html", _context(request, form=form, title="申报进入企业培育库"))


@require_http_methods(["GET", "HEAD", "POST"])
def cultivation_step(request: Request, step: str) -> HttpResponse:
    """Withdraw, or come back with what was missing."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    files = readers.files_of(request.actor, own_record(request))
    if step not in STEPS or not files:
        raise NotFound("没有这个步骤", remedy="请从企业培育库页面进入")
    _, title, form_type, act = STEPS[step]
    names = ("contact_name", "contact_phone", "consent_date", "statement")
    form = form_type(request.POST or None, initial={name: getattr(files[0], name) for name in names})
    if request.method == "POST" and form.is_valid():
        try:
            act(actor=request.actor, at=timezone.now(), membership_id=files[0].pk, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{title}：已办理。")
            return redirect("my:cultivation")
    return render(request, "my/cultivation_form.html", _context(request, form=form, title=title))
