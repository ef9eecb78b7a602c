"""The days a series is read on."""

from __future__ import annotations

from datetime import date
from typing import Literal

from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.period import Period

Step = Literal["month", "quarter", "year"]
FLOW_PERIODS: dict[Step, str] = {"month": "month", "quarter": "quarter", "year": "year_to_date"}
"""The span a flow is counted over at each point: that of the step itself."""


def month_points(period: Period) -> tuple[tuple[str, AsOf], ...]:
    """Every month the period touches with the days it is read on: its last day, known that same day."""
    return tuple((f"{month.start:%Y-%m}", AsOf.on(month.last_day)) for month in period.months())


def points(period: Period, step: Step, known: date | None = None) -> tuple[tuple[str, AsOf], ...]:
    """Every month (2025-12), quarter (2025Q4) or year (2025) the period touches, read on its last day, known that day or,
    where it comes later, on the day `known`."""
    found: dict[str, AsOf] = {}
    for month, as_of in month_points(period):
        day = as_of.effective
        quarter = (day.month - 1) // 3 + 1
        label = {"month": month, "quarter": f"{day.year}Q{quarter}", "year": f"{day.year}"}[step]
        last = AsOf.month_end(day.year, {"month": day.month, "quarter": quarter * 3, "year": 12}[step]).effective
        found[label] = AsOf(last, max(known or last, last))
    return tuple(found.items())
