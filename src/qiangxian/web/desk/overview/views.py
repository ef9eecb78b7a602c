"""The first page of the desk, its wall display, and the search that takes any number, name or words."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from qiangxian.kernel.errors import NotFound
from qiangxian.kernel.roles import staff
from qiangxian.web.context import current_programme
from qiangxian.web.guide.pages import home_page
from qiangxian.web.lists.pages import carrying
from qiangxian.web.recent import recent
from qiangxian.web.request import Request

from ..county import checklist
from ..plan.beginning import beginning
from . import duties, finding, pages
from .home import home


@require_safe
def overview(request: Request) -> HttpResponse:
    """Where the programme stands; the two administrators see their duties instead, for business data is not theirs, and an
    enterprise its own pages."""
    actor = request.actor
    if actor.has("enterprise"):
        return redirect("my:enterprise")
    if not staff.anywhere(actor):
        request.help_page = "accounts"
        return render(request, "desk/overview/duties.html", {"duties": duties.duties_of(actor)})
    programme, week = current_programme(request), checklist.waiting(request)
    request.help_page = "first-week" if week else home_page(actor)
    if programme is None:
        return render(request, "desk/overview/no_programme.html", {"begin": beginning(actor), "week": week})
    page = pages.OverviewPage(programme, request.as_of, actor)
    context = {"page": page, "week": week, "home": home(request, page, timezone.localdate())}
    return render(request, "desk/overview/overview.html", context)


@require_safe
def sheet(request: Request) -> HttpResponse:
    """The overview on one sheet of paper."""
    staff.anywhere(request.actor).demand()
    programme = current_programme(request)
    if programme is None:
        raise NotFound("本县还没有工作方案，一页纸没有内容", remedy="请先由办公室导入方案")
    page = pages.OverviewPage(programme, request.as_of, request.actor)
    context = {"page": page, "home": home(request, page, timezone.localdate())}
    return render(request, "desk/overview/sheet.html", context)


@require_safe
def wall(request: Request) -> HttpResponse:
    """The overview in large type, renewed every minute, for a screen on the wall."""
    programme = current_programme(request)
    if programme is None:
        raise NotFound("本县还没有工作方案，大屏没有内容", remedy="请先由办公室导入方案")
    page = pages.OverviewPage(programme, request.as_of, request.actor)
    return render(request, "desk/overview/wall.html", {"page": page})


@require_safe
def search(request: Request) -> HttpResponse:
    """Whatever stands under a number, a name or words; the one thing that is called just so opens at once."""
    words = request.GET.get("q", "").strip()[: finding.LONGEST]
    programme = current_programme(request) if words else None
    groups = finding.Search(words, programme, request.actor, request.as_of).groups() if words else []
    if hit := finding.only_exact(groups):
        return redirect(carrying(request, hit.url))
    context = {
        "words": words,
        "groups": groups,
        "total": sum(group.total for group in groups),
        "recent": recent(request),
    }
    return render(request, "desk/overview/search.html", context)
