"""The patent literature on the desk: the question, its list, one record."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from qiangxian.kernel.roles import staff
from qiangxian.web.components.patent_analysis import analysed
from qiangxian.web.components.patent_exports import exported
from qiangxian.web.components.patent_page import PatentPage
from qiangxian.web.components.patent_tools import Site, mark_step
from qiangxian.web.components.patents import PatentSearch, shown
from qiangxian.web.desk.places import place
from qiangxian.web.request import Request
from qiangxian.web.unchanged import always_fresh

SITE = Site("desk", lambda request: staff.anywhere(request.actor).demand())


@always_fresh
@require_http_methods(["GET", "HEAD", "POST"])
def patents(request: Request) -> HttpResponseBase:
    """What one asks, and what is found."""
    staff.anywhere(request.actor).demand()
    found = PatentSearch(request, [mark_step()])
    if address := found.from_form():
        return redirect(address)
    if found.fault is None and (answered := exported(request, found, SITE.url("patents_mine"))):
        return answered
    return shown(request, found, place, "desk/patents/patents.html")


@always_fresh
@require_safe
def analysis(request: Request) -> HttpResponseBase:
    """What was found, counted."""
    staff.anywhere(request.actor).demand()
    return analysed(request, "desk:patents", "desk/patents/analysis.html")


@always_fresh
@require_safe
def patent(request: Request, number: str) -> HttpResponse:
    """One record."""
    staff.anywhere(request.actor).demand()
    context = {"page": PatentPage(request, number), "patent_view": "desk:patent", "mark_view": "desk:patents_mark"}
    return render(request, "desk/patents/patent.html", context)
