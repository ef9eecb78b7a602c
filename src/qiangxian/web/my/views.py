"""What an enterprise sees: its own record, its rights with their status on the day, its titles; nothing else."""

from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from qiangxian.contexts.matters.readers import open_to, soonest_first
from qiangxian.contexts.notices.readers import unread_count
from qiangxian.contexts.registers.due.readers import own_due
from qiangxian.contexts.registers.records.readers import record_page
from qiangxian.contexts.registers.types import RecordKind
from qiangxian.kernel.roles import own_enterprise
from qiangxian.web.components.right_law import law_view
from qiangxian.web.request import Request

from .fees import summary

SHOWN = 5


def _own_record(request: Request) -> int:
    own_enterprise.says("这里是企业用户查看自己登记的页面。").anywhere(request.actor).demand(
        "工作人员请从工作台的基础台账查看"
    )
    return request.actor.enterprise_record_id or 0


@require_safe
def enterprise(request: Request) -> HttpResponse:
    """What to pay, answer or do now, then the enterprise's own record on the day."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    shown = record_page(request.actor, RecordKind.ENTERPRISE, _own_record(request), request.as_of)
    waiting = open_to(request.actor)
    now = {
        "due": summary(own_due(request.actor, request.as_of)),
        "todo": list(soonest_first(waiting)[:SHOWN]),
        "todo_total": waiting.count(),
        "notices": unread_count(request.actor),
    }
    return render(request, "my/enterprise.html", {"record": shown, "now": now})


@require_safe
def right(request: Request, record_id: int) -> HttpResponse:
    """One of its own rights: status with its proof, events, holders."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    _own_record(request)
    shown = record_page(request.actor, RecordKind.RIGHT, record_id, request.as_of)
    law = law_view(shown.row, request.as_of, timezone.localdate())
    return render(request, "my/right.html", {"record": shown, "law": law})
