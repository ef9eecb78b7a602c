"""Figures no register counts, as bureaus report them and bulletins print them; every year and quarter its own edition."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from qiangxian.kernel.calendar import add_months

from ..reported.models import ReportedFigure
from .script import RecordToBe, Script


def figures(script: Script) -> Iterator[RecordToBe[ReportedFigure]]:
    """One entry a series and year or quarter; they do not multiply with the scale, for a county has one population."""
    for line in script.words["figures"]:
        for year, value in line.get("values", {}).items():
            yield RecordToBe(_of_year(line, year, value))
        for year, values in line.get("quarters", {}).items():
            for quarter, value in enumerate(values, start=1):
                yield RecordToBe(_of_quarter(line, year, quarter, value))


def _of_year(line: Mapping[str, Any], year: int, value: float) -> ReportedFigure:
    first, last = date(year, 1, 1), date(year, 12, 31)
    published = date(year + 1, *line["published"])
    return _figure(line, None if line["stock"] else first, last, published, value, year=year)


def _of_quarter(line: Mapping[str, Any], year: int, quarter: int, value: float) -> ReportedFigure:
    first = date(year, 3 * quarter - 2, 1)
    last = add_months(first, 3) - timedelta(days=1)
    published = last + timedelta(days=line["days"])
    return _figure(line, first, last, published, value, year=year, quarter=quarter)


def _figure(
    line: Mapping[str, Any], first: date | None, last: date, published: date, value: float, **words: int
) -> ReportedFigure:
    return ReportedFigure(
        series=line["series"],
        part=line.get("part", ""),
        period_start=first,
        period_end=last,
        value=Decimal(str(value)),
        unit=line["unit"],
        state=line["state"],
        vintage=line["vintage"].format(**words),
        bulletin=line["bulletin"].format(**words),
        published_date=published,
        unit_name=line["unit_name"],
        is_demo=True,
    )
