"""Rows of events and fees whose right is not in the register: tried again, set aside, taken up."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from qiangxian.contexts.registers.intake.actions.waiting import fetch_waiting
from qiangxian.contexts.registers.intake.lists import waiting_list
from qiangxian.web.forms import ReasonForm
from qiangxian.web.lists.views import answer
from qiangxian.web.request import Request

from ..places import place
from .views import home_division


@require_http_methods(["GET", "HEAD", "POST"])
def import_waiting(request: Request) -> HttpResponseBase:
    """The list; several rows at once are set aside or taken up, all are tried again."""
    division = home_division(request)
    if request.POST.get("step") == "fetch":
        placed = fetch_waiting(actor=request.actor, at=timezone.now(), division_code=division).result
        words = f"补入 {placed} 行。" if placed else "没有可以补入的行：所等的权利都还没有登记。"
        messages.success(request, words)
        return redirect(request.get_full_path())
    return answer(request, waiting_list(division, ReasonForm), place, template="desk/imports/import_waiting.html")
