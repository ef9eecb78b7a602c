"""The plan curve and its lights: how far a target should be by a day, and how the value stands against it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Literal

from qiangxian.engines.metrics.measures import Number

Light = Literal["green", "yellow", "red", "none"]


@dataclass(frozen=True, slots=True)
class PlanCurve:
    """From `baseline` on the `first` day to `required` on the `last`, in a straight line, and level from then on.

    `falling`: less is better. `whole`: things are counted, so before the due day nobody is behind for a part of one."""

    baseline: Number
    required: Number
    first: date
    last: date
    falling: bool = False
    whole: bool = False

    def planned(self, day: date) -> Decimal | None:
        """Planned by the day, unrounded; None before the first day. A phase of one day asks for everything at once.

        Baseline 4, required 10, 2023-11-01…2025-12-31: on 2024-11-30, 395 of 791 days on, 4 + 6 · 395/791 ≈ 6.996.
        """
        if day < self.first:
            return None
        if day >= self.last:
            return Decimal(self.required)
        share = Decimal((day - self.first).days) / Decimal((self.last - self.first).days)
        return Decimal(self.baseline) + (Decimal(self.required) - Decimal(self.baseline)) * share

    def shown(self, day: date) -> Decimal | None:
        """For the eye: counted things in whole units, in favour of who is judged (6.996 is 6); others to two places. Never beyond
        what is asked in the end: who began with 38 where 30 are asked is not told to have 33."""
        planned = self.planned(day)
        if planned is None:
            return None
        planned = max(planned, Decimal(self.required)) if self.falling else min(planned, Decimal(self.required))
        return (
            planned.to_integral_value(ROUND_CEILING if self.falling else ROUND_FLOOR)
            if self.whole
            else round(planned, 2)
        )

    def light(
        self, value: Number | None, day: date, *, met: bool | None, due: date | None, yellow_from: Decimal
    ) -> Light:
        """Green from full progress on, yellow from `yellow_from` of it on, red below or when overdue; none where a part is
        missing or the phase has not begun. Of counted things the whole units planned decide until the due day comes.

        Where the baseline already stood at or beyond the plan there is no distance to measure: the value is green while it
        keeps to the plan or still meets the target, else red.
        """
        planned = self.planned(day)
        if value is None or planned is None or met is None:
            return "none"
        if due is not None and day > due and not met:
            return "red"
        asked = self.shown(day) if self.whole and (due is None or day < due) else planned
        ahead = Decimal(value) <= (asked or 0) if self.falling else Decimal(value) >= (asked or 0)
        to_gain = planned < Decimal(self.baseline) if self.falling else planned > Decimal(self.baseline)
        if ahead or (met and not to_gain):
            return "green"
        share = progress(value, self.baseline, planned) if to_gain else None
        return "yellow" if share is not None and share >= yellow_from else "red"


def progress(value: Number, baseline: Number, planned: Number) -> Decimal | None:
    """(value − baseline) / (planned − baseline); None where nothing was to be gained by then."""
    rise = Decimal(planned) - Decimal(baseline)
    return (Decimal(value) - Decimal(baseline)) / rise if rise else None
