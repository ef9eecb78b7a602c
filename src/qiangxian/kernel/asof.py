"""The two days every figure is asked for: the day it holds for and the day of the knowledge it may use."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

FIRST_DAY, LAST_DAY = date(1800, 1, 1), date(2099, 12, 31)
"""Between them lies every day that can be asked for or written down: nothing of ours is older, no calendar or term reaches beyond."""
WRITTEN = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def asked_day(text: str) -> date:
    """The day a person or a program asks for, written `2025-12-31`; `ValueError`, which says what to do, for another spelling or a
    day out of reach."""
    try:
        day = date.fromisoformat(text) if WRITTEN.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        raise ValueError("请写成 2025-12-31 的形式")
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f"请填写 {FIRST_DAY} 与 {LAST_DAY} 之间的日期")
    return day


@dataclass(frozen=True, slots=True, order=True)
class AsOf:
    """`effective`: the day a fact must hold on. `known`: only what the world could know by this day is used.

    A known day before the effective day is allowed: it asks what was then foreseen for a later day.
    """

    effective: date
    known: date

    @classmethod
    def on(cls, day: date, known: date | None = None) -> AsOf:
        """The usual question: how did `day` stand, with the knowledge of that same day unless another is given."""
        return cls(effective=day, known=day if known is None else known)

    @classmethod
    def month_end(cls, year: int, month: int) -> AsOf:
        """A point of a month series: the last day of the month, with the knowledge of that day."""
        return cls.on(date(year, month, monthrange(year, month)[1]))

    def __str__(self) -> str:
        if self.known == self.effective:
            return self.effective.isoformat()
        return f"{self.effective.isoformat()}（信息截至 {self.known.isoformat()}）"
