"""Reported figures: the catalogue with what stands, one figure with its versions, and its steps."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from qiangxian.contexts.documents import readers as documents
from qiangxian.contexts.registers import actions, readers
from qiangxian.contexts.registers.records import policies
from qiangxian.contexts.registers.types import FigureState
from qiangxian.kernel.errors import DomainError, NotFound
from qiangxian.kernel.roles import Policy
from qiangxian.web.components import tables
from qiangxian.web.request import Request

from . import forms as asked
from .pages import county_of

PAGE_SIZE = 50
HEADINGS = ("序列", "分项", "期间起", "期间止", "数值", "单位", "状态", "来源", "版本", "公布日", "填报单位")


@dataclass(frozen=True)
class Step:
    """One step of a figure: what it is called, its form and action, who may."""

    title: str
    form: type[forms.Form]
    act: Callable[..., Any]
    policy: Policy
    states: tuple[str, ...]
    words: str = ""


STEPS = {
    "confirm": Step(
        "核定", asked.ConfirmForm, actions.confirm_figure, policies.may_edit_record, ("reported",),
        "与佐证文件核对无误后核定。核定的数据才进入考核。",
    ),
    "official": Step(
        "标为上级公布", asked.OfficialForm, actions.make_figure_official, policies.may_edit_record,
        ("reported", "confirmed"), "公报或主管部门公布了同一数值时使用，写明公报和公布日。",
    ),
    "correct": Step(
        "更正", asked.CorrectForm, actions.correct_figure, policies.may_correct_figure,
        ("reported", "confirmed", "official"), "原值保留为旧版本；更正后的数值须重新核定。",
    ),
    "withdraw": Step(
        "撤回", asked.WithdrawForm, actions.withdraw_figure, policies.may_correct_figure,
        ("reported", "confirmed", "official"), "撤回后这一期恢复为未报送，记录仍可追溯。",
    ),
}  # fmt: skip


@require_safe
def reported(request: Request) -> HttpResponse:
    """What is to be reported, what has been, and in which state."""
    division = county_of(request.actor)
    series, state = request.GET.get("series", ""), request.GET.get("state", "")
    rows = readers.reported_figures(request.actor, series=series, state=state)
    listed = readers.all_series(division)
    latest = readers.latest_figures(request.actor, division)
    labels = {(one.code, part.code): (one, part) for one in listed for part in one.parts}
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page", "1"))
    context = {
        "catalogue": [(one, [(part, latest.get((one.code, part.code))) for part in one.parts]) for one in listed],
        "figures": page,
        "rows": [(row, labels.get((row.series, row.part))) for row in page],
        "series": series,
        "state": state,
        "choices": [(one.code, one.label) for one in listed],
        "states": FigureState.choices,
        "may_report": policies.may_report.decide(request.actor, {"division_code": division}),
    }
    return render(request, "desk/indicators/reported.html", context)


@require_safe
def reported_export(request: Request, form: str) -> HttpResponse:
    """The list as it is narrowed, as a file."""
    division = county_of(request.actor)
    rows = readers.reported_figures(
        request.actor, series=request.GET.get("series", ""), state=request.GET.get("state", "")
    )
    labels = {(o.code, part.code): (o.label, part.label) for o in readers.all_series(division) for part in o.parts}
    lines = [
        [
            *labels.get((row.series, row.part), (row.series, row.part)),
            row.period_start.isoformat() if row.period_start else None,
            row.period_end.isoformat(),
            row.value,
            row.unit,
            row.get_state_display(),
            row.bulletin,
            row.vintage,
            row.published_date.isoformat(),
            row.unit_name,
        ]
        for row in rows
    ]
    if form == "csv":
        return tables.csv_response("上报数据", HEADINGS, lines)
    if form != "xlsx":
        raise Http404
    return tables.xlsx_response("上报数据", HEADINGS, lines, [("导出人", request.actor.label)])


@require_http_methods(["GET", "HEAD", "POST"])
def reported_new(request: Request) -> HttpResponse:
    """Report one figure; without a series the catalogue is shown to choose from."""
    division = county_of(request.actor)
    code = request.GET.get("series", "")
    if not code:
        return render(request, "desk/indicators/reported_choose.html", {"catalogue": readers.all_series(division)})
    series = readers.find_series(code, division)
    may = policies.may_report.decide(request.actor, {"division_code": division})
    form = asked.ReportForm(
        request.POST or None,
        request.FILES or None,
        series=series,
        own_unit=request.actor.has("liaison"),
        initial={"part": request.GET.get("part", "")},
    )
    if request.method == "POST" and form.is_valid():
        told = {key: value for key, value in form.arguments().items() if value is not None}
        try:
            receipt = actions.report_figure(
                actor=request.actor, at=timezone.now(), division_code=division, series=series.code, **told
            )
            return redirect("desk:reported_figure", receipt.result)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    context = {"series": series, "form": form, "may_report": may}
    return render(request, "desk/indicators/reported_new.html", context, status=400 if form.errors else 200)


@require_safe
def reported_figure(request: Request, figure_id: int) -> HttpResponse:
    """One figure with its versions and what can be done with it."""
    county_of(request.actor)
    page = readers.figure_page(request.actor, figure_id)
    offered = [
        (name, step.title, step.policy.decide(request.actor, {"record_id": figure_id}))
        for name, step in STEPS.items()
        if page.row.state in step.states
    ]
    return render(request, "desk/indicators/reported_figure.html", {"page": page, "steps": offered})


@require_http_methods(["GET", "HEAD", "POST"])
def reported_step(request: Request, figure_id: int, figure_step: str) -> HttpResponse:
    """One step as a form."""
    county_of(request.actor)
    page = readers.figure_page(request.actor, figure_id)
    step = STEPS.get(figure_step)
    if step is None or page.row.state not in step.states:
        raise NotFound("这一步现在不能做", remedy="请回到这项数据的页面查看可做的操作")
    may = step.policy.decide(request.actor, {"record_id": figure_id})
    row = page.row
    initial = {"value": row.value.normalize(), "bulletin": row.bulletin, "vintage": row.vintage}
    form = step.form(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        told = form.arguments()  # type: ignore[attr-defined]  # every form of STEPS has them
        try:
            step.act(
                actor=request.actor,
                at=timezone.now(),
                record_id=figure_id,
                revision=int(request.POST.get("revision") or 0),
                **told,
            )
            return (
                redirect("desk:reported") if figure_step == "withdraw" else redirect("desk:reported_figure", figure_id)
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    context = {"page": page, "step": step, "form": form, "may": may}
    return render(request, "desk/indicators/reported_step.html", context, status=400 if form.errors else 200)


@require_safe
def reported_evidence(request: Request, figure_id: int) -> HttpResponse:
    """The file that proves the figure."""
    county_of(request.actor)
    row = readers.figure_page(request.actor, figure_id).row
    stored = (
        documents.visible_files(request.actor).filter(pk=row.stored_file_id).first() if row.stored_file_id else None
    )
    if stored is None:
        raise NotFound("这项数据没有佐证文件，或您无权查看", remedy="请回到这项数据的页面")
    response = HttpResponse(documents.file_content(stored), content_type="application/octet-stream")
    response["Content-Disposition"] = f"attachment; filename*=utf-8''{quote(stored.name)}"
    return response
