"""Data quality: which checks there are and what they found, running them now, letting a finding be."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from qiangxian.contexts.audit.integrity import actions, policies, readers
from qiangxian.contexts.people import tasks
from qiangxian.kernel.integrity import IntegrityCheck
from qiangxian.web.components.tables import csv_response, xlsx_response
from qiangxian.web.request import Request
from qiangxian.web.unchanged import always_fresh

from .forms import IgnoreForm
from .pages import COLUMNS, RECORD_COLUMNS, check_lines, finding_rows, quality_page, record_lines

PAGE = 50
FILTERS = ("severity", "owner")


def _must_read(request: Request) -> None:
    policies.may_read.anywhere(request.actor).demand("如确需查看，请联系安全管理员")


@always_fresh
@require_http_methods(["GET", "HEAD", "POST"])
def quality(request: Request) -> HttpResponse:
    """The checks with their counts, worst first; a POST starts a run in the background."""
    _must_read(request)
    if request.method == "POST":
        _start(request)
        return redirect("desk:quality")
    view = quality_page(request.actor, timezone.localdate(), _filters(request))
    return render(request, "desk/quality/quality.html", {"view": view, "progress": _progress(request)})


def _filters(request: Request) -> dict[str, str]:
    return {name: request.GET.get(name, "") for name in FILTERS}


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


@require_safe
def quality_export(request: Request, form: str) -> HttpResponse:
    """The list of checks as a file, as filtered."""
    _must_read(request)
    view = quality_page(request.actor, timezone.localdate(), _filters(request))
    return _file(request, form, "数据质量检查项", COLUMNS, check_lines([*view.problems, *view.clean]))


@require_http_methods(["GET", "HEAD", "POST"])
def quality_check(request: Request, check_code: str) -> HttpResponse:
    """One check: why it is asked, how to put it right, what it found; findings are let be or taken up again."""
    _must_read(request)
    check, division = readers.check_for(request.actor, check_code)
    form = IgnoreForm(request.POST if request.POST.get("step") == "ignore" else None)
    if request.method == "POST" and _stepped(request, check, division, form):
        return redirect(request.get_full_path())
    context = _context(request, check, division) | {"form": form, "ticked": request.POST.getlist("key")}
    return render(request, "desk/quality/quality_check.html", context, status=400 if form.errors else 200)


def _context(request: Request, check: IntegrityCheck, division: str) -> dict[str, Any]:
    today = timezone.localdate()
    page = Paginator(readers.findings(check.code, division, today, ignored=False), PAGE).get_page(
        request.GET.get("page")
    )
    let_be = Paginator(readers.findings(check.code, division, today, ignored=True), PAGE).get_page(
        request.GET.get("ignored_page")
    )
    asked = {"division_code": division, "check_code": check.code}
    return {
        "check": check,
        "page": page,
        "rows": finding_rows(request.actor, check, division, page),
        "let_be": let_be,
        "ignored": finding_rows(request.actor, check, division, let_be),
        "last_run": readers.newest_run(division),
        "may_ignore": policies.may_ignore.decide(request.actor, asked),
    }


def _stepped(request: Request, check: IntegrityCheck, division: str, form: IgnoreForm) -> bool:
    """True where the step was taken; a form with errors is shown again."""
    asked: dict[str, Any] = {"division_code": division, "check_code": check.code, "keys": request.POST.getlist("key")}
    if request.POST.get("step") == "heed":
        done = actions.heed_findings(actor=request.actor, at=timezone.now(), **asked)
        messages.success(request, f"已恢复处理 {len(done.result)} 处。")
        return True
    if form.is_bound and not asked["keys"]:
        form.add_error(None, "没有勾选任何一处，请先在列表中勾选")
    if form.is_valid():
        done = actions.ignore_findings(actor=request.actor, at=timezone.now(), **asked, **form.cleaned_data)
        messages.success(request, f"已把 {len(done.result)} 处标为不处理。")
        return True
    return False


@require_safe
def check_export(request: Request, check_code: str, form: str) -> HttpResponse:
    """Everything one check found, with what is let be and why."""
    _must_read(request)
    check, division = readers.check_for(request.actor, check_code)
    rows = finding_rows(
        request.actor,
        check,
        division,
        readers.standing_findings(division).filter(check_code=check.code).select_related("first_run"),
    )
    return _file(request, form, check.label, RECORD_COLUMNS, record_lines(rows, timezone.localdate()))


def _file(request: Request, form: str, name: str, columns: Any, lines: Any) -> HttpResponse:
    today: date = timezone.localdate()
    if form == "csv":
        return csv_response(f"{name}-{today}", columns, lines)
    if form == "xlsx":
        about = [("内容", name), ("日期", today.isoformat()), ("导出人", request.actor.label)]
        return xlsx_response(f"{name}-{today}", columns, lines, about)
    raise Http404
