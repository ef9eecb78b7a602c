"""上级名单: the lists that were loaded, and one of them beside our own."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from qiangxian.contexts.indicators.upper_flow import FLOW, OFFICE
from qiangxian.contexts.indicators.upper_lists import Reconciliation
from qiangxian.web.lists.views import answer
from qiangxian.web.matters.lists import of_flow
from qiangxian.web.matters.pages import BLOCKS, Blocks
from qiangxian.web.request import Request

from ..places import place
from . import pages

LISTS = of_flow(FLOW, empty="省或国家下发名单后在这里装入，与本地台账逐条核对；以上级公布的数量为准。")


@require_http_methods(["GET", "HEAD", "POST"])
def upper_lists(request: Request) -> HttpResponseBase:
    """The lists the office was sent."""
    pages.county_of(request.actor)
    context = {"may_load": OFFICE.anywhere(request.actor), "tab": "upper"}
    return answer(request, LISTS, place, template="desk/indicators/upper.html", context=context)


def _beside(_request: Request, own: Any) -> Mapping[str, Any]:
    return {"found": Reconciliation(own, timezone.localdate())}


BLOCKS[FLOW.code] = Blocks(body="desk/indicators/_upper.html", context=_beside, back="desk:upper_lists")
