"""A series read with the knowledge of one later day: what bulletins print after the end of a month belongs to that month."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from qiangxian.engines.metrics.series import FLOW_PERIODS, Step, points
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.period import Period

from .computing import compute, prepare
from .types import Asked, Point


def known_series(
    *, division: str, indicator: str, parameters: Mapping[str, Any], period: Period, step: Step, known: date
) -> list[Point]:
    """The value at the end of every month, quarter or year as it was known on that day; nothing is stored."""
    found = []
    for label, as_of in points(period, step):
        days = AsOf(as_of.effective, max(known, as_of.effective))
        prepared = prepare(Asked(division, indicator, days, parameters))
        if "period" in prepared.parameters and "period" not in parameters:
            prepared.parameters["period"] = FLOW_PERIODS[step]
        [one] = compute([(prepared, prepared.revision().number)])
        parts = {part.code: part.value for part in one.parts}
        found.append(Point(label, as_of, one.value, one.completeness, parts, one.state))
    return found
