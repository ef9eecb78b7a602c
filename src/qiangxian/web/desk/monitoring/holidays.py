"""放假安排: which years have a notice, and what one that waits would change."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from qiangxian.contexts.holidays import readers
from qiangxian.contexts.holidays.flow import FLOW, OFFICE, NoticeState
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.calendar import marked_days
from qiangxian.web.lists.views import answer
from qiangxian.web.matters.lists import of_flow
from qiangxian.web.matters.pages import BLOCKS, Blocks
from qiangxian.web.request import Request

from ..places import place
from .pages import must_read

NOTICES = of_flow(FLOW, empty="随规则库发布的年份不在此列；国务院办公厅发布下一年的通知后，请录入并由另一人复核。")


@require_http_methods(["GET", "HEAD", "POST"])
def holidays(request: Request) -> HttpResponseBase:
    """The notices entered here, and whether this year and the next have one."""
    must_read(request)
    context = {"may_propose": OFFICE.anywhere(request.actor), "years": readers.years(timezone.localdate())}
    return answer(request, NOTICES, place, template="desk/monitoring/holidays.html", context=context)


def _notice(_request: Request, own: Any) -> Mapping[str, Any]:
    """The days with their weekdays; while it waits, what it changes."""
    context: dict[str, Any] = {"days": marked_days(readers.notice(own))}
    if own.matter.state == NoticeState.PROPOSED:
        rights, count, clocks = readers.moved(own, AsOf.on(timezone.localdate()))
        context |= {"waits": True, "moved": rights, "count": count, "ends": clocks}
    return context


BLOCKS[FLOW.code] = Blocks(body="desk/monitoring/_holidays.html", context=_notice, back="desk:holidays")
