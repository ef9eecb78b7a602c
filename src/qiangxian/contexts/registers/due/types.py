"""The shapes of what falls due."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import TextChoices

from qiangxian.engines.lifecycle.fees import FeeBill


class DueKind(TextChoices):
    """What falls due, in the order of the page; labels and defaults stand in the rulebook (`notices/reminders`)."""

    FEE = "fee", "年费到期"
    FEE_GRACE = "fee_grace", "年费滞纳期"
    PRESUMED_LAPSE = "presumed_lapse", "推定终止待核"
    EXPIRY = "expiry", "期限届满"
    MARK_RENEWAL = "mark_renewal", "商标续展"
    MARK_GRACE = "mark_grace", "商标宽展期"
    PLEDGE = "pledge", "质押到期"
    LICENCE_RECORDAL = "licence_recordal", "许可合同备案"


class Payment(TextChoices):
    """What is known of a fee year's payment. A year that is not listed is not unpaid: nothing is known of it."""

    UNKNOWN = "unknown", "没有缴费记录"
    UNPAID = "unpaid", "记录为未缴"


class DueEntry(NamedTuple):
    """One thing that falls due, as little as a list of thousands needs. `day` decides the order: the last day to act.

    `due_date`: the day before rolling from which months after it are counted. `part`: the fee year, or the event."""

    day: date
    kind: str
    record_id: int
    part: int
    due_date: date
    payment: str = ""


@dataclass(frozen=True, slots=True)
class DueItem:
    """One line for screen, file and reminder. `bills`: of a fee year by the day of payment, that is today, in a month, at the end of the
    grace; none where the engine cannot tell."""

    found: DueEntry
    label: str
    number: str
    sub_key: str
    title: str
    type_label: str
    holders: str
    holder_ids: tuple[int, ...]
    holder_name: str
    township_code: str
    township: str
    agency: str
    effective_due: date
    last_day: date
    safe_day: date
    days_left: int
    provisional: bool
    light: str
    words: str
    basis: str
    bills: tuple[tuple[date, FeeBill], ...] = ()
    notes: tuple[str, ...] = ()
    is_demo: bool = False

    @property
    def bill(self) -> FeeBill | None:
        """What to pay today."""
        return self.bills[0][1] if self.bills else None

    @property
    def payment_words(self) -> str:
        """What is known of the payment."""
        return Payment(self.found.payment).label if self.found.payment else ""

    @property
    def overdue_days(self) -> int:
        """How long the last day is past."""
        return max(-self.days_left, 0)

    @property
    def left_words(self) -> str:
        """How long there is still time."""
        return f"还有 {self.days_left} 日"
