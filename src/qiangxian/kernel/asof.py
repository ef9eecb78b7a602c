"""The two days every figure is asked for: the day it holds for and the day of the knowledge it may use."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date


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
