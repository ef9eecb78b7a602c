"""The State Council's yearly holiday notice (关于某年部分节假日安排的通知) as a clerk pastes it: days off and make-up workdays.

`一、元旦：1月1日（周五）至3日（周日）放假，共3天。1月4日（周一）上班。` Every day that is printed is checked against what the notice
itself says of it: the weekday in brackets, the number of days, and that the days the law fixes are among them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from unicodedata import normalize

from qiangxian.kernel.calendar import HolidayNotice, fixed_days, shipped_notice
from qiangxian.kernel.errors import Refused

_DAY = re.compile(r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日(?:\(([^)]*)\))?")
_TO = re.compile(r"[至到~—–-]")
_COUNT = re.compile(r"共(\d+)天")
_WEEKDAY = re.compile(r"(?:周|星期)([一二三四五六日天])")
_WEEKDAYS = "一二三四五六日"
_ONE = timedelta(days=1)


def read_notice(text: str, year: int) -> HolidayNotice:
    """What the pasted sentences say of the year; `Refused` names the sentence that cannot be so."""
    if shipped_notice(year) is not None:
        raise Refused(
            f"规则库已有 {year} 年的放假通知", column="年份", value=year, remedy="随规则库发布的年份以规则库为准"
        )
    off: set[date] = set()
    workdays: set[date] = set()
    for clause in re.split(r"[。;\n]", normalize("NFKC", text)):
        words = "".join(clause.split())
        if "上班" in words:
            workdays |= set(_days(words, year))
        elif "放假" in words or "休息" in words:
            found = set(_days(words, year))
            printed = _COUNT.search(words)
            if printed and int(printed[1]) != len(found):
                raise Refused(
                    f"写明共 {printed[1]} 天，按起止日是 {len(found)} 天",
                    column="放假安排",
                    value=clause.strip(),
                    remedy="请对照通知原文核对这一条的天数和起止日",
                )
            off |= found
    notice = HolidayNotice(year, frozenset(off), frozenset(workdays))
    _check(notice)
    return notice


def _days(words: str, year: int) -> Iterator[date]:
    """The days of a clause, spans written out; month and year carry on from day to day."""
    month, first, place = None, None, 0
    for match in _DAY.finditer(words):
        year, month = int(match[1] or year), int(match[2]) if match[2] else month
        day = _day(year, month, match)
        if first is not None and _TO.fullmatch(words[place : match.start()]):
            if day < first:
                raise Refused("止日早于起日", column="放假安排", value=words, remedy="请核对起止日")
            yield from (first + step * _ONE for step in range(1, (day - first).days + 1))
        else:
            yield day
        first, place = day, match.end()


def _day(year: int, month: int | None, match: re.Match[str]) -> date:
    try:
        day = date(year, month or 0, int(match[3]))
    except ValueError:
        raise Refused("没有这一天", column="放假安排", value=match[0], remedy="请核对月份和日期") from None
    named = _WEEKDAY.search(match[4] or "")
    weekday = _WEEKDAYS[day.weekday()]
    if named and named[1].replace("天", "日") != weekday:
        words = f"{day} 是星期{weekday}，通知写的是星期{named[1]}"
        raise Refused(words, column="放假安排", value=match[0], remedy="请核对年份和日期")
    return day


def _check(notice: HolidayNotice) -> None:
    """What every notice of a year must be."""
    year, listed = notice.year, sorted(notice.off | notice.workdays)
    if missing := sorted(fixed_days(year) - notice.off):
        words = "、".join(day.isoformat() for day in missing)
        raise Refused(f"缺少法定放假的日子：{words}", column="放假安排", remedy="请粘贴通知全部各条")
    outside = [day for day in listed if day.year != year and day < date(year - 1, 12, 24)]
    if outside or listed[-1].year > year:
        raise Refused(
            f"有不属于 {year} 年的日期", column="放假安排", value=(outside or listed)[-1], remedy="请核对年份"
        )
    if both := notice.off & notice.workdays:
        raise Refused("同一天既放假又上班", column="放假安排", value=min(both), remedy="请核对日期")
    if weekdays := [day for day in sorted(notice.workdays) if day.weekday() < 5]:
        raise Refused("调休上班日应为周六或周日", column="放假安排", value=weekdays[0], remedy="请核对日期")
