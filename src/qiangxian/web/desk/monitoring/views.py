"""What falls due in the county, as a list and as files; and the notices of whoever is logged in."""

from django.contrib import messages
from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from qiangxian.contexts.notices import actions
from qiangxian.contexts.notices.lists import NOTICES
from qiangxian.contexts.notices.policies import may_post
from qiangxian.contexts.registers.due.lists import DUE
from qiangxian.web.components import notice_list
from qiangxian.web.components.due_calendar import due_calendar
from qiangxian.web.lists.views import answer
from qiangxian.web.request import Request

from ..places import place
from .pages import must_read


@require_http_methods(["GET", "HEAD", "POST"])
def due(request: Request) -> HttpResponseBase:
    """What falls due, as a list, as files and for a calendar."""
    must_read(request)
    if request.GET.get("format") == "ics":
        return due_calendar(request, DUE)
    context = {
        "may_send": may_post.anywhere(request.actor),
        "empty_actions": "desk/monitoring/_empty.html",
    }
    return answer(request, DUE, place, template="desk/monitoring/due.html", context=context)


@require_http_methods(["GET", "HEAD", "POST"])
def notices(request: Request) -> HttpResponseBase:
    """The notices of the account, newest first; an enterprise reads them on its own site."""
    if request.actor.has("enterprise"):
        return redirect("my:notices")
    return answer(request, NOTICES, place, template="desk/monitoring/notices.html", context=notice_list.ways(request))


@require_POST
def notices_read(request: Request) -> HttpResponseRedirect:
    """Mark one notice or all of one's own as read."""
    notice_list.mark_read(request)
    return redirect("desk:notices")


@require_POST
def notices_email(request: Request) -> HttpResponseRedirect:
    """Whether the account wants e-mail."""
    wanted = request.POST.get("email") == "1"
    actions.choose_email(actor=request.actor, at=timezone.now(), account_id=request.actor.id or 0, email=wanted)
    messages.success(request, "已设置为接收邮件。" if wanted else "已设置为不接收邮件，通知仍会出现在这里。")
    return redirect("desk:notices")
