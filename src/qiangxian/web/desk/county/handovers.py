"""工作交接: the hand-overs of the county, and what one of them lists."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from django.http import HttpResponseBase
from django.views.decorators.http import require_http_methods

from qiangxian.contexts.handovers.flow import FLOW, OFFICE
from qiangxian.kernel.roles import staff
from qiangxian.web.lists.views import answer
from qiangxian.web.matters.lists import of_flow
from qiangxian.web.matters.pages import BLOCKS, Blocks
from qiangxian.web.request import Request

from ..places import place

HANDOVERS = of_flow(FLOW, empty="有人调离或轮岗时，由办公室开始交接：系统列出移交人手里的事，三个人各自确认。")


@require_http_methods(["GET", "HEAD", "POST"])
def handovers(request: Request) -> HttpResponseBase:
    """What was handed over in the county, and what is under way."""
    staff.anywhere(request.actor).demand("工作交接由本县（市、区）的工作人员办理")
    context = {"may_begin": OFFICE.anywhere(request.actor)}
    return answer(request, HANDOVERS, place, template="desk/county/handovers.html", context=context)


def _listed(request: Request, own: Any) -> Mapping[str, Any]:
    """The things by their sort, each with its page where the reader may open it."""
    some = [{**one, "url": place(request.actor, one["kind"], one["key"]) if one["kind"] else ""} for one in own.things]
    return {"sorts": [(sort, list(rows)) for sort, rows in groupby(some, key=lambda one: one["sort"])]}


BLOCKS[FLOW.code] = Blocks(body="desk/county/_handover.html", context=_listed, back="desk:handovers")
