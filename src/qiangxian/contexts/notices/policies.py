"""Who may send and read notices, and who sets the channels."""

from collections.abc import Mapping
from typing import Any

from qiangxian.kernel.actor import Actor
from qiangxian.kernel.roles import owner, role, when

from .models import Delivery, Notice
from .types import to_account, to_enterprise, to_office, to_unit


def _county(given: Mapping[str, Any]) -> object:
    delivery = Delivery.objects.filter(pk=given.get("delivery_id") or 0).select_related("notice").first()
    return delivery and delivery.notice


def own_recipients(actor: Actor) -> list[str]:
    """The recipients this actor stands for."""
    own = [to_account(actor.id)] if actor.id is not None else []
    own += [to_unit(unit) for unit in sorted(actor.units("liaison", "unit_head"))]
    if actor.has("enterprise") and actor.enterprise_record_id is not None:
        own.append(to_enterprise(actor.enterprise_record_id))
    return own + [to_office(code) for code in sorted(actor.divisions("office"))]


def _is_own(actor: Actor, given: Mapping[str, Any]) -> bool:
    wanted = given.get("notice_id")
    if wanted is None:
        return actor.id is not None
    return Notice.objects.filter(pk=wanted, recipient__in=own_recipients(actor)).exists()


may_post = role("office").to("发送", "提醒")
may_resend = may_post.of(_county)
may_mark_read = when("只能标记自己的通知。", _is_own)
own_account = owner().to("设置", "接收方式")
