"""Invented certificates of every kind by share of the enterprises, under the version of the rule in force at their date."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from qiangxian.kernel.calendar import add_months

from ..titles.models import Title
from .script import LAST_DAY, Firm, RecordToBe, Script, Serial
from .teller import Teller


def certificates(script: Script, firms: list[Firm], teller: Teller) -> Iterator[RecordToBe[Title]]:
    """One certificate, and where it ran out in time a second one by re-certification; each a record of its own."""
    own, serial = script.part("titles"), Serial()
    for line in script.words["certificates"]:
        for firm in own.chance.sample(firms, int(len(firms) * line["share"])):
            established = firm.row.established_date or date.min
            earliest = max(min(line["versions"]), date(established.year + 2, 1, 1), date(2020, 3, 1))
            first = own.day_between(min(earliest, date(2025, 9, 30)), date(2025, 10, 31))
            for _ in range(2):
                last = _last_day(first, line["months"])
                told = {**line, "firm": firm, "valid_from": first, "valid_through": last, **_words(line, first, serial)}
                yield teller.record({"like": "title"}, told)
                first = own.later(last, 5, 60)
                if first > LAST_DAY or not own.happens(0.6):
                    break


def _last_day(first: date, months: int) -> date:
    """So many months; without a number the end of the calendar year."""
    return add_months(first, months) - timedelta(days=1) if months else date(first.year, 12, 31)


def _words(line: Mapping[str, Any], first: date, serial: Serial) -> dict[str, str]:
    version = line["versions"][max(day for day in line["versions"] if day <= max(first, min(line["versions"])))]
    batch = f"{first.year}年第{(first.month + 5) // 6}批" if line["batches"] else ""
    return {"rule_version": version, "batch": batch, "certificate": f"演示证{first.year}{serial.next():06d}"}
