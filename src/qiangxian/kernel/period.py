"""Half-open spans of days, for flows and month series."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from qiangxian.kernel.errors import Refused

_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """All days from `start` up to, but not including, `end`; adjoining periods share no day."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise Refused("期间的终点必须晚于起点", value=f"{self.start}:{self.end}", remedy="终点应晚于起点")

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read `2023-01:2025-12`, `2023:2025`, `2023-01-05:2025-12-31` or one of its halves; both ends are included.

        The end names the last year, month or day that belongs to the period.
        """
        first, colon, last = text.strip().partition(":")
        return cls(_span(first, text).start, _span(last if colon else first, text).end)

    @classmethod
    def month(cls, year: int, month: int) -> Period:
        """The calendar month."""
        return cls(date(year, month, 1), date(year + month // 12, month % 12 + 1, 1))

    @classmethod
    def year(cls, year: int) -> Period:
        """The calendar year."""
        return cls(date(year, 1, 1), date(year + 1, 1, 1))

    @property
    def last_day(self) -> date:
        """The last day that belongs to the period."""
        return self.end - timedelta(days=1)

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    def months(self) -> tuple[Period, ...]:
        """Every calendar month the period touches, as whole months, in order."""
        return tuple(self._months())

    def _months(self) -> Iterator[Period]:
        current = Period.month(self.start.year, self.start.month)
        while current.start < self.end:
            yield current
            current = Period.month(current.end.year, current.end.month)

    @property
    def label(self) -> str:
        """`2023-01` for a calendar month, `2023` for a calendar year, else both days."""
        if self == Period.year(self.start.year):
            return f"{self.start:%Y}"
        if self == Period.month(self.start.year, self.start.month):
            return f"{self.start:%Y-%m}"
        return f"{self.start.isoformat()}:{self.last_day.isoformat()}"

    def __str__(self) -> str:
        return self.label


def _span(text: str, whole: str) -> Period:
    match = _DAY.fullmatch(text.strip())
    if match is None:
        raise Refused("无法识别的期间", value=whole, remedy="请写成 2023-01:2025-12 的形式")
    year, month, day = match.groups()
    try:
        if day:
            only = date(int(year), int(month), int(day))
            return Period(only, only + timedelta(days=1))
        return Period.month(int(year), int(month)) if month else Period.year(int(year))
    except (ValueError, OverflowError) as problem:
        raise Refused("期间里有不存在的日期", value=whole, remedy="请检查月份与日期") from problem
