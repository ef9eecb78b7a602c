"""The enterprise's calendar: what to pay and to renew in the coming twelve months, and the same as files."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponseBase
from django.views.decorators.http import require_http_methods

from qiangxian.contexts.registers.due.lists import OWN_DUE
from qiangxian.contexts.registers.due.readers import own_due
from qiangxian.contexts.registers.due.types import DueItem, DueKind
from qiangxian.kernel.money import ZERO, Money
from qiangxian.web.components.due_calendar import due_calendar
from qiangxian.web.lists.views import answer
from qiangxian.web.request import Request

from .places import place


def summary(items: Sequence[DueItem]) -> dict[str, Any]:
    """What must be seen to soon, and the sums of what can be paid today and what comes."""
    grace = _today(items, DueKind.FEE_GRACE)
    ahead = _today(items, DueKind.FEE)
    pressing = sum(bool(item.light) for item in items)
    return {
        "pressing": pressing,
        "grace": sum(grace, ZERO),
        "grace_count": len(grace),
        "ahead": sum(ahead, ZERO),
        "ahead_count": len(ahead),
    }


def _today(items: Sequence[DueItem], kind: DueKind) -> list[Money]:
    return [item.bill.total for item in items if item.found.kind == kind and item.bill and item.bill.total]


@require_http_methods(["GET", "HEAD", "POST"])
def fees(request: Request) -> HttpResponseBase:
    """The list, the most urgent first; also as a table and for a calendar."""
    items = own_due(request.actor, request.as_of)
    if request.GET.get("format") == "ics":
        return due_calendar(request, OWN_DUE)
    context = {"base": "my/base.html", "summary": summary(items)}
    return answer(request, OWN_DUE, place, template="my/fees.html", context=context)
