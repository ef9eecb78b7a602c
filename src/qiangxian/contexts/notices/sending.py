"""Messages leave one by one. What is about to be sent is marked first and that is kept, so a sender that dies while
sending leaves a message whose outcome nobody knows: it is shown as such and never sent twice by itself."""

import smtplib
import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import connection, transaction
from django.db.models import QuerySet

from qiangxian.kernel import rulebook
from qiangxian.kernel.clocks import county_day

from . import webhook
from .models import Delivery
from .types import Channel, DeliveryState
from .webhook import NobodyKnows, NotDelivered

MAILED_BY = "qiangxian.invalid"
"""The part of a letter's id behind the sign: no host of anybody's."""
UNCERTAIN_AFTER = timedelta(hours=1)


def number(name: str, on: date) -> int:
    """A parameter of `notices/sending` that is one number."""
    return int(rulebook.parameter("notices", f"sending.{name}", on, None))


def retry_minutes(on: date) -> Sequence[int]:
    """After how many minutes a message that failed is tried again, try by try."""
    pauses: Sequence[int] = rulebook.parameter("notices", "sending.retry_minutes", on, None)
    return pauses


def take(*, at: datetime) -> list[Delivery]:
    """The next message: all that waits for one address over one channel, marked as being sent. Empty: nothing waits."""
    with transaction.atomic():
        waiting = Delivery.objects.filter(state=DeliveryState.WAITING, next_at__lte=at)
        first = _locked(waiting).order_by("next_at", "id").first()
        if first is None:
            return []
        most = number("mail_lines", county_day(at))
        together = waiting.filter(
            channel=first.channel,
            address=first.address,
            notice__division_code=first.notice.division_code,
            message=first.message,  # one that is tried again is the same message under the same id
        )
        ids = list(_locked(together).order_by("id").values_list("pk", flat=True)[:most])
        mark = {"state": DeliveryState.SENDING, "message": first.message or uuid.uuid4().hex, "next_at": at}
        Delivery.objects.filter(pk__in=ids).update(**mark)
    return list(Delivery.objects.filter(pk__in=ids).select_related("notice").order_by("id"))


def _locked(rows: QuerySet[Delivery]) -> QuerySet[Delivery]:
    """Rows no other sender is looking at, where the database can say so; SQLite lets one write at a time anyway."""
    skip = connection.features.has_select_for_update_skip_locked
    return rows.select_for_update(skip_locked=True, of=("self",)) if skip else rows


def any_waiting(*, at: datetime) -> bool:
    """Whether a message could leave now."""
    return Delivery.objects.filter(state=DeliveryState.WAITING, next_at__lte=at).exists()


def doubt(*, at: datetime) -> int:
    """Messages that have been on their way for too long: their sender died, and nobody knows whether they arrived."""
    stuck = Delivery.objects.filter(state=DeliveryState.SENDING, next_at__lt=at - UNCERTAIN_AFTER)
    words = "发送过程中断，对方可能已收到；核实后可以重新发送"
    return stuck.update(state=DeliveryState.UNCERTAIN, last_error=words)


def send(message: Sequence[Delivery], *, at: datetime) -> datetime | None:
    """Send a taken message and note the outcome; the instant of the next try where there will be one."""
    try:
        _leave(message, at)
    except NotDelivered as fault:
        return _failed(message, str(fault), fault.again, at)
    except NobodyKnows as doubt:
        _of(message).update(
            state=DeliveryState.UNCERTAIN, last_error=str(doubt)[:400], attempts=message[0].attempts + 1
        )
        return None
    _of(message).update(state=DeliveryState.SENT, sent_at=at, last_error="", attempts=message[0].attempts + 1)
    return None


def _of(message: Sequence[Delivery]) -> QuerySet[Delivery]:
    return Delivery.objects.filter(pk__in=[row.pk for row in message], state=DeliveryState.SENDING)


def _failed(message: Sequence[Delivery], reason: str, again: bool, at: datetime) -> datetime | None:
    pauses = retry_minutes(county_day(at))
    attempts = max(row.attempts for row in message) + 1
    retry = again and attempts <= len(pauses)
    next_at = at + timedelta(minutes=pauses[attempts - 1]) if retry else at
    state = DeliveryState.WAITING if retry else DeliveryState.FAILED
    _of(message).update(state=state, attempts=attempts, next_at=next_at, last_error=reason[:400])
    return next_at if retry else None


def _leave(message: Sequence[Delivery], at: datetime) -> None:
    first = message[0]
    if first.channel == Channel.EMAIL:
        _mail(message)
        return
    most = number("webhook_bytes", county_day(at))
    timeout = number("timeout_seconds", county_day(at))
    text = webhook.clipped("\n\n".join(_markdown(row) for row in message), most)
    county = first.notice.division_code
    webhook.send(first.address, text, message_id=first.message, division_code=county, at=at, timeout=timeout)


def _markdown(row: Delivery) -> str:
    notice = row.notice
    signed = f"\n{webhook.plain(notice.issuer)}" if notice.issuer else ""
    return f"### {webhook.plain(notice.title)}\n{webhook.plain(notice.words)}{signed}\n> {webhook.plain(notice.rule)}"


def _mail(message: Sequence[Delivery]) -> None:
    first = message[0].notice
    subject = first.title if len(message) == 1 else f"知识产权到期提醒（{len(message)} 条）"
    told = [(one.title, one.words, one.issuer, one.rule) for one in (row.notice for row in message)]
    parts = ["\n".join(filter(None, lines)) for lines in told]
    foot = "此邮件由强县系统自动发出，请勿回复。不再接收邮件的，可在系统的“通知”页面关闭。"
    mail = EmailMessage(" ".join(subject.split()), "\n\n".join([*parts, foot]), to=[message[0].address])
    mail.from_email = settings.DEFAULT_FROM_EMAIL
    mail.extra_headers["Message-ID"] = f"<{message[0].message}@{MAILED_BY}>"
    server = mail.connection = get_connection()
    try:
        server.open()
    except Exception as fault:  # the backend may be any, and raises what it likes
        raise NotDelivered(f"邮件服务器连接不上：{fault or type(fault).__name__}") from fault
    try:
        _hand_over(mail)
    finally:
        server.close()


def _hand_over(mail: EmailMessage) -> None:
    """What the server says no to was not delivered; where it says nothing, nobody knows."""
    try:
        accepted = mail.send()
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as fault:
        raise NotDelivered(f"邮件服务器拒收：{fault}") from fault
    except (OSError, smtplib.SMTPException) as fault:
        raise NobodyKnows(f"邮件已发出，服务器没有及时答复：{fault or type(fault).__name__}") from fault
    except Exception as fault:  # as above: an address or a text that cannot be written as mail
        raise NotDelivered(f"邮件没有发出：{fault or type(fault).__name__}", again=False) from fault
    if not accepted:
        raise NotDelivered("邮件服务器没有接收这封邮件")
