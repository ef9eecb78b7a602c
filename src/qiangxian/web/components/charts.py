"""Charts as data: the page draws them, and shows the same figures as a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

Number = int | Decimal | None


@dataclass(frozen=True)
class Chart:
    """`payload`, with its `kind` where it is no line, is what the script draws; the table beside it says the same; `note` what it
    leaves out."""

    id: str
    title: str
    unit: str
    headings: Sequence[str]
    rows: Sequence[tuple[Any, ...]]
    payload: dict[str, Any]
    note: str = ""


def line_chart(
    id: str,
    title: str,
    unit: str,
    days: Sequence[str],
    series: Mapping[str, Sequence[Number]],
    *,
    heading: str = "月份",
) -> Chart:
    """Several series over the same months or days; a missing figure is a gap in the line, never 0."""
    drawn = [
        {"name": name, "values": [None if value is None else float(value) for value in values]}
        for name, values in series.items()
    ]
    payload = {"unit": unit, "months": list(days), "series": drawn}
    return Chart(id, title, unit, (heading, *series), list(zip(days, *series.values(), strict=True)), payload)
