"""The monthly bulletin: choose a month, look at it, take it along."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from qiangxian.contexts.indicators import readers
from qiangxian.contexts.programmes import readers as programmes
from qiangxian.kernel import division as divisions
from qiangxian.kernel.clocks import county_day
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.period import Period
from qiangxian.web.components.files import sent_bytes
from qiangxian.web.components.papers import sent
from qiangxian.web.lists.downloads import XLSX_TYPE
from qiangxian.web.request import Request

from .pages import county_of

OFFERED = 24


def _month(request: Request) -> Period:
    """The month asked for, else the last whole month before the day of the page."""
    text = request.GET.get("month", "").strip()
    if not text:
        return _before(request.as_of.effective)
    month = Period.parse(text)
    if (month.start.year, month.start.month) != (month.last_day.year, month.last_day.month):
        raise Refused("月报按月编制", column="month", value=text, remedy="请选择一个月，如 2025-12")
    if month.start > timezone.localdate():
        raise Refused("不能编制将来的月报", column="month", value=text, remedy="请选择本月或以前的月份")
    return month


def _before(day: date) -> Period:
    return Period.month(day.year - 1, 12) if day.month == 1 else Period.month(day.year, day.month - 1)


@require_safe
def bulletin(request: Request) -> HttpResponse:
    """The bulletin as it would be sent."""
    division = county_of(request.actor)
    made = readers.bulletin(division=division, month=_month(request), today=timezone.localdate())
    today = timezone.localdate()
    count = today.year * 12 + today.month - 1
    months = [f"{(count - back) // 12}-{(count - back) % 12 + 1:02d}" for back in range(OFFERED)]
    months = months if made.month in months else [made.month, *months]
    context = {
        "bulletin": made,
        "months": months,
        "county": divisions.find(division).name,
        "plan": programmes.plan_of(division, made.as_of, request.actor),
    }
    return render(request, "desk/indicators/bulletin.html", context)


@require_safe
def bulletin_export(request: Request, form: str) -> HttpResponse:
    """The bulletin as a file."""
    division, now = county_of(request.actor), timezone.localtime()
    made = readers.bulletin(division=division, month=_month(request), today=county_day(now))
    county, made_by = divisions.find(division).name, request.actor.label
    name = f"{county}知识产权工作月报-{made.month}"
    if form != "xlsx":
        plan = programmes.plan_of(division, made.as_of, request.actor)
        return sent(name, readers.as_docx(made, county=county, made_by=made_by, at=now, plan=plan), form, division)
    return sent_bytes(f"{name}.xlsx", readers.as_xlsx(made, county=county, made_by=made_by, at=now), XLSX_TYPE)
