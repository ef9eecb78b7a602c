"""The notices of whoever is logged in, for both sites: one page of them, and marking them read."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.urls import reverse
from django.utils import timezone

from qiangxian.contexts.notices import actions, readers
from qiangxian.kernel.errors import NotFound
from qiangxian.web.request import Request

PAGE_SIZE = 30


def page(request: Request, right_page: str) -> dict[str, Any]:
    """The context of a notices page; `right_page` names the page of a right on that site."""
    unread_only = request.GET.get("unread") == "1"
    rows = readers.visible_notices(request.actor)
    shown = Paginator(rows.filter(read_at__isnull=True) if unread_only else rows, PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    return {
        "page": shown,
        "lines": [(notice, address(notice.link, right_page)) for notice in shown],
        "unread_only": unread_only,
        "wants_email": readers.wants_email(request.actor.id or 0),
        "email_ready": settings.EMAIL_READY,
        "email": getattr(request.user, "email", ""),
    }


def address(link: str, right_page: str) -> str:
    """Where a notice leads; one that names nothing this version knows leads nowhere."""
    kind, _, key = link.partition(":")
    if kind == "right" and key.isdecimal():
        return reverse(right_page, args=["rights", key] if right_page == "desk:record" else [key])
    if kind == "matter" and key.isdecimal():
        return reverse("desk:matter" if right_page == "desk:record" else "my:matter", args=[key])
    if kind == "cultivation" and key.isdecimal():
        return reverse("desk:member", args=[key]) if right_page == "desk:record" else reverse("my:cultivation")
    return reverse("desk:reminders_sent") if kind == "reminders" and right_page == "desk:record" else ""


def mark_read(request: Request) -> None:
    """One's own notice, or all of them."""
    text = request.POST.get("notice", "")
    if text and not text.isdecimal():
        raise NotFound("没有这条通知", remedy="请从通知列表操作")
    made = actions.mark_read(actor=request.actor, at=timezone.now(), notice_id=int(text) if text else None)
    messages.success(request, f"{made.result} 条通知已标为已读。")
