"""Posting notices, marking them read, choosing how to be told, setting a county's channels."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.contexts.people.outward import outward
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import Conflict

from . import policies, readers, webhook
from .addresses import addresses
from .models import CountyChannels, Delivery, Notice, Preference
from .types import DeliveryState, NewNotice, is_outward

TRIES = 3


@action("notices.post", label="发送提醒", policy=policies.may_post)
def post(*, actor: Actor, at: datetime, division_code: str, notices: Sequence[NewNotice]) -> Receipt:
    """Tell what was not told before, and put the messages of it on their way; all of it or nothing is kept.

    The receipt's result is the list of notices made now."""
    made = _made(division_code, notices, at)
    found = addresses(division_code, {notice.recipient for notice in made}, on=timezone.localdate(at))
    waiting = [
        Delivery(notice=notice, channel=channel, address=address, next_at=at)
        for notice in made
        for channel, address in found.get(notice.recipient, ())
    ]
    Delivery.objects.bulk_create(waiting)
    if waiting:
        _send_soon()
    after = {"asked": len(notices), "made": len(made), "messages": len(waiting)}
    label = f"{len(made)} 条提醒"
    return Receipt("notice", "", label, after=after, division_code=division_code, result=made)


def _made(division_code: str, notices: Sequence[NewNotice], at: datetime) -> list[Notice]:
    """The rows of those that are new. Somebody may post the same at the same moment: then the rest is asked again."""
    once = {(new.recipient, new.key): new for new in notices}
    issuer = outward(division_code).body if any(map(is_outward, once.values())) else ""
    for _try in range(TRIES):
        told = readers.sent_keys(once)
        rows = [_row(division_code, new, at, issuer) for pair, new in once.items() if pair not in told]
        try:
            with transaction.atomic():
                return Notice.objects.bulk_create(rows, batch_size=500)
        except IntegrityError:
            continue
    raise Conflict("同一批提醒正由别处发送", remedy="稍后刷新页面再看")


def _row(division_code: str, new: NewNotice, at: datetime, issuer: str) -> Notice:
    return Notice(
        division_code=division_code,
        recipient=new.recipient,
        kind=new.kind,
        key=new.key,
        title=new.title[:200],
        words=new.words,
        rule=new.rule[:400],
        rule_date=new.rule_date,
        due_date=new.due_date,
        link=new.link,
        issuer=issuer if is_outward(new) else "",
        created_at=at,
    )


def _send_soon() -> None:
    """In the same transaction: what waits and the task that sends it are kept together."""
    from .tasks import send_waiting  # the task sends through this context, so it cannot be imported above

    send_waiting.enqueue()


@action("notices.mark_read", label="标记通知已读", policy=policies.may_mark_read)
def mark_read(*, actor: Actor, at: datetime, notice_id: int | None = None) -> Receipt:
    """One notice, or all of one's own."""
    rows = Notice.objects.filter(recipient__in=policies.own_recipients(actor), read_at__isnull=True)
    if notice_id is not None:
        rows = rows.filter(pk=notice_id)
    count = rows.update(read_at=at, read_by=actor.label[:120])
    return Receipt("notice", str(notice_id or ""), f"{count} 条已读", after={"read": count}, result=count)


@action("notices.choose_email", label="设置是否接收邮件", policy=policies.own_account)
def choose_email(*, actor: Actor, at: datetime, account_id: int, email: bool) -> Receipt:
    """Whether the account wants e-mail."""
    before = readers.wants_email(account_id)
    Preference.objects.update_or_create(account_id=account_id, defaults={"email": email})
    return Receipt("account", str(account_id), before={"email": before}, after={"email": email}, result=email)


@action("notices.set_channels", label="设置提醒的发送方式", policy=policies.may_post)
def set_channels(*, actor: Actor, at: datetime, division_code: str, automatic: bool, webhook_address: str) -> Receipt:
    """Whether reminders go out every day by themselves, and to which robot (empty: none)."""
    address = webhook.checked(webhook_address) if webhook_address.strip() else ""
    before = readers.channels(division_code)
    values = {"automatic": automatic, "webhook": address, "changed_at": at, "changed_by": actor.label[:120]}
    CountyChannels.objects.update_or_create(division_code=division_code, defaults=values)
    return Receipt(
        "county_channels",
        division_code,
        before={"automatic": before.automatic, "webhook": webhook.masked(before.webhook)} if before else None,
        after={"automatic": automatic, "webhook": webhook.masked(address)},
        division_code=division_code,
    )


@action("notices.resend", label="重新发送消息", policy=policies.may_resend)
def resend(*, actor: Actor, at: datetime, delivery_id: int) -> Receipt:
    """A message that failed, or of which nobody knows, is sent once more because a person wants it."""
    row = Delivery.objects.select_for_update().get(pk=delivery_id)
    if row.state not in (DeliveryState.FAILED, DeliveryState.UNCERTAIN):
        raise Conflict("这条消息没有失败", remedy="只有发送失败或结果不明的消息可以重新发送")
    before = row.state
    row.state, row.next_at, row.attempts, row.message = DeliveryState.WAITING, at, 0, ""
    row.save()
    _send_soon()
    division = Notice.objects.values_list("division_code", flat=True).get(pk=row.notice_id)
    return Receipt(
        "delivery", str(row.pk), before={"state": before}, after={"state": row.state}, division_code=division
    )
