"""The plan curve and its lights: how far a target should be by a day, and how the value stands against it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from qiangxian.engines.metrics.measures import Number

Light = Literal["green", "yellow", "red", "none"]


@dataclass(frozen=True, slots=True)
class PlanCurve:
    """From `baseline` on the `first` day to `required` on the `last`, in a straight line, and level from then on."""

    baseline: Number
    required: Number
    first: date
    last: date

    def planned(self, day: date) -> Decimal | None:
        """Planned by the day, unrounded; None before the first day. A phase of one day asks for everything at once.

        Baseline 4, required 10, 2023-11-01…2025-12-31: on 2024-11-30, 395 of 791 days on, 4 + 6 · 395/791 ≈ 7.00.
        """
        if day < self.first:
            return None
        if day >= self.last:
            return Decimal(self.required)
        share = Decimal((day - self.first).days) / Decimal((self.last - self.first).days)
        return Decimal(self.baseline) + (Decimal(self.required) - Decimal(self.baseline)) * share


def progress(value: Number, baseline: Number, planned: Number) -> Decimal | None:
    """(value − baseline) / (planned − baseline); None where nothing was to be gained by then."""
    rise = Decimal(planned) - Decimal(baseline)
    return (Decimal(value) - Decimal(baseline)) / rise if rise else None


def light(
    *,
    value: Number | None,
    baseline: Number | None,
    planned: Number | None,
    met: bool | None,
    overdue: bool,
    falling: bool,
    yellow_from: Decimal,
) -> Light:
    """Green from full progress on, yellow from `yellow_from` of it on, red below or when overdue; none where a part is
    missing or the phase has not begun (`planned` is None then).

    Where the baseline already stood at or beyond the plan there is no distance to measure: the value is green while it
    keeps to the plan or still meets the target, else red.
    """
    if value is None or baseline is None or planned is None or met is None:
        return "none"
    if overdue and not met:
        return "red"
    ahead = Decimal(value) <= Decimal(planned) if falling else Decimal(value) >= Decimal(planned)
    to_gain = Decimal(planned) < Decimal(baseline) if falling else Decimal(planned) > Decimal(baseline)
    if ahead or (met and not to_gain):
        return "green"
    share = progress(value, baseline, planned) if to_gain else None
    return "yellow" if share is not None and share >= yellow_from else "red"
