"""Rows of events and fees whose right is not in the register: tried again, set aside, taken up."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from qiangxian.contexts.registers import actions, readers
from qiangxian.engines.intake import load_vocabulary
from qiangxian.kernel.errors import Refused
from qiangxian.web.request import Request

from .views import home_division

PAGE = 50
KINDS = ("events", "fees")
STATES = (("waiting", "等待权利登记"), ("dismissed", "不登记"), ("placed", "已补入"))


@require_http_methods(["GET", "HEAD", "POST"])
def import_waiting(request: Request) -> HttpResponse:
    """The list with its filters; several rows at once are set aside or taken up."""
    division = home_division(request)
    if request.method == "POST":
        _act(request, division)
        return redirect(request.get_full_path())
    state = request.GET.get("state", "")
    state = state if state in dict(STATES) else "waiting"
    kind = request.GET.get("kind", "") if request.GET.get("kind") in KINDS else ""
    query = request.GET.get("q", "").strip()
    rows = readers.waiting_rows(request.actor, division, kind=kind, query=query, state=state)
    labels = {name: load_vocabulary(name, division).label for name in KINDS}
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "labels": labels,
        "kinds": list(labels.items()),
        "states": STATES,
        "kind": kind,
        "state": state,
        "query": query,
    }
    return render(request, "desk/imports/import_waiting.html", context)


def _act(request: Request, division: str) -> None:
    asked: dict[str, Any] = {"actor": request.actor, "at": timezone.now(), "division_code": division}
    step = request.POST.get("step")
    chosen = [int(text) for text in request.POST.getlist("row") if text.isdigit()]
    if step == "fetch":
        placed = actions.fetch_waiting(**asked).result
        words = f"补入 {placed} 行。" if placed else "没有可以补入的行：所等的权利都还没有登记。"
        messages.success(request, words)
    elif step == "aside":
        changed = actions.set_waiting_aside(**asked, row_ids=chosen, reason=request.POST.get("reason", "")).result
        messages.success(request, f"{changed} 行已标为不登记，可在“不登记”中恢复。")
    elif step == "up":
        changed = actions.take_waiting_up(**asked, row_ids=chosen).result
        messages.success(request, f"{changed} 行恢复等待。")
    else:
        raise Refused("没有选择操作", remedy="请用页面上的按钮")
