"""The span a flow is counted over, as its definition names it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from qiangxian.kernel.period import Period

_DAY = timedelta(days=1)

PERIODS: dict[str, Callable[[date], Period]] = {
    "year_to_date": lambda day: Period(date(day.year, 1, 1), day + _DAY),
    "quarter": lambda day: Period(date(day.year, (day.month - 1) // 3 * 3 + 1, 1), day + _DAY),
    "month": lambda day: Period(date(day.year, day.month, 1), day + _DAY),
    "last_12_months": lambda day: Period(_year_before(day), day + _DAY),
}
"""The words a flow's parameter `period` may take; each span ends with the day asked for."""
_SINCE = "since_"


def since(first: date) -> str:
    """The word for the span from that day on, whatever the definition offers besides."""
    return f"{_SINCE}{first.isoformat()}"


def first_day_of(word: object) -> date | None:
    """The first day of a span that `since` named; None for every other word."""
    if not isinstance(word, str) or not word.startswith(_SINCE):
        return None
    try:
        return date.fromisoformat(word.removeprefix(_SINCE))
    except ValueError:
        return None


def _year_before(day: date) -> date:
    """The first of the twelve months that end with the day: 2024-03-01 for 2025-02-28, 2024-12-01 for 2025-11-30."""
    next_day = day + _DAY
    try:
        return next_day.replace(year=next_day.year - 1)
    except ValueError:  # the day after 28 February of a leap year
        return date(next_day.year - 1, 3, 1)


def same_day_of(day: date, year: int) -> date:
    """The day of another year up to which a flow is compared: 2025-11-28 for 2026-11-28; the last of February stays it."""
    last_of_february = day.month == 2 and (day + _DAY).month == 3
    return date(year, 3, 1) - _DAY if last_of_february else day.replace(year=year)


def period_of(word: str | None, day: date) -> Period | None:
    """The span the word means on the day; None for a stock, which has no period."""
    first = first_day_of(word)
    if first is not None:
        return Period(min(first, day), day + _DAY)  # a day before the first is asked for alone
    return PERIODS[word](day) if word else None
