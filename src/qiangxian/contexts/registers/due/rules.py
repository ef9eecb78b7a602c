"""Which reminders a county gives, from `notices/reminders`, and on which days they fall for something that is due."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from qiangxian.engines.lifecycle.status import grace_end
from qiangxian.kernel import rulebook
from qiangxian.kernel.calendar import CNIPA, add_months, kept_by_calendar

from .types import DueEntry, DueKind

OFFSETS = ("before_days", "before_months", "after_days", "after_months")
WHAT = {
    DueKind.FEE: ("年费到期", ""),
    DueKind.FEE_GRACE: ("滞纳期届满", "年费应缴日"),
    DueKind.PRESUMED_LAPSE: ("", "滞纳期满"),
    DueKind.EXPIRY: ("期限届满", ""),
    DueKind.MARK_RENEWAL: ("商标有效期满", ""),
    DueKind.MARK_GRACE: ("宽展期届满", ""),
    DueKind.PLEDGE: ("质押到期", ""),
    DueKind.LICENCE_RECORDAL: ("备案期限届满", ""),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One reminder: `fee:before_days:30`, in words 年费到期前 30 日, and where it is written."""

    kind: str
    offset: str
    count: int
    source: str

    @property
    def code(self) -> str:
        """The rule within the key of a notice."""
        return f"{self.offset}:{self.count}"

    @property
    def words(self) -> str:
        """`年费到期前 30 日`."""
        before, after = WHAT[DueKind(self.kind)]
        unit = "个月" if self.offset.endswith("months") else "日"
        return (
            f"{before}前 {self.count} {unit}" if self.offset.startswith("before") else f"{after}后 {self.count} {unit}"
        )

    def falls(self, due_date: date, last_day: date) -> date:
        """The day of the reminder. What comes before a last day is counted from the day before rolling, the safe one."""
        safe = safe_end(self.kind, due_date)
        if self.offset == "before_days":
            return safe - timedelta(days=self.count)
        if self.offset == "before_months":
            return add_months(safe, -self.count)
        if self.offset == "after_months":
            return add_months(due_date, self.count)
        return last_day + timedelta(days=self.count)


@lru_cache(maxsize=4096)
def safe_end(kind: str, due_date: date) -> date:
    """The last day to act before rolling; many rights share a day."""
    if kind in (DueKind.FEE_GRACE, DueKind.PRESUMED_LAPSE):
        return add_months(due_date, rulebook.parameter("lifecycle", "status.fee_grace_months", due_date, None))
    if kind == DueKind.MARK_GRACE:
        return add_months(due_date, rulebook.parameter("lifecycle", "terms.trademark.grace_months", due_date, None))
    return due_date


@lru_cache(maxsize=64)
def rules_of(kind: str, on: date, division_code: str) -> tuple[Rule, ...]:
    """The county's reminders of that kind as they stand on the day."""
    entry = rulebook.load("notices", "reminders", division=division_code)[kind]
    found = []
    for offset in OFFSETS:
        if offset in entry:
            value = rulebook.dated("notices", f"reminders.{kind}.{offset}", on, division_code)
            found += [Rule(kind, offset, int(count), value.source) for count in value.value]
    return tuple(found)


def latest_rule(found: DueEntry, today: date, division_code: str) -> tuple[Rule, date] | None:
    """The newest reminder whose day has come. Earlier ones that were missed are not made up for: one is enough."""
    return _latest(found.kind, found.due_date, found.day, today, division_code)


@lru_cache(maxsize=16384)
def _latest(kind: str, due_date: date, last_day: date, today: date, division_code: str) -> tuple[Rule, date] | None:
    days = ((rule.falls(due_date, last_day), rule) for rule in rules_of(kind, today, division_code))
    come = [(day, rule) for day, rule in days if day <= today]
    if not come:
        return None
    day, rule = max(come, key=lambda pair: (pair[0], -pair[1].count))
    return rule, day


def basis_of(kind: str, division_code: str) -> str:
    """The law behind the day."""
    return str(rulebook.load("notices", "reminders", division=division_code)[kind]["basis"])


def shown(kind: str, unit: str, on: date, division_code: str) -> int:
    """From when before the last day it is listed: `shown_days` or `shown_months`."""
    return int(rulebook.parameter("notices", f"reminders.{kind}.{unit}", on, division_code))


def general(name: str, on: date, division_code: str) -> Any:
    """A parameter of the whole list: `lights.red_days`, `calendar_months`, `list_days`."""
    return rulebook.parameter("notices", f"reminders.{name}", on, division_code)


def light(days_left: int, on: date, division_code: str) -> str:
    """Red and yellow by the days that are left; what is past is red, what is far away has none."""
    if days_left <= general("lights.red_days", on, division_code):
        return "red"
    return "yellow" if days_left <= general("lights.yellow_days", on, division_code) else ""


@kept_by_calendar(maxsize=4096)
def rolled(nominal: date) -> date:
    """The day a fee is due after rolling; many rights share a day."""
    return CNIPA.roll(nominal)


@kept_by_calendar(maxsize=4096)
def fee_grace_end(nominal: date) -> date:
    """The last day to pay with a surcharge; many rights share a day."""
    return grace_end(nominal)
