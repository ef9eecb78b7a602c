"""Size classes of a year, self-tests of titles, the ladder of titles; each also as a file."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from qiangxian.kernel.errors import NotFound
from qiangxian.web.components import self_test as tests
from qiangxian.web.components.tables import csv_response, xlsx_response
from qiangxian.web.desk.registers.pages import division_of, must_read
from qiangxian.web.request import Request

from . import pages


@require_safe
def size_classes(request: Request) -> HttpResponse:
    """The county's enterprises with their class of a year and what each rests on."""
    must_read(request)
    view = pages.size_view(request, division_of(request))
    return render(request, "desk/enterprises/size_classes.html", {"view": view, "tab": "sizes"})


@require_safe
def size_classes_download(request: Request, form: str) -> HttpResponse:
    """All lines of the filter."""
    must_read(request)
    view = pages.size_view(request, division_of(request))
    name = f"企业规模-{view.year}年"
    return _file(request, form, name, pages.SIZE_HEADINGS, pages.size_rows(view), view.about)


@require_safe
def title_ladder(request: Request) -> HttpResponse:
    """Steps, moves of the year and who is near."""
    must_read(request)
    views = pages.ladder_views(request, division_of(request))
    return render(request, "desk/enterprises/title_ladder.html", {"ladders": views, "tab": "ladder"})


@require_safe
def title_ladder_download(request: Request, form: str) -> HttpResponse:
    """Everybody near the next step with what is missing."""
    must_read(request)
    code = division_of(request)
    rows = pages.near_rows(request, code)
    about = [("内容", "临近上一级称号的企业"), ("数据截至", str(request.as_of))]
    return _file(request, form, f"企业梯队-{request.as_of.effective}", pages.NEAR_HEADINGS, rows, about)


@require_safe
def self_test(request: Request, record_id: int) -> HttpResponse:
    """One enterprise, one title, one day of application."""
    must_read(request)
    test = tests.view_of(request, record_id)
    return render(request, "desk/enterprises/self_test.html", {"test": test})


@require_safe
def self_test_download(request: Request, record_id: int, form: str) -> HttpResponseBase:
    """The same as a file."""
    must_read(request)
    return tests.file_of(request, tests.view_of(request, record_id), form)


def _file(
    request: Request,
    form: str,
    name: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[Any]],
    about: Sequence[tuple[str, str]],
) -> HttpResponse:
    if form == "csv":
        return csv_response(name, headings, rows)
    if form == "xlsx":
        moment = f"{timezone.localtime():%Y-%m-%d %H:%M}"
        return xlsx_response(name, headings, rows, [*about, ("导出人", request.actor.label), ("导出时间", moment)])
    raise NotFound("没有这种文件格式", remedy="可以导出 CSV 或 XLSX")
