"""Who may send and read notices, and who sets the channels."""

from collections.abc import Mapping
from typing import Any

from qiangxian.kernel.actor import Actor
from qiangxian.kernel.decision import Decision, allow, deny

from .models import Delivery, Notice
from .types import to_account, to_enterprise, to_office


def may_post(actor: Actor, arguments: Mapping[str, Any]) -> Decision:
    """The product by itself, and the office of the county."""
    if actor.is_system:
        return allow()
    if not actor.has("office"):
        return deny("只有领导小组办公室可以发送提醒。")
    if arguments.get("division_code") not in actor.division_codes:
        return deny("只能发送本县（市、区）的提醒。")
    return allow()


def may_resend(actor: Actor, arguments: Mapping[str, Any]) -> Decision:
    """The same for a message that stands already: its own county decides."""
    wanted = Delivery.objects.filter(pk=arguments.get("delivery_id") or 0)
    return may_post(actor, {"division_code": wanted.values_list("notice__division_code", flat=True).first()})


def own_recipients(actor: Actor) -> list[str]:
    """The recipients this actor stands for."""
    own = [to_account(actor.id)] if actor.id is not None else []
    if actor.has("enterprise") and actor.enterprise_record_id is not None:
        own.append(to_enterprise(actor.enterprise_record_id))
    if actor.has("office"):
        own += [to_office(code) for code in sorted(actor.division_codes)]
    return own


def may_mark_read(actor: Actor, arguments: Mapping[str, Any]) -> Decision:
    """One's own notices."""
    wanted = arguments.get("notice_id")
    if wanted is None:
        return allow() if actor.id is not None else deny("请先登录。")
    own = Notice.objects.filter(pk=wanted, recipient__in=own_recipients(actor)).exists()
    return allow() if own else deny("只能标记自己的通知。")


def own_account(actor: Actor, arguments: Mapping[str, Any]) -> Decision:
    """What one does with one's own account."""
    own = actor.id is not None and actor.id == arguments.get("account_id")
    return allow() if actor.is_system or own else deny("只能设置自己的接收方式。")
