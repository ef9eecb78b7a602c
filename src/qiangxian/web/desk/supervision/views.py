"""Work orders on the desk: the list with how many are closed; what the page of one shows besides every matter."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponseBase
from django.views.decorators.http import require_http_methods

from qiangxian.contexts.supervision import designations, readers
from qiangxian.contexts.supervision.flow import ASSIGNING, FLOW
from qiangxian.kernel.roles import role, staff
from qiangxian.web.desk.places import place
from qiangxian.web.lists.views import answer
from qiangxian.web.matters.lists import of_flow
from qiangxian.web.matters.pages import BLOCKS, Blocks
from qiangxian.web.request import Request

ORDERS = of_flow(FLOW, empty="由办公室立项，或从逾期的任务、滞后的目标立项；须由另一人批准后交办。")
DESIGNATIONS = of_flow(designations.FLOW, empty="没有登记县（市、区）政府的督查授权，各项工作按工作调度办理。")


def _must_read(request: Request) -> None:
    staff.anywhere(request.actor).demand()


@require_http_methods(["GET", "HEAD", "POST"])
def supervision(request: Request) -> HttpResponseBase:
    """Every work order, and the rate of those closed."""
    _must_read(request)
    assigned, closed = readers.assigned_and_closed(request.actor)
    context: dict[str, Any] = {"assigned": assigned, "closed": closed, "percent": readers.percent(assigned, closed)}
    context["may_propose"] = ASSIGNING.anywhere(request.actor)
    return answer(request, ORDERS, place, template="desk/supervision/supervision.html", context=context)


@require_http_methods(["GET", "HEAD", "POST"])
def designation_list(request: Request) -> HttpResponseBase:
    """The designations that allow the word 督办."""
    _must_read(request)
    context = {"may_record": role("office").anywhere(request.actor)}
    return answer(request, DESIGNATIONS, place, template="desk/supervision/designations.html", context=context)


def _order(request: Request, order: Any) -> Mapping[str, Any]:
    kind, key = order.matter.subject_kind, order.matter.subject_id
    return {"order": order, "origin": place(request.actor, kind, key) if kind else "", "origin_kind": kind}


BLOCKS[FLOW.code] = Blocks(
    facts="desk/supervision/_facts.html", body="desk/supervision/_body.html", context=_order, back="desk:supervision"
)
BLOCKS[designations.FLOW.code] = Blocks(facts="desk/supervision/_designation.html", back="desk:designation_list")
