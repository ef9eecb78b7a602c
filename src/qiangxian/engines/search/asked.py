"""One value of a field as it is typed: words, a number in any spelling, a class, an area, a word of a list, a day or a span."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import date, timedelta

from qiangxian.kernel import division
from qiangxian.kernel.check import normalise

from .errors import QueryError
from .fields import Field, Fields
from .folding import fold, tidy
from .nodes import Code, Days, Node, Place, Text

_MARKS = re.compile(r"[*?]+")
_DAY = re.compile(r"(\d{4})(?:[-./年]?(\d{1,2})(?:[-./月]?(\d{1,2})日?|月)?|年)?")
_TO = re.compile(r"\s*(?:(?<![a-z])TO(?![a-z])|[至到~～:：,，]|\.\.|--+|[—–]+)\s*", re.IGNORECASE)
_YEARS = re.compile(r"(\d{4}|\d{6}|\d{8})\s*-\s*(\d{4}|\d{6}|\d{8})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})?")
_HAN = re.compile(r"[一-鿿]")
_RANK = re.compile(r"(?:特别行政区|自治[区州县旗]|省|市|县|区|地区|盟|旗)$")
_PREFIX = re.compile(r"^(?:ZL|CN)(?=[0-9*?])")


def read_value(field: Field | None, fields: Fields, raw: str, *, quoted: bool, at: Place) -> Node:
    """What `field=raw` means; without a field the usual ones are looked into."""
    if field is None:
        return words(tuple(one.key for one in fields.default), raw, quoted=quoted, at=at)
    if field.kind == "text":
        return words(field.keys, raw, quoted=quoted, at=at)
    if field.kind == "day":
        return span(field, raw, at)
    if field.kind == "choice":
        return choice(field, raw, at)
    if field.kind == "division" and (named := _areas(raw)):
        return Code(field.key, named, False, raw, at)
    if ":" in raw or "：" in raw:
        raise QueryError(
            raw, 0, f"“{field.label}”不能写起止", "只有日期可以写起止；请用 * 表示其下各级，或用 OR 列出几个"
        )
    value = code_value(field.kind, raw)
    if not value.strip("*?"):
        if value and set(value) == {"*"}:
            return Code(field.key, ("*",), True, raw, at)
        raise QueryError(raw, 0, f"“{field.label}”没有写值", "请在等号后面写上号码")
    return Code(field.key, (value,), "*" in value or "?" in value, raw, at)


def _areas(raw: str) -> tuple[str, ...]:
    """The areas a name means, with or without its last word (市, 县 …); none for a code."""
    name = "".join(raw.split())
    if not _HAN.search(name):
        return ()
    known = division.matching(name, most=10_000)
    found = [code for code, full in known if full.endswith(name) or _RANK.sub("", full).endswith(name)]
    if not found:
        shown = "、".join(full for _code, full in known[:5])
        remedy = "请写省、市、县的名称或代码，例如 区划=舞钢市、区划=410481" + (f"；相近的有：{shown}" if shown else "")
        raise QueryError(raw, 0, f"没有名称为“{raw}”的区划", remedy)
    return tuple(code_value("division", code) for code in found)


def words(fields: tuple[str, ...], raw: str, *, quoted: bool, at: Place = None) -> Text:
    """Words that must occur; quoted, `*` and `?` are characters like others. A run at either end asks for nothing more."""
    folded = fold(tidy(raw))
    if quoted:
        pieces, wild = [folded] if folded else [], [False]
    else:
        pieces, wild = _pieces(folded.strip("*") or folded)
    if not any(not mark for mark in wild) or not pieces:
        raise QueryError(raw, 0, "没有要找的字", "请至少写一个字；通配符两边要有字，例如 电*机")
    return Text(fields, tuple(pieces), tuple(wild), raw, at)


def _pieces(text: str) -> tuple[list[str], list[bool]]:
    """Literals and marks in turn: `a**?b` is a, at least one character, b."""
    pieces, wild, place = list[str](), list[bool](), 0
    for found in _MARKS.finditer(text):
        if found.start() > place:
            pieces.append(text[place : found.start()])
            wild.append(False)
        marks = "?" * found.group().count("?") + ("*" if "*" in found.group() else "")
        pieces += marks
        wild += [True] * len(marks)
        place = found.end()
    if place < len(text):
        pieces.append(text[place:])
        wild.append(False)
    return pieces, wild


def code_value(kind: str, raw: str) -> str:
    """A number or class as it is indexed: one spelling for all of them, wild cards left where they are."""
    value = normalise(raw)
    if kind == "number":
        return _PREFIX.sub("", re.sub(r"[.\s/,-]", "", value))
    if kind == "division":
        digits = value if "*" in value or "?" in value else re.sub(r"(?:00)+$", "", value[:6]) + value[6:]
        return digits or value
    return re.sub(r"\([0-9.]+\)[A-Z]?$", "", value).replace(" ", "")


def choice(field: Field, raw: str, at: Place) -> Code:
    """A word of the field's list."""
    found = (field.choices or {}).get(fold(tidy(raw)))
    if found is None:
        known = "、".join(dict.fromkeys(word for word in (field.choices or {}) if not word.isascii()))
        raise QueryError(raw, 0, f"“{field.label}”没有“{raw}”这个值", f"可用：{known}")
    return Code(field.key, found, False, raw, at)


def span(field: Field, raw: str, at: Place) -> Days:
    """`2012`, `2012-05`, `2012-05-01`, `20120501`, `2012年5月`, and `first:last` with either left out, in any usual spelling."""
    text = raw.strip().strip("[]［］").strip()
    years = _YEARS.fullmatch(text)
    first, mark, last = (years[1], ":", years[2]) if years else _parted(text)
    if not mark:
        low, high = bounds(field, raw)
        return Days(field.key, low, high, at)
    if not first.strip() and not last.strip():
        raise QueryError(raw, 0, "起止日期都没有写", "例如 2012-01-01:2012-12-31，可以只写一头")
    begin = bounds(field, first)[0] if first.strip() else None
    end = bounds(field, last)[1] if last.strip() else None
    if begin and end and begin > end:
        raise QueryError(raw, 0, "开始的日期在结束以后", "请把早的日期写在前面")
    return Days(field.key, begin, end, at)


def _parted(text: str) -> tuple[str, str, str]:
    """Both ends, and the mark between them where there is one."""
    first, *rest = _TO.split(text, maxsplit=1)
    return first, ":" if rest else "", "".join(rest)


def at_least(field: Field, compare: str, raw: str, at: Place) -> Days:
    """`>=2012`: from its first day on; `>2012`: after its last day; likewise downwards."""
    low, high = bounds(field, raw)
    if compare == ">=":
        return Days(field.key, low, None, at)
    if compare == "<=":
        return Days(field.key, None, high, at)
    return (
        Days(field.key, _beside(high, 1), None, at) if compare == ">" else Days(field.key, None, _beside(low, -1), at)
    )


def _beside(day: int, step: int) -> int:
    """The day after or before; at the end of all days a number beyond them."""
    try:
        return number(date(day // 10000, day // 100 % 100, day % 100) + timedelta(days=step))
    except OverflowError:
        return day + step


def bounds(field: Field, raw: str) -> tuple[int, int]:
    """The first and the last day of a year, a month or a day, as numbers like 20120131."""
    text = unicodedata.normalize("NFKC", "".join(raw.split()))
    found = _COMPACT.fullmatch(text) or _DAY.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        year, month, day = int(found[1]), int(found[2] or 0), int(found[3] or 0)
        begin = date(year, month or 1, day or 1)
        end = date(year, month or 12, day or monthrange(year, month or 12)[1])
    except ValueError:
        words = f"“{field.label}”的日期写法不对：{raw}"
        raise QueryError(raw, 0, words, "请写成 2012、2012-05、2012-05-01，或 2012-01-01:2012-12-31") from None
    return number(begin), number(end)


def number(day: date) -> int:
    """A day as a number whose order is that of the days."""
    return day.year * 10000 + day.month * 100 + day.day
