"""Data quality: which checks there are and what they found, running them now, letting a finding be."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from qiangxian.contexts.quality import actions, policies, readers, tasks
from qiangxian.web.lists.views import answer
from qiangxian.web.request import Request
from qiangxian.web.unchanged import always_fresh

from ..places import place
from .pages import check_list, finding_list, severity_cell, summary


def _must_read(request: Request) -> None:
    policies.may_read.anywhere(request.actor).demand("如确需查看，请联系安全管理员")


@always_fresh
@require_http_methods(["GET", "HEAD", "POST"])
def quality(request: Request) -> HttpResponseBase:
    """The checks with their counts, worst first; a POST without a list's step starts a run in the background."""
    _must_read(request)
    if request.method == "POST" and "list" not in request.POST:
        _start(request)
        return redirect("desk:quality")
    states = readers.states(request.actor, timezone.localdate())
    context = summary(request.actor, states) | {"progress": _progress(request)}
    return answer(request, check_list(states), place, template="desk/quality/quality.html", context=context)


def _start(request: Request) -> None:
    division, today = request.actor.home, timezone.localdate()
    begun = actions.start_run(actor=request.actor, at=timezone.now(), division_code=division, as_of_date=today)
    tasks.check_integrity.enqueue(begun.result)
    messages.success(request, "检查已在后台开始，可以离开本页，稍后回来看结果。")


def _progress(request: Request) -> dict[str, int] | None:
    """How far the run under way is, None where none is."""
    division = request.actor.home
    if readers.running(division) is None:
        return None
    done, total = readers.progress(division)
    return {"done": done, "total": total, "percent": done * 100 // max(total, 1)}


@always_fresh
@require_safe
def quality_progress(request: Request) -> HttpResponse:
    """The bar alone, asked for every second; once the run is over the whole page is asked for anew."""
    _must_read(request)
    progress = _progress(request)
    answer = render(request, "desk/quality/_progress.html", {"progress": progress})
    if progress is None:
        answer["HX-Refresh"] = "true"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def quality_check(request: Request, check_code: str) -> HttpResponseBase:
    """One check: why it is asked, how to put it right, what it found; findings are let be or taken up again."""
    _must_read(request)
    check, division = readers.check_for(request.actor, check_code)
    today = timezone.localdate()
    counts = [readers.findings(check.code, division, today, ignored=ignored).count() for ignored in (False, True)]
    context = {
        "check": check,
        "counts": counts,
        "severity": severity_cell(check, is_found=counts[0] > 0),
        "last_run": readers.newest_run(division),
    }
    declared = finding_list(check, division, today)
    return answer(request, declared, place, template="desk/quality/quality_check.html", context=context)
