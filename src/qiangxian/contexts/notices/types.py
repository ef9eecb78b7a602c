"""Words and shapes notices share with those who post them."""

from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices


class Channel(TextChoices):
    """How a notice leaves the product; in the app it stands anyway."""

    EMAIL = "email", "电子邮件"
    WEBHOOK = "webhook", "群机器人"


class DeliveryState(TextChoices):
    """How far a message is. `uncertain`: the sender died while sending, so nobody knows; it is not sent again by itself."""

    WAITING = "waiting", "等待发送"
    SENDING = "sending", "正在发送"
    SENT = "sent", "已发送"
    FAILED = "failed", "发送失败"
    UNCERTAIN = "uncertain", "结果不明"


def to_account(account_id: int) -> str:
    """The recipient that is one account."""
    return f"account:{account_id}"


def to_enterprise(record_id: int) -> str:
    """The recipient that is an enterprise: every account of it, also one made later."""
    return f"enterprise:{record_id}"


def to_offline(record_id: int) -> str:
    """No recipient inside the product: what the office told by telephone, paper or a visit about a right."""
    return f"offline:{record_id}"


def to_unit(unit_id: int) -> str:
    """The recipient that is a unit: its liaisons and its head."""
    return f"unit:{unit_id}"


def to_office(division_code: str) -> str:
    """The recipient that is the office of a county."""
    return f"office:{division_code}"


@dataclass(frozen=True, slots=True)
class NewNotice:
    """A notice to be posted. `key` names the event and the rule that asks for it; with the recipient it is given once.

    `rule` says in words from which rule and day it comes. `link` is `kind:id` of what it is about; the web makes an
    address of it."""

    recipient: str
    kind: str
    key: str
    title: str
    words: str
    rule: str
    rule_date: date
    due_date: date | None = None
    link: str = ""


def is_outward(notice: NewNotice) -> bool:
    """Whether it leaves the house: an enterprise is told in the name of the issuing body, colleagues are not."""
    return notice.recipient.startswith(to_enterprise(0)[:-1])
