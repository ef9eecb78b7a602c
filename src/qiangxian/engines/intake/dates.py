"""Days as people, databases and spreadsheets write them. Nothing coarser than a day is one, and where month and day cannot be
told apart nothing is guessed. An instant with a zone is the day of that moment in the county (identifiers.md, addendum 5)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, NamedTuple

from qiangxian.engines.intake.cells import CellFault, Doubtful
from qiangxian.engines.intake.vocabulary import fold_word
from qiangxian.kernel.clocks import county_day

_PLAIN = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?")
_WEEKDAY = r"(?: ?\(?(?:星期|周|礼拜)[一二三四五六日天]\)?)?"
_HALF = r"上午|下午|中午|凌晨|晚上|AM|PM"
_TIME = (
    rf"(?:[T ]?(?:{_HALF})? ?(?P<h>\d{{1,2}})[:时点](?P<m>\d{{1,2}})分?(?::?\d{{1,2}}(?:[.,]\d+)?秒?)? ?(?:AM|PM)?)?"
)
_ZONE = r"(?: ?(?P<zone>Z|UTC|GMT|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?))?(?: ?\(.*\))?"
_END = _WEEKDAY + _TIME + _ZONE
_MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
_MONTH = rf"(?P<name>{'|'.join(_MONTHS)})[A-Z]*\.?"
_FORMS = (
    re.compile(r"(?P<y>\d{4}) ?[-./,、_\\年] ?(?P<mo>\d{1,2}) ?[-./,、_\\月] ?(?P<d>\d{1,2}) ?[日号]?" + _END),
    re.compile(r"(?P<y>\d{4})(?P<mo>\d{2})(?P<d>\d{2})" + _END),
    re.compile(r"(?P<y>\d{4})(?P<mo>\d{2})(?P<d>\d{2})T?(?P<h>\d{2})(?P<m>\d{2})(?:\d{2}(?:\.\d+)?)?" + _ZONE),
    re.compile(rf"(?:[A-Z]{{3,9}},? )?(?P<d>\d{{1,2}})(?:ST|ND|RD|TH)?[- ./]*{_MONTH}[-, ./]*(?P<y>\d{{4}})" + _END),
    re.compile(rf"(?:[A-Z]{{3,9}},? )?{_MONTH} ?(?P<d>\d{{1,2}})(?:ST|ND|RD|TH)?,? ?(?P<y>\d{{4}})" + _END),
)
_WESTERN = re.compile(r"(?P<one>\d{1,2})[-./](?P<two>\d{1,2})[-./](?P<y>\d{4})" + _END)
_CHINESE = re.compile(
    r"([〇○Oo零一二三四五六七八九]{4}|\d{4})年([一二三四五六七八九十元正]{1,3}|\d{1,2})月([一二三四五六七八九十廿卅]{1,3}|\d{1,2})"
    r"[日号]?"
)
_CHINESE_YEAR = str.maketrans("〇○Oo零一二三四五六七八九", "00000123456789")
_SERIAL = re.compile(r"([2-7]\d{4})(?:\.\d+)?")
_SERIAL_ORIGIN = date(1899, 12, 30)  # day 0 of a spreadsheet's count, its false 29 February 1900 included
_STAMP = re.compile(r"(1\d{9})(?:\d{3})?")
_BETWEEN = re.compile(r"\s*(?:起?至|到|[~～∼]|——?|–|－|--?|/|\s)\s*")
_EARLIEST, _LATEST = date(1900, 1, 1), date(2200, 12, 31)
_DIGITS = {digit: place for place, digit in enumerate("零一二三四五六七八九")}
_REMEDY = "请写成 2025-12-31 的形式；若显示为 5 位数字，请把该列设为日期格式"


class DayRange(NamedTuple):
    """A first and a last day, either of which may be open."""

    first: date | None
    last: date | None


def read_date(text: str) -> date:
    """A day in any usual notation; `CellFault` says why it is none."""
    if (found := _PLAIN.fullmatch(text)) is not None:
        return _day(int(found[1]), int(found[2]), int(found[3]))
    folded = _folded(text)
    for form in _FORMS:
        if found := form.fullmatch(folded):
            told = found.groupdict()
            month = _MONTHS.index(told["name"]) + 1 if told.get("name") else int(told["mo"])
            return _in_county(_day(int(told["y"]), month, int(told["d"])), told)
    if found := _CHINESE.fullmatch(folded.replace(" ", "")):
        return _day(int(found[1].translate(_CHINESE_YEAR)), _month_or_day(found[2]), _month_or_day(found[3]))
    if found := _WESTERN.fullmatch(folded):
        return _in_county(_western(int(found["one"]), int(found["two"]), int(found["y"])), found.groupdict())
    raise CellFault("不是完整的日期", _REMEDY)


def date_of(value: Any) -> date | Doubtful:
    """A cell as a day; counts of days and of seconds are doubtful."""
    if isinstance(value, datetime):
        return plausible(value.date())
    if isinstance(value, date):
        return plausible(value)
    if isinstance(value, str):
        return _counted(value) or read_date(value)
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 10**14:
        text = str(int(value)) if value == int(value) else repr(value)
        return _counted(text) or read_date(text)
    raise CellFault("不是日期", "请写成 2025-12-31 的形式")


def read_span(text: str, open_words: Collection[str]) -> DayRange | None:
    """`2023-11-22至2026-11-21`, `2018.8.1 - 2028.7.31`, `2010-05-06 至 无固定期限`; None where the text is no period."""
    text = unicodedata.normalize("NFKC", text).strip()
    for left, right in _cuts(text.removeprefix("自").removeprefix("从")):
        first, last = _maybe(left.strip()), _maybe(right.strip().removesuffix("止"))
        if first and (last or fold_word(right) in open_words):
            if last and last < first:
                raise CellFault("期间的最后一天早于第一天", "请核对两个日期")
            return DayRange(first, last)
    return None


def chinese_count(text: str) -> int:
    """`7`, `七`, `十`, `十二`, `二十` as a number."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)


def plausible(day: date) -> date:
    """The day, where a register can hold it."""
    if not _EARLIEST <= day <= _LATEST:
        raise CellFault("日期不在 1900 至 2200 年之间", "请核对日期")
    return day


def _folded(text: str) -> str:
    """One width, one case, one kind of dash and dot, single blanks."""
    folded = unicodedata.normalize("NFKC", text).upper().translate(_MARKS)
    return " ".join(re.sub(r"[\u200b-\u200f\u2060\ufeff]", "", folded).split())


_MARKS = str.maketrans({"。": ".", "—": "-", "–": "-", "‐": "-", "‑": "-", "−": "-", "【": "(", "】": ")"})


def _day(year: int, month: int, day: int) -> date:
    try:
        return plausible(date(year, month, day))
    except ValueError:
        raise CellFault("日历上没有这一天", "请核对日期") from None


def _in_county(day: date, told: dict[str, str | None]) -> date:
    """The day in the county at that moment, where the text says in which zone it counts."""
    if not told.get("h") or not told.get("zone"):
        return day
    found = re.search(r"([+-])(\d{1,2}):?(\d{2})?", told["zone"] or "")
    minutes = (int(found[2]) * 60 + int(found[3] or 0)) * (-1 if found[1] == "-" else 1) if found else 0
    try:
        moment = datetime(
            day.year,
            day.month,
            day.day,
            int(told["h"] or 0),
            int(told["m"] or 0),
            tzinfo=timezone(timedelta(minutes=minutes)),
        )
    except ValueError:
        raise CellFault("没有这个时刻", "请只写日期，例如 2025-12-31") from None
    return plausible(county_day(moment))


def _western(one: int, two: int, year: int) -> date:
    """Day before month or month before day: taken only where it can be but one."""
    if one != two and one <= 12 and two <= 12:
        raise CellFault("看不出哪个是月、哪个是日", "请写成 2025-12-31 的形式")
    return _day(year, two, one) if one > 12 or one == two else _day(year, one, two)


def _month_or_day(text: str) -> int:
    text = "一" if text in ("元", "正") else text.replace("廿", "二十").replace("卅", "三十")
    return chinese_count(text)


def _counted(text: str) -> Doubtful | None:
    """A day count of a spreadsheet whose column lost its date format (20000 to 79999 is 1954 to 2119), or seconds or
    milliseconds since 1970."""
    text = text.strip()
    if found := _SERIAL.fullmatch(text):
        day = _SERIAL_ORIGIN + timedelta(days=int(found[1]))
        return Doubtful(day, f"按电子表格的日期序号读作 {day.isoformat()}")
    if found := _STAMP.fullmatch(text):
        day = county_day(datetime.fromtimestamp(int(found[1]), UTC))
        return Doubtful(day, f"按时间戳读作 {day.isoformat()}")
    return None


def _cuts(text: str) -> Iterator[tuple[str, str]]:
    """Both sides of every place where a period may be cut, plain words first."""
    places = list(_BETWEEN.finditer(text))
    for found in sorted(places, key=lambda one: one[0].strip() in ("", "-", "/")):
        yield text[: found.start()], text[found.end() :]


def _maybe(text: str) -> date | None:
    try:
        return read_date(text) if len(text) > 5 else None
    except CellFault:
        return None
