"""Figures no register counts, as bureaus report them and bulletins print them; every year and quarter its own edition."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from qiangxian.kernel.calendar import add_months

from qiangxian.kernel.calendar import add_months

from ..models import ReportedFigure
from .script import Entry, Script

PUBLISHED_AFTER = timedelta(days=10)


def figures(script: Script) -> Iterator[Entry]:
    """One entry a series and year, or quarter of the running year; they do not multiply with the scale, for a county has
    one population."""
    for line in script.words["figures"]:
        for year, value in line["values"].items():
            first = None if line["stock"] else date(year, 1, 1)
            month, day = line["published"]
            yield _figure(line, str(year), first, date(year, 12, 31), date(year + 1, month, day), value)
        for year, values in line.get("quarters", {}).items():
            yield from _quarters(line, year, values)


def _quarters(line: Mapping[str, Any], year: int, values: Sequence[Any]) -> Iterator[Entry]:
    for place, value in enumerate(values):
        first = date(year, 3 * place + 1, 1)
        last = add_months(first, 3) - timedelta(days=1)
        yield _figure(line, f"{year}年第{place + 1}季度", first, last, last + PUBLISHED_AFTER, value)


def _figure(line: Mapping[str, Any], words: str, first: date | None, last: date, published: date, value: Any) -> Entry:
    row = ReportedFigure(
        series=line["series"],
        part=line.get("part", ""),
        period_start=first,
        period_end=last,
        value=Decimal(str(value)),
        unit=line["unit"],
        state=line["state"],
        vintage=line["vintage"].format(year=words).replace("度年", "度"),
        bulletin=line["bulletin"].format(year=words).replace("度年", "度"),
        published_date=published,
        unit_name=line["unit_name"],
        is_demo=True,
    )
    return Entry(row)
