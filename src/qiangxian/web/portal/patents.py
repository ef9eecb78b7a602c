"""Finding patents in public: open data only, bounded in time, in size and in how often."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from qiangxian.kernel.actor import Actor
from qiangxian.web.components.patent_analysis import analysed
from qiangxian.web.components.patent_exports import exported
from qiangxian.web.components.patent_page import PatentPage
from qiangxian.web.components.patent_tools import Site, mark_step
from qiangxian.web.components.patents import PatentSearch, count_question, shown
from qiangxian.web.request import Request
from qiangxian.web.unchanged import always_fresh


def _place(_actor: Actor, kind: str, key: Any) -> str:
    return reverse("portal:patent", args=(key,)) if kind == "patent" else ""


SITE = Site("portal", lambda _request: None)


@always_fresh
@require_http_methods(["GET", "HEAD", "POST"])
def patents(request: Request) -> HttpResponseBase:
    """What one asks, and what is found."""
    count_question(request)
    found = PatentSearch(request, [mark_step()])
    if address := found.from_form():
        return redirect(address)
    if found.fault is None and (answered := exported(request, found, SITE.url("patents_mine"))):
        return answered
    return shown(request, found, _place, "portal/patents.html")


@always_fresh
@require_safe
def analysis(request: Request) -> HttpResponseBase:
    """What was found, counted."""
    return analysed(request, "portal:patents", "portal/patents_analysis.html", count_question)


@always_fresh
@require_safe
def patent(request: Request, number: str) -> HttpResponse:
    """One record."""
    count_question(request)
    context = {"page": PatentPage(request, number), "patent_view": "portal:patent", "mark_view": "portal:patents_mark"}
    return render(request, "portal/patent.html", context)
