"""The notices of whoever is logged in, for both sites: how one is told, and marking them read."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.utils import timezone

from qiangxian.contexts.notices import actions, readers
from qiangxian.kernel.errors import NotFound
from qiangxian.web.request import Request


def ways(request: Request) -> dict[str, Any]:
    """How the account is told besides this page."""
    return {
        "wants_email": readers.wants_email(request.actor.id or 0),
        "email_ready": settings.EMAIL_READY,
        "email": getattr(request.user, "email", ""),
    }


def mark_read(request: Request) -> None:
    """One's own notice, or all of them."""
    text = request.POST.get("notice", "")
    if text and not text.isdecimal():
        raise NotFound("没有这条通知", remedy="请从通知列表操作")
    made = actions.mark_read(actor=request.actor, at=timezone.now(), notice_id=int(text) if text else None)
    messages.success(request, f"{made.result} 条通知已标为已读。")
