"""Dates and ranges of dates as plans print them, damaged ones included.

A day, month or year keeps its precision: 2023-08-15, 2023-08, 2023. 底 末 前 and half years name their last month.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace

from qiangxian.engines.plandoc.numerals import NUMERALS, year_digits
from qiangxian.engines.plandoc.vocabulary import pattern, rules

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
    r"(?P<half>[上下]半年)|第?(?P<quarter>[一二三四1-4])季度[初中末底]?|(?P<edge>年?[底末])|(?P<begin>年?初)|(?P<third>[上中下]旬)"
)
# What stands behind a dash without its year (5月 in 2022年5月-9月): the year is the one before, 次年 the one after that.
_WITHOUT_YEAR = re.compile(
    r"(?P<next>次年|翌年|第二年)?(?:(?P<half>[上下]半年)|第?(?P<quarter>[一二三四1-4])季度末?"
    r"|(?:(?P<month>1[0-2]|0?[1-9])月)?(?:(?P<day>3[01]|[12]\d|0?[1-9])日)?(?P<third>[上中下]旬)?[底末]?)"
)
_MONTHS = re.compile(r"(?P<first>1[0-2]|0?[1-9])(?:月份?)?(?:至|到|[-–—－~～﹣‐‑―]{1,2}|、)(?P<last>1[0-2]|0?[1-9])月")
_DASH = re.compile(r"(?:至|到|[-–—－~～﹣‐‑―]{1,2}|一(?=(?:19|20)\d))")
_YEARLY = re.compile(r"每年(?:的)?(?:(?P<month>1[0-2]|0?[1-9])月|年?[底末])")
_FIVE_YEARS = re.compile(r"[“\"]?(?P<plan>十[一二三四五六]五)[”\"]?(?:规划)?(?:时期|期间|期)?末?")


@dataclass(frozen=True, slots=True)
class DatePoint:
    """A date of some precision at its place; `repaired` is set where 年 was lost.

    A half year or a quarter names its last month; `since` is its first one.
    """

    year: int
    month: int | None
    day: int | None
    start: int
    end: int
    repaired: bool = False
    since: int | None = None

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
    """2019年上半年 is June 2019, 2022年底 December, 2011年8月上旬 stays August; 2025年11-12月 is a span."""
    months = _MONTHS.match(text, point.end, end) if point.month is None else None
    if months:
        return replace(point, month=int(months["last"]), since=int(months["first"]), end=months.end())
    match = _TAIL.match(text, point.end, end)
    if match is None:
        return point
    since, month = _span(match)
    if point.month is None and match["edge"]:
        month = 12
    elif point.month is None and match["begin"]:
        month = 1
    return replace(point, month=month or point.month, since=since, end=match.end())


def _span(match: re.Match[str]) -> tuple[int | None, int | None]:
    """First and last month of a half year or quarter."""
    if match["half"]:
        return (1, 6) if match["half"].startswith("上") else (7, 12)
    if match["quarter"]:
        last = 3 * ("一二三四".find(match["quarter"]) + 1 or int(match["quarter"]))
        return last - 2, last
    return None, None


def read_range(text: str, start: int, end: int, year: int | None = None) -> DateRange | None:
    """The range of dates in a stretch such as the bracket of a stage heading; None where it holds no date.

    (2022年5月-9月), (2023年1月-实地考察结束), (2026年7月以后), (2022年底前), (20238月一202310月), (2024年一季度); months
    without a year (5月至9月) belong to `year`.
    """
    first = read_point(text, start, end)
    if first is None:
        months = _MONTHS.search(text, start, end) if year else None
        if months is None or year is None:
            return None
        first = DatePoint(year, int(months["last"]), None, months.start(), months.end(), since=int(months["first"]))
    dash = _DASH.match(text, first.end, end)
    if dash is None:
        return _half_open(text, first, end)
    last = _second(text, first, dash.end(), end)
    place = (dash.start(), dash.end(), dash.group())
    return DateRange(_beginning(first), last, first.start, last.end if last else end, place)


def _beginning(point: DatePoint) -> DatePoint:
    return point if point.since is None else replace(point, month=point.since, since=None)


def _second(text: str, first: DatePoint, at: int, end: int) -> DatePoint | None:
    """The date right behind the dash; a month without a year belongs to the year before it; else it is an event."""
    point = read_point(text, at, end)
    if point is not None and point.start == at:
        return point
    match = _WITHOUT_YEAR.match(text, at, end)
    if match is None or match.end() == at or match.group() in ("底", "末"):
        return None
    year = first.year + bool(match["next"])
    _, month = _span(match)
    month = month or _number(match["month"]) or (first.month if match["day"] else None)
    return None if month is None else DatePoint(year, month, _number(match["day"]), at, match.end())


def _half_open(text: str, point: DatePoint, end: int) -> DateRange:
    """…以后 and …起 begin there; …前 and …底 end there; a plain date is both, a quarter its first and last month."""
    behind = text[point.end : min(point.end + 3, end)]
    before = text[max(point.start - 1, 0) : point.start]
    if behind.startswith(("以后", "之后", "起", "开始", "后")):
        return DateRange(_beginning(point), None, point.start, point.end)
    if behind.startswith(("前", "以前", "之前", "完成")) or (before in "到至" and before):
        return DateRange(None, point, point.start, point.end)
    if text[point.end - 1] in "底末" and point.since is None:
        return DateRange(None, point, point.start, point.end)
    return DateRange(_beginning(point), point, point.start, point.end)


def read_deadline(text: str, start: int, end: int, plan_year: int | None) -> tuple[str | None, int | None] | None:
    """The ISO day, month or year by which something is due, and the month in which it is due every year.

    What has no year (6月底, 二季度末, 年底) takes that of the plan, 次年3月 the one behind it. None where no date is.
    """
    yearly = _YEARLY.search(text, start, end)
    if yearly:
        return None, int(yearly["month"] or 12)
    days = list(_ends(text, start, end))
    if days:
        return max(days), None
    if read_point(text, start, end):  # 2025年起: a beginning is no end
        return None
    five_years = _FIVE_YEARS.search(text, start, end)
    if five_years:
        return str(rules("targets")["horizons"]["five_year_plans"][five_years["plan"]]), None
    return _in_year(text, start, end, plan_year)


def _ends(text: str, start: int, end: int) -> Iterator[str]:
    """Every day in the stretch that ends something: 2024年12月底前完成方案,2025年6月底前建成; of a span its last day."""
    point = last = read_point(text, start, end)
    while point is not None:
        last = point
        dash = _DASH.match(text, point.end, end)
        point = (dash and _second(text, point, dash.end(), end)) or point
        if not text.startswith(("起", "开始", "以来"), point.end, end):
            yield point.iso
        point = read_point(text, point.end, end)
    later = pattern("roles", "later_month").finditer(text, last.end, end) if last else ()
    for month in later:  # 2025年6月底前过半,12月底前全部完成
        yield DatePoint(last.year, int(month["month"] or 12), None, *month.span()).iso if last else ""


def _in_year(text: str, start: int, end: int, plan_year: int | None) -> tuple[str | None, int | None] | None:
    if plan_year is None:
        return None
    for at in range(start, end):
        match = _WITHOUT_YEAR.match(text, at, end)
        if match and match.end() > at and match.group() != "次年":
            _, month = _span(match)
            month = month or _number(match["month"]) or (12 if match.group()[-1] in "底末" else None)
            if month:
                return DatePoint(plan_year + bool(match["next"]), month, _number(match["day"]), at, at).iso, None
    return None
