"""Numbers with their units, as plans print them: 10家, 2.6万家, 100 万元, 百分之八, 一百二十名, 60%—70%, 一半."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from functools import lru_cache

import cn2an

from qiangxian.engines.plandoc.vocabulary import any_of

_WORDS = "一二两三四五六七八九十"
_ARABIC = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?"
_WIDEST_GAP = 4
_RANGE_MARK = re.compile(r"\s*(?:[-–—－~～﹣]+|到|至)\s*")
# What goes before a word numeral and makes it no quantity: 第一, 唯一, 统一, 之一, 数十, 几百.
_NO_QUANTITY_BEFORE = "第唯统之某逐专单同数几每不进万百千"
_TENTHS_TAIL = "立果本熟为员效功长品年都就套交型片分体"


@dataclass(slots=True)
class Quantity:
    """One quantity at `start:end` of the text, 万 and 亿 applied, unit included in the range.

    `sort` is the family of the unit: count, measure, ratio, time or none. `upper` is the second end of a range;
    `more` says that 余 or 多 follows the figure; `in_words` that it is written in Chinese numerals.
    """

    value: Decimal
    unit: str | None
    sort: str
    start: int
    end: int
    in_words: bool = False
    more: bool = False
    upper: Decimal | None = None


@lru_cache(maxsize=4096)
def read_numeral(raw: str) -> Decimal | None:
    """The value of an Arabic or Chinese numeral (`15,000`, `一百二十`, `两`); None where it cannot be read."""
    plain = raw.replace(",", "").replace(" ", "")
    try:
        return Decimal(plain)
    except InvalidOperation:
        pass
    try:
        return Decimal(str(cn2an.cn2an(plain.replace("〇", "零"), "smart")))
    except (ValueError, TypeError, KeyError, IndexError, ArithmeticError):
        return None  # cn2an refuses what is no numeral (十十, 二点点): nothing to read


def plain(value: Decimal) -> int | float:
    """The number as JSON has it: whole where it is whole."""
    return int(value) if value == value.to_integral_value() else float(value)


class NumberReader:
    """Finds the numbers of a text, given the unit words of each sort and the magnitudes (万, 亿)."""

    def __init__(self, units: Mapping[str, Sequence[str]], per: Sequence[str], magnitudes: Mapping[str, int]) -> None:
        self._sorts = {unit: sort for sort, words in units.items() for unit in words}
        self._magnitudes = magnitudes
        self._pattern = re.compile(_pattern(self._sorts, per, magnitudes))

    def find(self, text: str) -> list[Quantity]:
        """All numbers in text order; the two ends of a range (1到2个) come as one."""
        return _join_ranges(text, [number for match in self._pattern.finditer(text) if (number := self._read(match))])

    def _read(self, match: re.Match[str]) -> Quantity | None:
        start, end = match.span()
        arabic, words, magnitude, unit = match.group("arabic", "words", "magnitude", "unit")
        if words and not unit:
            return None  # 十亿级企业, 三农: a word, no quantity
        if not (arabic or words or match["halved"]):
            return _worded_ratio(match, start, end)
        value = read_numeral(arabic or words) if arabic or words else Decimal("0.5")
        if value is None:
            return None
        if magnitude:
            value *= self._magnitudes[magnitude]
        if unit is None:
            return Quantity(value, None, "none", start, end, not arabic, bool(match["more"]))
        shown = f"{unit}{match['per']}" if match["per"] else unit
        return Quantity(
            value, ":1" if shown == "∶1" else shown, self._sorts[unit], start, end, not arabic, bool(match["more"])
        )


def _worded_ratio(match: re.Match[str], start: int, end: int) -> Quantity | None:
    """百分之八, 三分之一, 九成, 一半: shares in words."""
    if match["hundredths"]:
        return _ratio(read_numeral(match["hundredths"]), start, end, words=True)
    if match["below"]:  # 三分之一, 万分之五
        return _ratio(_quotient(match["above"], match["below"]), start, end, words=True)
    if match["tenths"]:
        return _ratio(read_numeral(match["tenths"]), start, end, words=True, times=10)
    return Quantity(Decimal(50), "%", "ratio", start, end, in_words=True)


def _pattern(sorts: Mapping[str, str], per: Sequence[str], magnitudes: Mapping[str, int]) -> str:
    unit = any_of(sorts)
    # 千瓦, 百分点, 千克 are units, not magnitudes; 千家 is a magnitude.
    magnitude = rf"(?:(?!千瓦|千伏|千克|千米|百分|千吨级)(?:{any_of(magnitudes)}))"
    words = rf"(?<![{_NO_QUANTITY_BEFORE}{_WORDS}零])[{_WORDS}][{_WORDS}百千万亿零〇点]*"
    return (
        rf"(?=[0-9半百千万{_WORDS}])(?:"  # cheap: most characters begin no number
        rf"百分之(?P<hundredths>[{_WORDS}百零点]+|\d+(?:\.\d+)?)"
        rf"|(?P<below>[{_WORDS}千万]+)分之(?P<above>[{_WORDS}]+)"
        rf"|(?<![{_NO_QUANTITY_BEFORE}{_WORDS}])(?P<tenths>[{_WORDS}])成(?![{_TENTHS_TAIL}])"
        r"|(?P<half>一半|半数)"
        rf"|(?:(?<![A-Za-z\d.])(?<![A-Za-z]-)(?P<arabic>{_ARABIC})|(?P<halved>半(?=个?月|年|天|个?小时|个?工作日))|(?P<words>{words}))"
        rf"\s?(?P<magnitude>{magnitude})?(?P<more>余|多)?\s?(?:(?P<unit>{unit})(?P<per>[/每](?:[百千万])?(?:{any_of(per)}))?)?)"
    )


def _ratio(value: Decimal | None, start: int, end: int, *, words: bool, times: int = 1) -> Quantity | None:
    return None if value is None else Quantity(value * times, "%", "ratio", start, end, in_words=words)


def _quotient(above: str, below: str) -> Decimal | None:
    numerator, denominator = read_numeral(above), read_numeral(f"一{below}" if below in "千万" else below)
    if numerator is None or not denominator:
        return None
    return (numerator * 100 / denominator).quantize(Decimal("0.01")).normalize()


def _join_ranges(text: str, numbers: list[Quantity]) -> list[Quantity]:
    joined: list[Quantity] = []
    for number in numbers:
        before = joined[-1] if joined else None
        near = before is not None and number.start - before.end <= _WIDEST_GAP
        if before and near and before.upper is None and _is_range(text, before, number):
            low = before.value if before.unit else _scaled(before.value, number, text)
            joined[-1] = replace(number, value=low, upper=number.value, start=before.start)
        else:
            joined.append(number)
    return joined


def _is_range(text: str, before: Quantity, after: Quantity) -> bool:
    same_unit = before.unit in (None, after.unit)
    gap = text[before.end : after.start]
    return bool(after.unit and same_unit and _RANGE_MARK.fullmatch(gap))


def _scaled(low: Decimal, high: Quantity, text: str) -> Decimal:
    """In 2—3万件 the magnitude is printed once and belongs to both ends."""
    printed = re.match(_ARABIC, text[high.end - (high.end - high.start) : high.end])
    figure = read_numeral(printed[0]) if printed else None
    return low * (high.value / figure) if figure else low
