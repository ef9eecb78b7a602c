"""What is known of one right: its days, its events, its fees. Input of every question of this engine."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from qiangxian.kernel.calendar import add_months
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.words import EventType, LicenceKind, RightType

State = Literal[
    "not_granted", "in_force", "in_force_grace", "presumed_lapsed", "lapsed", "abandoned", "expired", "never_existed",
    "closed", "unknown",
]  # fmt: skip

STARTING = frozenset({EventType.GRANT, EventType.REGISTRATION})
ENDING: dict[str, State] = {
    EventType.LAPSE_UNPAID_FEE: "lapsed",
    EventType.ABANDONMENT: "abandoned",
    EventType.EXPIRY: "expired",
    EventType.CANCELLATION: "lapsed",
}
CLOSING = frozenset({EventType.REJECTION, EventType.WITHDRAWAL})


MOST_YEARS = 40  # more than any term with any compensation: a larger number is a slip of the pen


@dataclass(frozen=True, slots=True)
class Event:
    """One legal event. `effective_date`: from when it holds (a lapse holds from the fee's due day, long before its
    announcement). `announced_date`: the gazette or register day, None where it is not known. `kind`: of a licence
    (`LicenceKind`, empty: not known). `until`: the last day of a licence, customs record or freeze that ends by itself.
    """

    type: str
    effective_date: date
    announced_date: date | None = None
    source: str = ""
    kind: str = ""
    until: date | None = None

    @property
    def known_date(self) -> date:
        """The day the world could know it: the announced day, else the effective day."""
        return self.announced_date or self.effective_date

    @property
    def order(self) -> tuple[date, date, str, str, str, date]:
        """A complete order, so that nothing depends on the order of input."""
        return (self.effective_date, self.known_date, self.type, self.source, self.kind, self.until or date.max)


@dataclass(frozen=True, slots=True)
class FeeYear:
    """An annual fee that is known to be due: patent year, nominal due day, day paid (None: not paid).

    `known_date`: from when an unpaid year can be known as such, where that is later than its due day. A payment is known
    on its own day, and that the fee was unpaid before it is known since the due day.
    """

    year: int
    due_date: date
    paid_on: date | None = None
    known_date: date | None = None

    def is_known(self, by: date) -> bool:
        """Whether the year says anything with the knowledge of that day."""
        return self.paid_on is not None or self.known_date is None or self.known_date <= by


@dataclass(frozen=True, slots=True)
class RightFacts:
    """One right. A fee year that is not listed is not unpaid; a missing day is unknown.

    `compensation_days`: days the office added to the term. `printed_expiry`: last day printed on certificate or list.
    `woody`: whether a plant variety is a tree or vine, None where it is not known.
    """

    type: str
    filing_date: date | None = None
    grant_date: date | None = None
    registration_date: date | None = None
    compensation_days: int = 0
    printed_expiry: date | None = None
    woody: bool | None = None
    events: tuple[Event, ...] = field(default=())
    fees: tuple[FeeYear, ...] = field(default=())


def read_facts(document: Mapping[str, Any]) -> RightFacts:
    """Facts from the JSON document of `law status`. Unknown types, keys and impossible days are refused by name."""
    _known_keys(document, {"number", "title", *RightFacts.__dataclass_fields__})
    _text(document, "number")
    _text(document, "title")
    right_type = document.get("type")
    if right_type not in RightType.values:
        raise Refused(
            "不认识的权利类型", column="type", value=right_type, remedy=f"应为 {'、'.join(RightType.values)} 之一"
        )
    return RightFacts(
        type=right_type,
        filing_date=_day(document, "filing_date"),
        grant_date=_day(document, "grant_date"),
        registration_date=_day(document, "registration_date"),
        compensation_days=_whole(document, "compensation_days") or 0,
        printed_expiry=_day(document, "printed_expiry"),
        woody=_flag(document, "woody"),
        events=tuple(_event(entry, row) for row, entry in _listed(document, "events")),
        fees=tuple(_fee(entry, row, _day(document, "filing_date")) for row, entry in _listed(document, "fees")),
    )


def _known_keys(entry: Mapping[str, Any], known: Collection[str], place: str = "", row: int | None = None) -> None:
    if unknown := sorted(str(key) for key in set(entry) - set(known)):
        named = "、".join(f"{place}{key}" for key in unknown)
        raise Refused("有不认识的键", row=row, column=named, remedy=f"可用的键：{'、'.join(sorted(known))}")


def _listed(document: Mapping[str, Any], name: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The entries of a list of objects with their places, counted from 1."""
    entries = document.get(name)
    entries = () if entries is None else entries
    if not isinstance(entries, list | tuple):
        raise Refused("应为列表", column=name, remedy=f'请写成 "{name}": [{{…}}, {{…}}]')
    for row, entry in enumerate(entries, start=1):
        if not isinstance(entry, Mapping):
            raise Refused("应为一个对象", row=row, column=name, value=entry, remedy="请写成 {…}")
        yield row, entry


def _flag(document: Mapping[str, Any], key: str) -> bool | None:
    value = document.get(key)
    if value is None or isinstance(value, bool):
        return value
    raise Refused("不是真假值", column=key, value=value, remedy="请写 true 或 false")


def _event(entry: Mapping[str, Any], row: int) -> Event:
    _known_keys(entry, Event.__dataclass_fields__, "events.", row)
    if entry.get("type") not in EventType.values:
        raise Refused(
            "不认识的法律事件", row=row, column="events.type", value=entry.get("type"),
            remedy=f"应为 {'、'.join(EventType.values)} 之一",
        )  # fmt: skip
    announced = _day(entry, "announced_date", row)
    effective = _day(entry, "effective_date", row) or announced
    if effective is None:
        raise Refused("法律事件没有日期", row=row, column="events.effective_date", remedy="请填写生效日或公告日")
    kind = _text(entry, "kind", row)
    if kind and kind not in LicenceKind.values:
        remedy = f"应为 {'、'.join(LicenceKind.values)} 之一"
        raise Refused("不认识的许可种类", row=row, column="events.kind", value=kind, remedy=remedy)
    return Event(entry["type"], effective, announced, _text(entry, "source", row), kind, _day(entry, "until", row))


def _fee(entry: Mapping[str, Any], row: int, filing_date: date | None) -> FeeYear:
    """One fee year; a due day that is not written is the anniversary of filing."""
    _known_keys(entry, FeeYear.__dataclass_fields__, "fees.", row)
    year, due = _whole(entry, "year", row), _day(entry, "due_date", row)
    if year and year > MOST_YEARS:
        raise Refused("年度过大", row=row, column="fees.year", value=year, remedy=f"应为 1 至 {MOST_YEARS}")
    if year and due is None and filing_date is not None:
        due = add_months(filing_date, 12 * (year - 1))
    if not year or due is None:
        raise Refused("年费须有年度和应缴日", row=row, column="fees", remedy="请填写 year 和 due_date")
    return FeeYear(year, due, _day(entry, "paid_on", row), _day(entry, "known_date", row))


_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def iso_day(text: str) -> date:
    """The day of `2026-04-10`; `ValueError` for every other spelling, weeks and digits of other scripts among them."""
    if not _ISO.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)


def _day(entry: Mapping[str, Any], key: str, row: int | None = None) -> date | None:
    text = entry.get(key)
    if text is None or text == "":
        return None
    if isinstance(text, date):
        return text
    try:
        return iso_day(text)
    except (TypeError, ValueError):
        raise Refused("不是日期", row=row, column=key, value=text, remedy="请写成 2026-04-10 的形式") from None


def _text(entry: Mapping[str, Any], key: str, row: int | None = None) -> str:
    text = entry.get(key)
    if text is None or isinstance(text, str):
        return text or ""
    raise Refused("不是文字", row=row, column=key, value=text, remedy="请写成带引号的文字")


def _whole(entry: Mapping[str, Any], key: str, row: int | None = None) -> int | None:
    number = entry.get(key)
    if number is None or (isinstance(number, int) and not isinstance(number, bool) and number >= 0):
        return number
    raise Refused("不是非负整数", row=row, column=key, value=number, remedy="请填写整数")
