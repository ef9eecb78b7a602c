"""The days a series is read on, and with the knowledge of which day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from qiangxian.engines.metrics.definitions import Kind
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.period import Period

Step = Literal["month", "quarter", "year"]
FLOW_PERIODS: dict[Step, str] = {"month": "month", "quarter": "quarter", "year": "year_to_date"}
"""The span a flow is counted over at each point: that of the step itself."""


@dataclass(frozen=True)
class Course:
    """The points of a series: every month, quarter or year the period touches, read on its last day.

    A stock is known as on that day itself, a flow as on the day `asked`, so that the months of a year add up to its figure
    however late a fact became known. `known` narrows every point to the knowledge of one day; `first_known` reads flows too
    as they were first known at the end of each."""

    period: Period
    asked: date
    step: Step = "month"
    known: date | None = None
    first_known: bool = False

    def knowledge(self, kind: Kind) -> date | None:
        """The day whose knowledge every point uses; None where each uses that of its own day."""
        return self.known or (self.asked if kind == "flow" and not self.first_known else None)

    def points(self, kind: Kind) -> tuple[tuple[str, AsOf], ...]:
        """Each month (2025-12), quarter (2025Q4) or year (2025) with the days it is read on."""
        known = self.knowledge(kind)
        found: dict[str, AsOf] = {}
        for month in self.period.months():
            day = month.last_day
            quarter = (day.month - 1) // 3 + 1
            label = {"month": f"{day:%Y-%m}", "quarter": f"{day.year}Q{quarter}", "year": f"{day.year}"}[self.step]
            last = AsOf.month_end(
                day.year, {"month": day.month, "quarter": quarter * 3, "year": 12}[self.step]
            ).effective
            found[label] = AsOf.on(last, known)
        return tuple(found.items())
