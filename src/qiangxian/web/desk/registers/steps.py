"""The smaller changes of a record, one form each: another name or seat, a year's facts, holders, members, a retraction."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from qiangxian.contexts.registers import actions, readers
from qiangxian.contexts.registers.records import policies
from qiangxian.contexts.registers.types import RecordKind
from qiangxian.kernel.errors import DomainError, NotFound
from qiangxian.web.request import Request

from . import pages
from .contract_forms import CoverForm, EndContractForm, EndListingForm, ListingForm, ReinstateForm, ServiceForm
from .forms import (
    EndForm,
    EndReductionForm,
    FeeForm,
    HolderForm,
    MemberForm,
    MoveForm,
    ReductionForm,
    RenameForm,
    RetractForm,
    YearForm,
)


@dataclass(frozen=True)
class Step:
    """A change: of which kind of record, its form, and the action; `target` names the part it is about, if any."""

    kind: str
    title: str
    form: type[forms.Form]
    act: Callable[..., Any]
    target: str = ""
    versioned: bool = False
    words: str = ""


def _add_holder(*, name: str, uscc: str, person: bool, address: str, area_code: str, **more: Any) -> Any:
    holder = actions.Holder(name, uscc=uscc, person=person, address=address, area_code=area_code)
    return actions.add_holder(holder=holder, **more)


STEPS = {
    "rename": Step(
        RecordKind.ENTERPRISE,
        "企业更名",
        RenameForm,
        actions.rename_enterprise,
        versioned=True,
        words="旧名称保留在历史中，仍可用来查找和匹配。登记错的名称请用“更正”。",
    ),
    "move": Step(
        RecordKind.ENTERPRISE,
        "企业迁址",
        MoveForm,
        actions.move_enterprise,
        versioned=True,
        words="从变更日起按新住所计入指标，此前各日不变。",
    ),
    "year": Step(
        RecordKind.ENTERPRISE,
        "录入年度数据",
        YearForm,
        actions.record_enterprise_year,
        words="没有报送的栏目请留空，留空不等于零。规模划型、申报条件自查都用这里的数据。",
    ),
    "holder": Step(RecordKind.RIGHT, "增加权利人", HolderForm, _add_holder, words="权利转移请用“补录法律状态”。"),
    "end-holder": Step(RecordKind.RIGHT, "终止权利人", EndForm, actions.end_holder, target="holding_id"),
    "retract": Step(
        RecordKind.RIGHT,
        "作废误登的法律事件",
        RetractForm,
        actions.retract_right_event,
        target="event_id",
        words="作废后，该事件引起的权利人和日期变化一并复原；记录仍留在历史中。",
    ),
    "fee": Step(
        RecordKind.RIGHT, "记录缴费", FeeForm, actions.record_fee, words="同一年度再次登记即为更正，旧登记留在历史中。"
    ),
    "retract-fee": Step(
        RecordKind.RIGHT,
        "作废误登的年费",
        RetractForm,
        actions.retract_fee,
        target="fee_id",
        words="作废后恢复为此前的登记；没有此前登记的，这一年恢复为“没有记录”。",
    ),
    "reduction": Step(RecordKind.RIGHT, "记录费减", ReductionForm, actions.record_reduction),
    "end-reduction": Step(RecordKind.RIGHT, "终止费减", EndReductionForm, actions.end_reduction, target="reduction_id"),
    "retract-reduction": Step(
        RecordKind.RIGHT,
        "作废误登的费减",
        RetractForm,
        actions.retract_reduction,
        target="reduction_id",
        words="作废后恢复为此前的登记。",
    ),
    "member": Step(RecordKind.ALLIANCE, "增加成员", MemberForm, actions.add_member),
    "end-member": Step(RecordKind.ALLIANCE, "终止成员", EndForm, actions.end_member, target="member_id"),
    "listing": Step(
        RecordKind.ENTERPRISE,
        "记录列入名录",
        ListingForm,
        actions.add_listing,
        words="经营异常名录、严重违法失信名单、失信被执行人：列入期间不能进入企业培育库。",
    ),
    "end-listing": Step(
        RecordKind.ENTERPRISE, "记录移出名录", EndListingForm, actions.end_listing, target="listing_id"
    ),
    "cover": Step(RecordKind.TRUSTEESHIP, "列明权利", CoverForm, actions.cover_right),
    "service": Step(
        RecordKind.TRUSTEESHIP,
        "记录托管服务",
        ServiceForm,
        actions.log_trusteeship_service,
        words="使用财政资金的合同，服务记录达到规定次数并有交付物后才能支付。",
    ),
    "end": Step(
        RecordKind.TRUSTEESHIP,
        "提前终止合同",
        EndContractForm,
        actions.end_trusteeship,
        versioned=True,
        words="从终止日起不再计入托管企业数；终止后的年费、续展由谁办理，请在理由中写明。",
    ),
    "reinstate": Step(
        RecordKind.NON_NORMAL,
        "恢复",
        ReinstateForm,
        actions.reinstate_filing,
        versioned=True,
        words="从恢复日起这件权利重新计入统计和资格判断，此前各日不变。",
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
def record_step(request: Request, register: str, record_id: int, step: str) -> HttpResponse:
    """Ask for the change, then make it."""
    pages.must_read(request)
    found, plan = pages.register_named(register), STEPS.get(step)
    if plan is None or plan.kind != found.kind:
        raise NotFound("没有这个步骤", remedy="请从登记页面进入")
    standing = readers.standing_version(request.actor, found.kind, record_id)
    policies.may_edit_record.decide(request.actor, {"record_id": record_id}).demand("如需更改，请联系领导小组办公室")
    revision = _number(request.POST.get("revision", ""), standing.revision)
    target = _number(request.POST.get("target", request.GET.get("target", "")), 0)
    form = plan.form(request.POST or None, initial=_initial(standing, plan, target))
    if request.method == "POST" and form.is_valid():
        try:
            _perform(request, plan, record_id, revision, target, form)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{plan.title}：已登记。")
            return redirect("desk:record", found.slug, record_id)
    context = {
        "form": form,
        "register": found,
        "step": plan,
        "label": readers.label_of(standing),
        "record_id": record_id,
        "revision": revision,
        "target": target,
    }
    return render(request, "desk/registers/record_step.html", context)


def _perform(request: Request, plan: Step, record_id: int, revision: int, target: int, form: forms.Form) -> None:
    more: dict[str, Any] = {"revision": revision} if plan.versioned else {}
    if plan.target:
        more[plan.target] = target
    plan.act(actor=request.actor, at=timezone.now(), record_id=record_id, **more, **form.cleaned_data)


def _initial(standing: Any, plan: Step, target: int) -> dict[str, Any]:
    if plan.form is FeeForm:
        return {"year": target or None}
    if plan.form is YearForm and target:
        return {"year": target, **readers.year_values(standing.record_id, target)}
    return {"area_code": getattr(standing, "area_code", "")} if hasattr(standing, "legal_representative") else {}


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 18 else otherwise
