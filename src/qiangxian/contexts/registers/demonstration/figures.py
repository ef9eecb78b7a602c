"""Figures no register counts: every year and quarter its own edition."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from qiangxian.kernel.calendar import add_months

from .script import Script


def reported(script: Script) -> Iterator[Mapping[str, Any]]:
    """A line a series and year or quarter, with its days."""
    for line in script.words["figures"]:
        for year, value in line.get("values", {}).items():
            first, last, published = date(year, 1, 1), date(year, 12, 31), line["published"]
            days = {"first": None if line["stock"] else first, "last": last, "published": date(year + 1, *published)}
            yield {**line, **days, "year": year, "value": value}
        for year, values in line.get("quarters", {}).items():
            for quarter, value in enumerate(values, start=1):
                first = date(year, 3 * quarter - 2, 1)
                last = add_months(first, 3) - timedelta(days=1)
                days = {"first": first, "last": last, "published": last + timedelta(days=line["days"])}
                yield {**line, **days, "year": year, "quarter": quarter, "value": value}
