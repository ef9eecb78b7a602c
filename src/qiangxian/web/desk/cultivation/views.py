"""The library on the desk: the list, one file and its steps, the ladder, the zero lists, files to hand on."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qiangxian.contexts.cultivation import actions, policies, readers
from qiangxian.contexts.cultivation.types import Outcome, State
from qiangxian.contexts.documents import readers as documents
from qiangxian.kernel.errors import DomainError, NotFound, Refused
from qiangxian.kernel.personal import masked_name, masked_phone
from qiangxian.web.components.tables import csv_response, xlsx_response
from qiangxian.web.request import Request

from . import pages, steps
from .forms import RecommendForm

ZERO = {"rights": "没有有效知识产权", "inventions": "没有有效发明专利"}


@require_safe
def cultivation(request: Request) -> HttpResponse:
    """The list, how many stand where, and what waits for somebody."""
    pages.must_read(request)
    code = pages.division_of(request)
    today = timezone.localdate()
    context = {
        "view": pages.list_view(request),
        "numbers": readers.numbers(request.actor),
        "waiting": readers.waiting(request.actor, today),
        "may_recommend": policies.may_apply.decide(request.actor, {"division_code": code}),
        "may_compute": policies.may_compute.decide(request.actor, {"division_code": code}),
        "tones": pages.TONES,
        "tab": "list",
    }
    return render(request, "desk/cultivation/cultivation.html", context)


@require_safe
def cultivation_export(request: Request, form: str) -> HttpResponse:
    """The list of the filter as a file."""
    pages.must_read(request)
    rows = list(pages.export_lines(request))
    return _file(request, form, f"企业培育库-{timezone.localdate()}", pages.HEADINGS, rows)


def _file(request: Request, form: str, name: str, headings: Any, rows: list[Any]) -> HttpResponse:
    if form == "csv":
        return csv_response(name, headings, rows)
    if form == "xlsx":
        moment = f"{timezone.localtime():%Y-%m-%d %H:%M}"
        return xlsx_response(name, headings, rows, pages.about(request, len(rows), moment))
    raise NotFound("没有这种文件格式", remedy="可以导出 CSV 或 XLSX")


@require_http_methods(["GET", "HEAD", "POST"])
def member_new(request: Request) -> HttpResponse:
    """The office recommends an enterprise that is registered."""
    pages.must_read(request)
    code = pages.division_of(request)
    policies.may_apply.decide(request.actor, {"division_code": code}).demand("如需推荐企业，请联系领导小组办公室")
    form = RecommendForm(request.POST or None, initial={"uscc": request.GET.get("uscc", "")})
    if request.method == "POST" and form.is_valid():
        try:
            made = _recommend(request, code, dict(form.cleaned_data))
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"已推荐“{made.label}”，入库条件已逐项核查。")
            return redirect("desk:member", made.result.pk)
    context = {"form": form, "title": "推荐企业入库", "confirm": "推荐"}
    return render(request, "desk/cultivation/member_step.html", context)


def _recommend(request: Request, code: str, given: dict[str, Any]) -> Any:
    record_id = steps.enterprise_named(request.actor, given.pop("uscc"))
    return actions.apply(actor=request.actor, at=timezone.now(), division_code=code, enterprise_id=record_id, **given)


@require_safe
def member(request: Request, membership_id: int) -> HttpResponse:
    """One file with everything about it and what can be done next."""
    pages.must_read(request)
    page = readers.member_page(request.actor, membership_id, request.as_of)
    found = page.membership
    parameters = {"membership_id": found.pk}
    offered = steps.offers(request.actor, found)
    context = {
        "page": page,
        "member": found,
        "offers": offered,
        "refusals": steps.refusals(offered),
        "tone": pages.TONES[State(found.state)],
        "township": readers.place_name(page.enterprise.township_code if page.enterprise else ""),
        "contact": (masked_name(found.contact_name), masked_phone(found.contact_phone)),
        "guidance": readers.guidance(found.division_code),
        "exit_reasons": readers.exit_reasons(found.division_code),
        "may_handle": policies.may_handle.decide(request.actor, parameters),
        "outcome_tones": pages.OUTCOME_TONES,
        "outcome_words": dict(Outcome.choices),
        "tab": "",
    }
    return render(request, "desk/cultivation/member.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def member_step(request: Request, membership_id: int, step: str) -> HttpResponse:
    """Ask for one step, then take it."""
    pages.must_read(request)
    found = readers.membership(request.actor, membership_id)
    plan = steps.STEPS.get(step)
    if plan is None:
        raise NotFound("没有这个步骤", remedy="请从档案页面进入")
    target = request.POST.get("target") or request.GET.get("target") or ""
    parameters: dict[str, Any] = {"membership_id": found.pk}
    if plan.target:
        if not target.isdecimal() or len(target) > 17:
            raise Refused("没有写明是哪一条", value=target, remedy="请从档案页面进入")
        parameters[plan.target] = int(target)
    plan.policy.decide(request.actor, parameters).demand("如需办理，请联系领导小组办公室")
    form = steps.form_of(plan, request, found, timezone.localdate())
    if request.method == "POST" and form.is_valid():
        try:
            given = steps.arguments(plan, form, request, found)
            plan.act(actor=request.actor, at=timezone.now(), **given)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{plan.title}：已办理。")
            return redirect("desk:member", found.pk)
    context = {
        "form": form,
        "title": plan.title,
        "confirm": "确认" if not form.fields else "保存",
        "words": plan.words,
        "member": found,
        "name": readers.enterprise_name(request.actor, found.enterprise_id),
        "target": target,
        "is_upload": form.is_multipart(),
    }
    return render(request, "desk/cultivation/member_step.html", context)


@require_safe
def service_file(request: Request, membership_id: int, service_id: int) -> HttpResponse:
    """The evidence of one service."""
    pages.must_read(request)
    entry = readers.service(request.actor, membership_id, service_id)
    stored = documents.visible_files(request.actor).filter(pk=entry.evidence_id or 0).first()
    if stored is None:
        raise NotFound("这条服务没有佐证文件", remedy="请回到档案页面")
    answer = HttpResponse(documents.file_content(stored), content_type="application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(True, stored.name) or ""
    return answer


@require_POST
def grades_compute(request: Request) -> HttpResponse:
    """Have all grades computed now; what differs waits for a person."""
    pages.must_read(request)
    code = pages.division_of(request)
    try:
        done = actions.compute_grades(
            actor=request.actor, at=timezone.now(), division_code=code, day=timezone.localdate()
        ).result
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request, f"已计算 {done['members']} 家，其中 {done['to_confirm']} 家与现等级不同或尚未定级，待确认。"
        )
    return redirect("desk:cultivation")


@require_safe
def ladder(request: Request) -> HttpResponse:
    """How many stand on each rung, who moved, who is near the next and what is missing."""
    pages.must_read(request)
    view = readers.ladder(request.actor, pages.division_of(request), request.as_of)
    return render(request, "desk/cultivation/ladder.html", {"ladder": view, "tab": "ladder"})


@require_safe
def zero_list(request: Request) -> HttpResponse:
    """Above-scale enterprises without any right, or without an invention."""
    pages.must_read(request)
    what = _zero(request)
    rows = readers.zero_list(request.actor, pages.division_of(request), what, request.as_of)
    context = {
        "rows": rows,
        "what": what,
        "kinds": ZERO,
        "label": ZERO[what],
        "may_recommend": policies.may_apply.decide(request.actor, {"division_code": pages.division_of(request)}),
        "tab": "zero",
    }
    return render(request, "desk/cultivation/zero_list.html", context)


@require_safe
def zero_list_export(request: Request, form: str) -> HttpResponse:
    """The same as a file."""
    pages.must_read(request)
    what = _zero(request)
    found = readers.zero_list(request.actor, pages.division_of(request), what, request.as_of)
    rows = [
        (
            line.name,
            line.uscc,
            line.industry_code,
            line.township_words,
            line.rights,
            line.inventions,
            line.pending,
            line.state,
        )
        for line in found.lines
    ]
    headings = (
        "企业",
        "统一社会信用代码",
        "行业代码",
        "乡镇（街道）",
        "有效权利",
        "有效发明",
        "在审发明",
        "培育库状态",
    )
    return _file(request, form, f"规上企业清零清单-{what}-{request.as_of.effective}", headings, rows)


def _zero(request: Request) -> str:
    what = request.GET.get("what", "rights")
    if what not in ZERO:
        raise Refused("没有这份清单", column="what", value=what, remedy="、".join(ZERO.values()))
    return what


@require_safe
def trusteeships(request: Request) -> HttpResponse:
    """The contracts stand in their register."""
    pages.must_read(request)
    return redirect("desk:register", "trusteeships")


@require_safe
def non_normal(request: Request) -> HttpResponse:
    """The non-normal filings stand in their register."""
    pages.must_read(request)
    return redirect("desk:register", "non-normal")
