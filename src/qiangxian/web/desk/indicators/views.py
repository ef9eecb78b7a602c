"""The indicator library: the list, one indicator with all that stands behind it, both as files, and freezing a value."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from qiangxian.contexts.indicators import actions, readers
from qiangxian.contexts.indicators.lists import counted_records, kept_reading
from qiangxian.contexts.indicators.types import FigureAsked
from qiangxian.kernel.errors import DomainError, Refused
from qiangxian.kernel.words import word
from qiangxian.web.context import current_programme
from qiangxian.web.lists.downloads import download
from qiangxian.web.lists.pages import carrying
from qiangxian.web.lists.views import answer
from qiangxian.web.recent import opened
from qiangxian.web.request import Request

from ..places import place
from ..targets.lacking import lacks
from . import pages
from .forms import FreezeForm


@require_http_methods(["GET", "HEAD", "POST"])
def indicators(request: Request) -> HttpResponseBase:
    """All indicators by section, or the fifteen core ones."""
    division = pages.county_of(request.actor)
    if request.GET.get("tab") == "core":
        core = readers.core_figures(division=division, as_of=request.as_of)
        return render(request, "desk/indicators/core.html", {"tab": "core", "core": core})
    lines = pages.library(request.actor, request.as_of)
    counted = sum(figure.value is not None for _section, figure in lines)
    context = {"tab": "all", "counted": counted, "total": len(lines), "drawn": {"spark": "desk/indicators/_spark.html"}}
    declared = pages.indicator_list(lines, pages.sparks_of(division, request.as_of))
    return answer(request, declared, place, template="desk/indicators/indicators.html", context=context)


@require_safe
def indicator(request: Request, indicator: str) -> HttpResponse:
    """One indicator."""
    return _show(request, indicator)


def _show(request: Request, code: str, form: FreezeForm | None = None, status: int = 200) -> HttpResponse:
    page = pages.indicator_page(
        request.actor, request.as_of, timezone.localdate(), code, request.GET, current_programme(request)
    )
    opened(request, "统计指标", page["explanation"].figure.definition.label)
    records = reverse("desk:indicator_records", args=[code])
    context = {
        "page": page,
        "records_url": carrying(request, records, **pages.asked_again(page["given"])),
        "figure": page["explanation"].figure,
        "lacks": lacks(request.actor, page["explanation"].figure),
        "steps": [(step, words) for step, (words, _) in pages.STEPS.items()],
        "freeze_form": form or FreezeForm(prefix="freeze"),
    }
    return render(request, "desk/indicators/indicator.html", context, status=status)


@require_safe
def indicator_series(request: Request, indicator: str) -> HttpResponseBase:
    """The series as CSV."""
    division, day = pages.county_of(request.actor), request.as_of.effective
    given = pages.given_readings(division, request.as_of, indicator, request.GET)
    asked = request.GET.get("step") or "month"
    if (step := pages.step_of(asked)) is None:
        choices = "、".join(words for words, _ in pages.STEPS.values())
        raise Refused("没有这种步长", value=asked, remedy=f"可选：{choices}")
    points = pages.series_points(division, indicator, given, step, request.as_of)
    definition = readers.definition(indicator, on=day, division=division)
    codes = [code for code in definition.parts if any(code in point.parts for point in points)]
    headings = ["期间", "数据截至", definition.label, *(definition.parts[code].label for code in codes), "数据"]
    lines = [
        [p.month, p.as_of.effective.isoformat(), p.value, *(p.parts.get(c) for c in codes),
         word("completeness", p.completeness)]
        for p in points
    ]  # fmt: skip
    return download(request, "csv", f"{definition.label}-序列-{_day(request)}", headings, lines)


@require_http_methods(["GET", "HEAD", "POST"])
def indicator_records(request: Request, indicator: str) -> HttpResponseBase:
    """The records behind the figure."""
    division = pages.county_of(request.actor)
    given = pages.given_readings(division, request.as_of, indicator, request.GET)
    found = readers.explain(
        division=division, indicator=indicator, parameters=given, as_of=request.as_of, actor=request.actor
    )
    kept = [kept_reading(f"p-{one.name}", one.label) for one in found.parameters if one.name in given]
    label = f"{found.figure.definition.label}：计入的记录"
    declared = counted_records("indicator_records", label, found, kept)
    return answer(request, declared, place, template="desk/indicators/records.html", context={"figure": found.figure})


@require_http_methods(["POST"])
def indicator_freeze(request: Request, indicator: str) -> HttpResponse:
    """Put the value of the day on record."""
    division = pages.county_of(request.actor)
    given = pages.given_readings(division, request.as_of, indicator, request.GET)
    form = FreezeForm(request.POST, prefix="freeze")
    if not form.is_valid():
        return _show(request, indicator, form, status=400)
    try:
        told = form.cleaned_data
        actions.freeze_figure(
            actor=request.actor,
            at=timezone.now(),
            division_code=division,
            asked=FigureAsked(division, indicator, request.as_of, given),
            basis=actions.Basis(told["state"], told["value"], told["source"]),
            reason=told["reason"],
        )
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return _show(request, indicator, form, status=400)
    return redirect(f"{request.path.removesuffix('freeze/')}?{request.GET.urlencode()}#frozen")


def _day(request: Request) -> str:
    return request.as_of.effective.isoformat()
