"""Dates and ranges of dates as plans print them, damaged ones included.

A day, month or year keeps its precision: 2023-08-15, 2023-08, 2023. 底 末 前 and half years name their last month.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass

from qiangxian.engines.plandoc.numerals import NUMERALS, year_digits

_YEAR = r"(?:19|20)\d\d"
_HAN_YEAR = r"[一二][九〇○Oo零][〇○Oo零一二三四五六七八九]{2}"
_HAN_NUMBER = r"[一二三四五六七八九十]{1,3}"
# 2023年8月15日 · 2023-10-30 · 2023.06 · 20238月 (年 lost) · 二〇一二年三月十三日
_POINT = re.compile(
    rf"(?P<year>{_YEAR})(?:年(?:(?P<month>1[0-2]|0?[1-9])月(?:(?P<day>3[01]|[12]\d|0?[1-9])(?:日|号|(?=前)))?)?"
    r"|[-./](?P<month2>1[0-2]|0?[1-9])(?:[-./](?P<day2>3[01]|[12]\d|0?[1-9]))?(?![\d.])"
    r"|(?P<month3>1[0-2]|[1-9])月(?:(?P<day3>3[01]|[12]\d|0?[1-9])日)?|(?=[-–—－~～至到]))"
    rf"|(?P<hanyear>{_HAN_YEAR})年(?:(?P<hanmonth>{_HAN_NUMBER})月(?:(?P<handay>{_HAN_NUMBER})日)?)?"
)
_TAIL = re.compile(
    r"(?P<half>[上下]半年)|(?P<quarter>第?[一二三四1-4]季度)|(?P<edge>年?[底末])|(?P<begin>年?初)|(?P<third>[上中下]旬)"
)
# 5月 in (2022年5月-9月): the year is the one before.
_MONTH_ONLY = re.compile(r"(?P<month>1[0-2]|0?[1-9])月(?:(?P<day>3[01]|[12]\d|0?[1-9])日)?")
_DASH = re.compile(r"(?:至|到|[-–—－~～﹣‐‑―]{1,2}|一(?=(?:19|20)\d))")
_SMALL_HYPHEN, _NUMERAL_ONE = "﹣", "一"


@dataclass(frozen=True, slots=True)
class DatePoint:
    """A date of some precision at its place; `repaired` is set where 年 was lost."""

    year: int
    month: int | None
    day: int | None
    start: int
    end: int
    repaired: bool = False

    @property
    def iso(self) -> str:
        """2023, 2023-08 or 2023-08-15."""
        month = "" if self.month is None else f"-{self.month:02d}"
        return f"{self.year}{month}" + ("" if self.day is None else f"-{self.day:02d}")

    @property
    def words(self) -> str:
        """2023年8月15日, the regular form of the same date."""
        month = "" if self.month is None else f"{self.month}月"
        return f"{self.year}年{month}" + ("" if self.day is None else f"{self.day}日")


@dataclass(frozen=True, slots=True)
class DateRange:
    """From one date to another; an end None is open. `dash` is the place of the mark between them."""

    first: DatePoint | None
    last: DatePoint | None
    start: int
    end: int
    dash: tuple[int, int, str] | None = None


def read_point(text: str, at: int, end: int) -> DatePoint | None:
    """The first date at or after `at` whose day exists."""
    for match in _POINT.finditer(text, at, end):
        point = _point(match)
        if point is not None:
            return _with_tail(text, point, end)
    return None


def _point(match: re.Match[str]) -> DatePoint | None:
    if match["hanyear"]:
        year = int(year_digits(match["hanyear"]))
        month, day = NUMERALS.get(match["hanmonth"] or ""), NUMERALS.get(match["handay"] or "")
    else:
        year = int(match["year"])
        month = _number(match["month"] or match["month2"] or match["month3"])
        day = _number(match["day"] or match["day2"] or match["day3"])
    if (month is not None and month > 12) or (day is not None and (month is None or day > monthrange(year, month)[1])):
        return None
    return DatePoint(year, month, day, match.start(), match.end(), repaired=bool(match["month3"]))


def _number(digits: str | None) -> int | None:
    return int(digits) if digits else None


def _with_tail(text: str, point: DatePoint, end: int) -> DatePoint:
    """2019年上半年 is June 2019, 2022年底 December, 2011年8月上旬 stays August."""
    match = _TAIL.match(text, point.end, end)
    if match is None:
        return point
    month = point.month
    if match["half"]:
        month = 6 if match["half"].startswith("上") else 12
    elif match["quarter"]:
        month = 3 * ("一二三四".find(match["quarter"].strip("第")[0]) + 1 or int(match["quarter"].strip("第")[0]))
    elif month is None and match["edge"]:
        month = 12
    elif month is None and match["begin"]:
        month = 1
    return DatePoint(point.year, month, point.day, point.start, match.end(), point.repaired)


def read_range(text: str, start: int, end: int) -> DateRange | None:
    """The range of dates in a stretch such as the bracket of a stage heading; None where it holds no date.

    (2022年5月-9月), (2023年1月-实地考察结束), (2026年7月以后), (2022年底前), (20238月一202310月)
    """
    first = read_point(text, start, end)
    if first is None:
        return None
    dash = _DASH.match(text, first.end, end)
    if dash is None:
        return _half_open(text, first, end)
    last = _second(text, first, dash.end(), end)
    place = (dash.start(), dash.end(), dash.group())
    return DateRange(first, last, first.start, last.end if last else end, place)


def _second(text: str, first: DatePoint, at: int, end: int) -> DatePoint | None:
    """The date right behind the dash; a month without a year belongs to the year before it; else it is an event."""
    point = read_point(text, at, end)
    if point is not None and point.start == at:
        return point
    match = _MONTH_ONLY.match(text, at, end)
    if match is None:
        return None
    return DatePoint(first.year, int(match["month"]), _number(match["day"]), at, match.end())


def _half_open(text: str, point: DatePoint, end: int) -> DateRange:
    """…以后 and …起 begin there; …前 and …底 end there; a plain date is both."""
    behind = text[point.end : min(point.end + 3, end)]
    before = text[max(point.start - 1, 0) : point.start]
    if behind.startswith(("以后", "之后", "起", "开始", "后")):
        return DateRange(point, None, point.start, point.end)
    if (
        behind.startswith(("前", "以前", "之前", "完成"))
        or (before in "到至" and before)
        or text[point.end - 1] in "底末"
    ):
        return DateRange(None, point, point.start, point.end)
    return DateRange(point, point, point.start, point.end)


def read_deadline(text: str, start: int, end: int, plan_year: int | None) -> str | None:
    """The day, month or year by which something is due; a bare month takes the year of the plan."""
    point = read_point(text, start, end)
    if point is not None:
        return point.iso
    match = re.compile(r"(?:(?P<year>年)?底|(?P<month>1[0-2]|0?[1-9])月(?:(?P<day>3[01]|[12]?\d)日)?)").search(
        text, start, end
    )
    if match is None or plan_year is None:
        return None
    day = f"-{int(match['day']):02d}" if match["day"] else ""
    return f"{plan_year}-{int(match['month'] or 12):02d}{day}"
