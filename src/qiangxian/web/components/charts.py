"""Charts as data: the page draws them, and shows the same figures as a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

Number = int | Decimal | None


@dataclass(frozen=True)
class MonthChart:
    """Several series over the same months; a missing figure is a gap in the line, never 0."""

    id: str
    title: str
    unit: str
    months: tuple[str, ...]
    series: tuple[tuple[str, tuple[Number, ...]], ...]

    @property
    def names(self) -> list[str]:
        """The headings of the series."""
        return [name for name, _ in self.series]

    @property
    def rows(self) -> list[tuple[str, Sequence[Number]]]:
        """The data table: a month and the figure of each series."""
        columns = zip(*(values for _, values in self.series), strict=True)
        return list(zip(self.months, columns, strict=True))

    @property
    def payload(self) -> dict[str, Any]:
        """What the script draws."""
        series = [
            {"name": name, "values": [None if value is None else float(value) for value in values]}
            for name, values in self.series
        ]
        return {"unit": self.unit, "months": list(self.months), "series": series}


@dataclass(frozen=True)
class Chart:
    """Any other chart: `payload` with its `kind` is what the script draws, the table beside it says the same; `note` what it leaves
    out."""

    id: str
    title: str
    unit: str
    headings: Sequence[str]
    rows: Sequence[tuple[Any, ...]]
    payload: dict[str, Any]
    note: str = ""
