"""Working days and periods (专利法实施细则 2023 第五条; patent-lifecycle.md §4).

There are two calendars and they differ in one thing: on a make-up Saturday or Sunday (调休上班) the county office works,
while every period before the patent office treats it as a rest day. The days off are those of the State Council's
notices, from the library chinesecalendar; `calendar/notices.yaml` overrides whole years, and a notice that two persons of the
county have accepted stands for a year the rulebook does not know yet (`ACCEPTED`). A year to come without a notice is
computed with weekends and the days off that the law itself fixes (`calendar/statutory_days.csv`), an early one with weekends
alone; everything that falls into either is provisional. No day beyond `LAST_YEAR` is computed: such a length is a mistake.
"""

from __future__ import annotations

import hashlib
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from operator import attrgetter
from typing import Literal, TypeVar, TypeVarTuple

import chinese_calendar

from qiangxian.kernel import rulebook
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.marked_yaml import Issue, MarkedDocument
from qiangxian.kernel.period import Period
from qiangxian.kernel.refreshed import Refreshed
from qiangxian.kernel.shapes import Shape, faults

CalendarKind = Literal["cnipa", "office"]
Asked = TypeVarTuple("Asked")
R = TypeVar("R")

LAST_YEAR = 2200
_DAY = timedelta(days=1)
LAST_DAY = date(LAST_YEAR, 12, 31)
NEAR_NEW_YEAR = timedelta(days=7)
_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class HolidayNotice:
    """The days off and the make-up workdays of one calendar year; the notice of a year may also name last days of the year
    before."""

    year: int
    off: frozenset[date]
    workdays: frozenset[date]


@dataclass(frozen=True, slots=True)
class DueDay:
    """The end of a period: the `nominal` day, the day it is `due` after rolling, and why, in Chinese.

    `provisional`: a holiday notice that could still move it is not published. The nominal day is always the safe one.
    """

    nominal: date
    due: date
    provisional: bool
    because: str


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The rest days of the patent office (`cnipa`) or of the county office (`office`)."""

    kind: CalendarKind

    def is_rest_day(self, day: date) -> bool:
        """Whether a period that ends on the day is prolonged."""
        notice = notice_of(day.year)
        if day in (statutory_days(day.year) if notice is None else notice.off):
            return True
        works = self.kind == "office" and notice is not None and day in notice.workdays
        return day.weekday() >= 5 and not works

    def is_provisional(self, day: date) -> bool:
        """Whether a notice that is not at hand may still move the day."""
        return year_without_notice(day) is not None

    def roll(self, day: date) -> date:
        """The day itself, or the first day after it that is no rest day."""
        while self.is_rest_day(day):
            day += _DAY
        return day

    def due(
        self,
        start: date,
        *,
        months: int | None = None,
        days: int | None = None,
        working_days: int | None = None,
    ) -> DueDay:
        """The end of a period that begins on `start`, which is not counted. Exactly one length is given, at least 1.

        Months end on the corresponding day, or on the last day of a month that has none; an end on a rest day moves to
        the first day after it that is none. `Refused` where none or several lengths are given, or the end is past all use.
        """
        lengths = {"months": months, "days": days, "working_days": working_days}
        given = [(unit, length) for unit, length in lengths.items() if length is not None]
        if len(given) != 1 or given[0][1] < 1:
            raise Refused("期限长度不明确", remedy="请在月数、日数、工作日数中给出一项，且不小于 1")
        unit, length = given[0]
        if unit == "working_days":
            day = self.after_working_days(start, length)
            return self._due_day(day, day, [f"自 {start} 起（当日不计入）第 {length} 个工作日为 {day}"])
        nominal = add_months(start, length) if unit == "months" else add_days(start, length)
        return self._rolled(start, nominal, f"{length} 个月" if unit == "months" else f"{length} 日")

    def after_working_days(self, day: date, count: int, pauses: Sequence[Period] = ()) -> date:
        """The `count`-th working day after the day; those within a pause do not count."""
        add_days(day, count)  # a count past all bounds is refused before anything is counted
        counted = 0
        while counted < count:
            day = add_days(day, 1)
            counted += not self.is_rest_day(day) and not any(day in pause for pause in pauses)
        return day

    def _rolled(self, start: date, nominal: date, length: str) -> DueDay:
        due = self.roll(nominal)
        words = [f"自 {start} 起（当日不计入）{length}，届满日为 {nominal}（星期{_WEEKDAYS[nominal.weekday()]}）"]
        if length.endswith("月") and nominal.day < start.day:
            words.append("当月没有相应日，以最后一日为届满日")
        if due != nominal:
            words.append(f"{nominal} 为休息日，顺延至 {due}（星期{_WEEKDAYS[due.weekday()]}）")
        return self._due_day(nominal, due, words)

    def _due_day(self, nominal: date, due: date, words: list[str]) -> DueDay:
        year = year_without_notice(nominal) or year_without_notice(due)
        if year:
            words.append(f"规则库中没有 {year} 年的放假通知，暂按周末和法定节日推算")
        return DueDay(nominal, due, year is not None, "；".join(words))


CNIPA = WorkCalendar("cnipa")
OFFICE = WorkCalendar("office")
CALENDARS: dict[str, WorkCalendar] = {"cnipa": CNIPA, "office": OFFICE}


def add_months(day: date, months: int) -> date:
    """The corresponding day so many months later, or the last day of a month that has no such day. `Refused` past all bounds."""
    years, month0 = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month0 + 1
    if not 1 <= year <= LAST_YEAR:
        raise _beyond(day, f"{months} 个月")
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def add_days(day: date, days: int) -> date:
    """So many days later. `Refused` past all bounds."""
    if not 1 <= day.toordinal() + days <= LAST_DAY.toordinal():
        raise _beyond(day, f"{days} 日")
    return day + days * _DAY


def _beyond(day: date, length: str) -> Refused:
    remedy = f"请核对起算日和长度；只推算到 {LAST_YEAR} 年"
    return Refused(f"自 {day} 起 {length}，超出可推算的年份", value=length, remedy=remedy)


ACCEPTED: Refreshed[tuple[HolidayNotice, ...]] = Refreshed(())
"""The notices accepted for years the rulebook does not know."""
_SUPPOSED: ContextVar[HolidayNotice | None] = ContextVar("supposed", default=None)


@contextmanager
def supposing(notice: HolidayNotice) -> Iterator[None]:
    """Within the block days are computed as if the notice stood: to see what it would change."""
    token = _SUPPOSED.set(notice)
    try:
        yield
    finally:
        _SUPPOSED.reset(token)


def _accepted() -> tuple[HolidayNotice, ...]:
    supposed = _SUPPOSED.get()
    return ACCEPTED.read() if supposed is None else (*ACCEPTED.read(), supposed)


def edition() -> str:
    """By which accepted notices days are computed now, for the key of what is kept elsewhere; empty where there is none."""
    return _worded(_accepted())


def edition_until(day: date) -> str:
    """The same for days up to this one, as a short key that stands beside a figure: a notice of later years changes none of them."""
    notices = [one for one in _accepted() if one.year <= day.year or any(off <= day for off in one.off)]
    words = _worded(sorted(notices, key=attrgetter("year")))
    return hashlib.sha256(words.encode()).hexdigest()[:16] if words else ""


def _worded(notices: Iterable[HolidayNotice]) -> str:
    return ";".join(f"{one.year}:{sorted(one.off)}{sorted(one.workdays)}" for one in notices)


def marked_days(notice: HolidayNotice) -> list[tuple[str, list[tuple[date, str]]]]:
    """The days off and the make-up workdays with their weekdays, to be compared with the document."""
    named = (("放假", notice.off), ("调休上班", notice.workdays))
    return [(title, [(day, _WEEKDAYS[day.weekday()]) for day in sorted(days)]) for title, days in named]


def kept_by_calendar(maxsize: int) -> Callable[[Callable[[*Asked], R]], Callable[[*Asked], R]]:
    """A cache for what hangs on rest days: another notice is another answer."""

    def decorate(function: Callable[[*Asked], R]) -> Callable[[*Asked], R]:
        @lru_cache(maxsize=maxsize)
        def kept(_notices: tuple[HolidayNotice, ...], asked: tuple[*Asked]) -> R:
            return function(*asked)

        def answered(*asked: *Asked) -> R:
            return kept(_accepted(), asked)

        answered.__doc__ = function.__doc__
        return answered

    return decorate


@kept_by_calendar(maxsize=256)
def notice_of(year: int) -> HolidayNotice | None:
    """The notice that stands for the year: the rulebook's, else an accepted one; None where there is none at hand. The days an
    accepted notice names in the year before are of that year."""
    accepted = {one.year: one for one in _accepted()}
    own, following = shipped_notice(year) or accepted.get(year), accepted.get(year + 1)
    if own is None or following is None:
        return own
    off, workdays = (frozenset(day for day in days if day.year == year) for days in (following.off, following.workdays))
    return HolidayNotice(year, own.off | off, own.workdays | workdays)


@lru_cache(maxsize=256)
def shipped_notice(year: int) -> HolidayNotice | None:
    """The State Council's notice for the year as the rulebook and its library have it, None where they have none."""
    rules = rulebook.load("calendar", "notices", division=None)
    if year in rules["years"]:
        entry = rules["years"][year]
        return HolidayNotice(year, frozenset(entry["off"]), frozenset(entry["workdays"]))
    if not rules["library_from"] <= year <= rules["library_through"]:
        return None
    days = chinese_calendar.get_dates(date(year, 1, 1), date(year, 12, 31))
    off = frozenset(day for day in days if day in chinese_calendar.constants.holidays)
    worked = frozenset(day for day in days if day in chinese_calendar.constants.workdays)
    return HolidayNotice(year, off, worked)


def statutory_days(year: int) -> frozenset[date]:
    """The days off the law fixes, for a year to come whose notice is not published yet."""
    if year <= rulebook.load("calendar", "notices", division=None)["library_through"]:
        return frozenset()
    return fixed_days(year)


@lru_cache(maxsize=256)
def fixed_days(year: int) -> frozenset[date]:
    """The days off whatever the notice says (全国年节及纪念日放假办法 2024 年修订 第二条)."""
    law = rulebook.load("calendar", "notices", division=None)["fixed_days"]
    fixed = [date(year, month, day) for month, day in law]
    rows = [row for row in rulebook.rows("calendar", "statutory_days", division=None) if row["year"] == str(year)]
    moving = [date.fromisoformat(row[name]) for row in rows for name in ("qingming", "dragon_boat", "mid_autumn")]
    new_year = [date.fromisoformat(row["spring_festival"]) + step * _DAY for row in rows for step in (-1, 0, 1, 2)]
    return frozenset([*fixed, *moving, *new_year])


def year_without_notice(day: date) -> int | None:
    """The year whose missing notice may still move the day: its own, or that of a New Year within a week, since a notice also
    moves the last days of the year before (2022-12-31 was a day off). None where nothing is missing."""
    if notice_of(day.year) is None:
        return day.year
    soon = day + NEAR_NEW_YEAR
    return soon.year if soon.year > day.year and notice_of(soon.year) is None else None


class NoticeShape(Shape):
    """The holiday notice of a year: days off, make-up workdays, where it stands and who looked when."""

    off: list[date]
    workdays: list[date]
    source: str
    checked: date


class NoticesShape(Shape):
    """`notices.yaml`: what the law fixes, for which years the library speaks, and years written out."""

    fixed_days: list[list[int]]
    library_from: int
    library_through: int
    library_source: str
    sources: dict[str, str]
    years: dict[int, NoticeShape]


@rulebook.schema("calendar")
def check_notices(document: MarkedDocument) -> Iterator[Issue]:
    """The shape of `notices.yaml`; all days of a year are of that year."""
    found = list(faults(document, notices=NoticesShape))
    yield from found
    for year, entry in () if found else document.value.get("years", {}).items():
        if any(day.year != year for day in (*entry["off"], *entry["workdays"])):
            yield document.issue(f"有不属于 {year} 年的日期", "years", year)
