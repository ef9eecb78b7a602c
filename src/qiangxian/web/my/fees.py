"""The enterprise's calendar: what to pay and to renew in the coming twelve months, and the same as files."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from qiangxian.contexts.registers.due.readers import DueItem, DueKind, own_due
from qiangxian.kernel.money import ZERO, Money
from qiangxian.web.components import due_files
from qiangxian.web.request import Request


@dataclass(frozen=True)
class Summary:
    """The three figures above the list."""

    pressing: int
    grace: Money
    grace_count: int
    ahead: Money
    ahead_count: int


def summary(items: Sequence[DueItem]) -> Summary:
    """What must be seen to soon, and the sums of what can be paid today and what comes."""
    grace = _today(items, DueKind.FEE_GRACE)
    ahead = _today(items, DueKind.FEE)
    pressing = sum(bool(item.light) for item in items)
    return Summary(pressing, sum(grace, ZERO), len(grace), sum(ahead, ZERO), len(ahead))


def _today(items: Sequence[DueItem], kind: DueKind) -> list[Money]:
    return [item.costs.today for item in items if item.found.kind == kind and item.costs and item.costs.today]


@require_safe
def fees(request: Request) -> HttpResponse:
    """The list, the most urgent first."""
    items = own_due(request.actor, request.as_of)
    return render(request, "my/fees.html", {"items": items, "summary": summary(items)})


@require_safe
def fees_download(request: Request, form: str) -> HttpResponseBase:
    """The same as a table or for a calendar."""
    items = own_due(request.actor, request.as_of)
    return due_files.response(request, form, f"年费与期限-{request.as_of.effective}", items, timezone.now())
