"""The days a series is read on."""

from __future__ import annotations

from typing import Literal

from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.period import Period

Step = Literal["month", "quarter", "year"]
FLOW_PERIODS: dict[Step, str] = {"month": "month", "quarter": "quarter", "year": "year_to_date"}
"""The span a flow is counted over at each point: that of the step itself."""


def month_points(period: Period) -> tuple[tuple[str, AsOf], ...]:
    """Every month the period touches with the days it is read on: its last day, known that same day."""
    return tuple((f"{month.start:%Y-%m}", AsOf.on(month.last_day)) for month in period.months())


def points(period: Period, step: Step) -> tuple[tuple[str, AsOf], ...]:
    """Every month (2025-12), quarter (2025Q4) or year (2025) the period touches, read on its last day, known that day."""
    months = month_points(period)
    if step == "month":
        return months
    found: dict[str, AsOf] = {}
    for _, as_of in months:
        day = as_of.effective
        quarter = (day.month - 1) // 3 + 1
        last = AsOf.month_end(day.year, quarter * 3 if step == "quarter" else 12)
        found[f"{day.year}Q{quarter}" if step == "quarter" else f"{day.year}"] = last
    return tuple(found.items())
