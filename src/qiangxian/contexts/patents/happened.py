"""One legal event as a row of a list or a feed tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from qiangxian.engines.intake import Row
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.identifiers import application_number


@dataclass(frozen=True)
class Happened:
    """One event as a row tells it, with the place of the row."""

    number: str
    type: str
    effective_date: date
    announced_date: date | None
    words: str
    place: dict[str, Any]


def read_event(row: Row) -> Happened:
    """What the row says; without a day of effect the announced day stands for it."""
    raw = str(row.values.get("number") or "")
    check = application_number.validate(raw, check_digit_dropped="check_digit_dropped" in row.traits)
    if not check.ok or check.canonical is None:
        raise Refused(check.reason, remedy=check.remedy, column=row.headers.get("number", "号码"), value=raw)
    effective = row.values.get("effective_date") or row.values.get("announced_date")
    if effective is None:
        raise Refused("没有生效日，也没有公告日", remedy="请补全其中一个日期")
    words = str(row.values.get("details") or row.printed.get("type") or "")[:300]
    place = {"file": row.origin, "sheet": row.sheet, "row": row.number, "number": check.canonical}
    return Happened(check.canonical, str(row.values["type"]), effective, row.values.get("announced_date"), words, place)
