"""The enterprise's notices: reading them, marking them read, choosing how to be told."""

from django.contrib import messages
from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from qiangxian.contexts.notices import actions
from qiangxian.contexts.notices.lists import NOTICES
from qiangxian.kernel.roles import holder
from qiangxian.web.components import notice_list
from qiangxian.web.lists.views import answer
from qiangxian.web.request import Request

from .places import place


def _must_be_enterprise(request: Request) -> None:
    may_read = holder("enterprise").says("这里是企业用户的通知。")
    may_read.anywhere(request.actor).demand("工作人员请从工作台右上角的铃铛查看")


@require_http_methods(["GET", "HEAD", "POST"])
def notices(request: Request) -> HttpResponseBase:
    """Newest first."""
    _must_be_enterprise(request)
    context = notice_list.ways(request) | {"base": "my/base.html"}
    return answer(request, NOTICES, place, template="my/notices.html", context=context)


@require_POST
def notices_read(request: Request) -> HttpResponseRedirect:
    """One notice, or all of them."""
    _must_be_enterprise(request)
    notice_list.mark_read(request)
    return redirect("my:notices")


@require_POST
def notices_email(request: Request) -> HttpResponseRedirect:
    """Whether the account wants e-mail."""
    _must_be_enterprise(request)
    wanted = request.POST.get("email") == "1"
    actions.choose_email(actor=request.actor, at=timezone.now(), account_id=request.actor.id or 0, email=wanted)
    messages.success(request, "已设置为接收邮件。" if wanted else "已设置为不接收邮件，通知仍会出现在这里。")
    return redirect("my:notices")
