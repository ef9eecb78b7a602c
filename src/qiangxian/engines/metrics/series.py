"""The days a series is read on."""

from __future__ import annotations

from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.period import Period


def month_points(period: Period) -> tuple[tuple[str, AsOf], ...]:
    """Every month the period touches with the days it is read on: its last day, known that same day."""
    return tuple((f"{month.start:%Y-%m}", AsOf.on(month.last_day)) for month in period.months())
