"""Figures no register counts, as bureaus report them and bulletins print them; every year its own edition."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from ..models import ReportedFigure
from .script import Entry, Script


def figures(script: Script) -> Iterator[Entry]:
    """One entry a series and year; they do not multiply with the scale, for a county has one population."""
    for line in script.words["figures"]:
        for year, value in line["values"].items():
            yield Entry(_figure(line, year, Decimal(str(value))))


def _figure(line: Mapping[str, Any], year: int, value: Decimal) -> ReportedFigure:
    month, day = line["published"]
    return ReportedFigure(
        series=line["series"],
        part=line.get("part", ""),
        period_start=None if line["stock"] else date(year, 1, 1),
        period_end=date(year + 1, 1, 1) - timedelta(days=1),
        value=value,
        unit=line["unit"],
        state=line["state"],
        vintage=line["vintage"].format(year=year),
        bulletin=line["bulletin"].format(year=year),
        published_date=date(year + 1, month, day),
        unit_name=line["unit_name"],
        is_demo=True,
    )
