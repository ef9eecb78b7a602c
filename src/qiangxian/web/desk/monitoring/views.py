"""What falls due in the county, as a list and as files; and the notices of whoever is logged in."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from qiangxian.contexts.lists.types import Viewer
from qiangxian.contexts.notices import actions
from qiangxian.contexts.notices.policies import may_post
from qiangxian.contexts.registers.due import readers as readers
from qiangxian.web.components import due_files, notice_list
from qiangxian.web.request import Request

from . import pages


@require_safe
def due(request: Request) -> HttpResponse:
    """The list on the day."""
    pages.must_read(request)
    return render(
        request,
        "desk/monitoring/due.html",
        {"view": pages.due_view(request), "may_send": may_post.anywhere(request.actor)},
    )


@require_safe
def due_download(request: Request, form: str) -> HttpResponse:
    """The list as a file: exactly the lines of the filter, in their order."""
    pages.must_read(request)
    items = readers.all_due(Viewer(request.actor, request.as_of), pages.wish_of(request.GET))
    name = f"到期与提醒-{request.as_of.effective}"
    return due_files.response(form, name, items, pages.about(request), at=timezone.now())


@require_safe
def notices(request: Request) -> HttpResponse:
    """The notices of the account, newest first; an enterprise reads them on its own site."""
    if request.actor.has("enterprise"):
        return redirect("my:notices")
    return render(request, "desk/monitoring/notices.html", notice_list.page(request, "desk:record"))


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
