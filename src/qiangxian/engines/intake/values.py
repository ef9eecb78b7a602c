"""From one cell to one typed value, or a fault that says what is wrong and what to do. Nothing is repaired."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from qiangxian.engines.intake.vocabulary import Field, Vocabulary, fold_word
from qiangxian.kernel.check import examine, valid
from qiangxian.kernel.identifiers import VALIDATORS

Reader = Callable[[Any], Any]

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")
_BREAKS = re.compile(r"[ \t\u00a0]*[\r\n\v\f\u2028\u2029]+[ \t\u00a0\u3000]*")
_DATE = re.compile(
    r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})[日号]?(?:[ T]?\d{1,2}[:时]\d{2}(?:[:分]\d{2}(?:\.\d+)?秒?)?(?:Z|\+08:?00)?)?"
)
_SERIAL = re.compile(r"([2-7]\d{4})(?:\.\d+)?")
_SERIAL_ORIGIN = date(1899, 12, 30)  # day 0 of a spreadsheet's count, its false 29 February 1900 included
_WRAPPED = re.compile(
    r"=\s*\"([^\"]*)\"|['\u2018`](?=[0-9A-Za-z])(.+)", re.DOTALL
)  # ="2023…" and '2023…: text as a table keeps it
_SOLID_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_WESTERN = re.compile(r"[\x00-\u024f]")
_EARLIEST, _LATEST = date(1900, 1, 1), date(2200, 12, 31)
_FORMULA_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!)")
_WRAPPING = frozenset("='`\u2018")
LARGEST_COUNT, LARGEST_FEN = 2_000_000_000, 10**18  # what the columns of every database hold
MEANS_BLANK = None


@dataclass
class CellFault(Exception):  # noqa: N818 - read as a sentence: raise CellFault
    """Why a cell cannot be taken and what to do about it."""

    reason: str
    remedy: str


@dataclass
class PassedOver(Exception):  # noqa: N818 - read as a sentence: raise PassedOver
    """The row speaks of something this register does not keep; it is told, not refused."""

    word: str


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A value that may be right; `reason` goes to the notes of the import."""

    value: Any
    reason: str


def shown(value: Any) -> str:
    """A cell as a person sees it, for the receipt and for `raw`: control characters left out."""
    if isinstance(value, str):
        return _CONTROL.sub("", value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    return str(value)


def reader_for(field: Field, vocabulary: Vocabulary, header: str) -> Reader:
    """The reading of one column. It returns the value, `None` for a blank word, or a `Doubtful` one."""
    inner = _READERS[field.type](field, vocabulary, header)
    blanks = vocabulary.blank_words

    def read(value: Any) -> Any:
        if isinstance(value, str):
            if _CONTROL.search(value):
                raise CellFault("单元格里有不可见的控制字符", "请重新录入该单元格")
            value = value.strip()
            if value[:1] in _WRAPPING and (wrapped := _WRAPPED.fullmatch(value)):
                value = (wrapped[1] or wrapped[2] or "").strip()
            if not value or (len(value) <= 6 and fold_word(value) in blanks):
                return MEANS_BLANK
            if value[0] == "#" and _FORMULA_ERROR.fullmatch(value):
                raise CellFault("公式出错（如 #N/A、#REF!）", "请改成正确的值后再导入")
        return inner(value)

    return read


def one_line(text: str) -> str:
    """Line breaks inside a cell: nothing between Chinese characters, a blank between Western words."""
    if not _BREAKS.search(text):
        return text

    def joint(match: re.Match[str]) -> str:
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        return " " if _WESTERN.match(before) and _WESTERN.match(after) else ""

    return _BREAKS.sub(joint, text)


def _text(field: Field, _vocabulary: Vocabulary, _header: str) -> Reader:
    if field.separators:
        return _several(field)

    def read(value: Any) -> Any:
        return _fitting(one_line(value) if isinstance(value, str) else shown(value), field)

    return read


def _several(field: Field) -> Reader:
    """Firm separators always part; cautious ones (`,` `，` `、`) only where every part holds a Chinese character."""
    firm = [mark for mark in field.separators if mark not in ",，、"]
    cautious = [mark for mark in field.separators if mark in ",，、"]
    split_firm = re.compile("|".join([*map(re.escape, firm), r"[\r\n\v\f]+"]))
    split_cautious = re.compile("|".join(map(re.escape, cautious))) if cautious else None
    any_mark = re.compile("|".join([*map(re.escape, field.separators), r"[\r\n\v\f]"]))

    def read(value: Any) -> tuple[str, ...]:
        if not any_mark.search(text := shown(value)):
            return (_fitting(text, field),)
        parts = [part.strip() for part in split_firm.split(text)]
        if split_cautious:
            parts = [inner for part in parts for inner in _cautiously(part, split_cautious)]
        kept = tuple(dict.fromkeys(part for part in parts if part))
        for part in kept:
            _fitting(part, field)
        return kept

    return read


def _cautiously(text: str, separator: re.Pattern[str]) -> list[str]:
    parts = [part.strip() for part in separator.split(text)]
    chinese = all(re.search(r"[\u3400-\u9fff]", part) for part in parts if part)
    return parts if len(parts) > 1 and chinese and _balanced(parts) else [text]


def _balanced(parts: list[str]) -> bool:
    return all(part.count("(") + part.count("（") == part.count(")") + part.count("）") for part in parts)


def _fitting(text: str, field: Field) -> str:
    if field.length and len(text) > field.length:
        raise CellFault(f"“{field.label}”最多 {field.length} 个字，现有 {len(text)} 个", "请核对是否串列")
    return text


def _code(field: Field, _vocabulary: Vocabulary, _header: str) -> Reader:
    """A number without a rule of its own: kept as typed, but never as a float."""

    def read(value: Any) -> Any:
        check = examine(value, valid)
        if not check.ok:
            raise CellFault(check.reason, check.remedy)
        return _fitting(one_line(value), field)

    return read


def _identifier(field: Field, _vocabulary: Vocabulary, _header: str) -> Reader:
    validate = VALIDATORS[field.validator]

    def read(value: Any) -> Any:
        if field.validator == "nice_class" and isinstance(value, float) and value.is_integer():
            value = int(value)  # a class is a count from 1 to 45, not an identifier; nothing can be lost
        check = validate(value)
        if not check.ok:
            raise CellFault(check.reason, check.remedy)
        return check.canonical if check.status == "valid" else Doubtful(check.canonical, check.reason)

    return read


def _date(field: Field, vocabulary: Vocabulary, _header: str) -> Reader:
    def read(value: Any) -> Any:
        if isinstance(value, str):
            if field.open_ended and fold_word(value) in vocabulary.open_words:
                return MEANS_BLANK
            return _serial(value) or read_date(value)
        if isinstance(value, datetime):
            return _plausible(value.date())
        if isinstance(value, date):
            return _plausible(value)
        if (
            isinstance(value, int | float)
            and not isinstance(value, bool)
            and abs(value) < 10**9
            and value == int(value)
        ):
            return _serial(str(int(value))) or read_date(str(int(value)))
        if isinstance(value, float) and abs(value) < 10**6:
            return _serial(repr(value)) or read_date(repr(value))
        raise CellFault("不是日期", "请写成 2025-12-31 的形式")

    return read


def _serial(text: str) -> Doubtful | None:
    """A day count of a spreadsheet whose column lost its date format; 20000 to 79999 is 1954 to 2119."""
    found = _SERIAL.fullmatch(text.strip())
    if found is None:
        return None
    day = _SERIAL_ORIGIN + timedelta(days=int(found[1]))
    return Doubtful(day, f"按电子表格的日期序号读作 {day.isoformat()}")


@dataclass(frozen=True, slots=True)
class Validity:
    """What a validity column says: a first day, a last day, or a number of years from the first day."""

    first: date | None
    last: date | None
    years: int | None


_YEARS = re.compile(r"(?:有效期)?为?([0-9]{1,2}|[一二三四五六七八九十]{1,3})年")
_RANGE = re.compile(r"(.{8,11}?)\s*(?:至|到|--?|—+|~|～|－)\s*(.{2,11})")


def _period(field: Field, vocabulary: Vocabulary, _header: str) -> Reader:
    """`2023-11-22至2026-11-21`, `三年`, `2026-11-21`."""

    def read(value: Any) -> Any:
        if not isinstance(value, str):
            if isinstance(value, int | float) and not isinstance(value, bool) and 1 <= value <= 50:
                return Validity(None, None, int(value))
            return Validity(None, _plain_date(value, field, vocabulary), None)
        text = "".join(value.split())
        if found := _YEARS.fullmatch(text):
            return Validity(None, None, chinese_count(found[1]))
        if found := _RANGE.fullmatch(text):
            last = None if fold_word(found[2]) in vocabulary.open_words else read_date(found[2])
            return Validity(read_date(found[1].removeprefix("自")), last, None)
        return (
            Validity(None, None, None)
            if fold_word(text) in vocabulary.open_words
            else Validity(None, read_date(text), None)
        )

    return read


def _plain_date(value: Any, field: Field, vocabulary: Vocabulary) -> date:
    taken = _date(field, vocabulary, "")(value)
    day: date = taken.value if isinstance(taken, Doubtful) else taken
    return day


_DIGITS = {digit: place for place, digit in enumerate("零一二三四五六七八九")}


def chinese_count(text: str) -> int:
    """`7`, `七`, `十`, `十二`, `二十` as a number."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)


def read_date(text: str) -> date:
    """`2017-02-27`, `2017.2.27`, `2017/02/27`, `20170227`, `2017年2月27日`, in both widths; nothing coarser or shorter."""
    found = _DATE.fullmatch(text)
    if found is None:
        text = fold_word(text.translate(_DATE_MARKS))
        found = _DATE.fullmatch(text) or _SOLID_DATE.fullmatch(text)
    if found is None:
        raise CellFault("不是完整的日期", "请写成 2025-12-31 的形式；若显示为 5 位数字，请把该列设为日期格式")
    try:
        return _plausible(date(int(found[1]), int(found[2]), int(found[3])))
    except ValueError:
        raise CellFault("日历上没有这一天", "请核对日期") from None


_DATE_MARKS = str.maketrans({"。": ".", "－": "-", "—": "-", "–": "-", "．": "."})


def _plausible(day: date) -> date:
    if not _EARLIEST <= day <= _LATEST:
        raise CellFault("日期不在 1900 至 2200 年之间", "请核对日期")
    return day


def _number(value: Any) -> Decimal:
    if isinstance(value, bool | date | time | timedelta):
        raise CellFault("不是数字", "请填写数字")
    text = fold_word(value).replace(",", "") if isinstance(value, str) else repr(value)
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise CellFault("不是数字", "请只填写数字，单位写在列名的括号里") from None
    if not number.is_finite() or abs(number) > Decimal(10) ** 15:
        raise CellFault("数字过大或无效", "请核对数字")
    return number


def _integer(field: Field, _vocabulary: Vocabulary, _header: str) -> Reader:
    def read(value: Any) -> Any:
        text = re.sub(r"[年人件度天第个家项户名]", "", value) if isinstance(value, str) else value
        number = _number(text)
        if number != number.to_integral_value() or number < 0:
            raise CellFault("应为不小于零的整数", "请核对数字")
        if number > LARGEST_COUNT:
            raise CellFault("数字过大", "请核对数字和单位")
        return int(number)

    return read


def _plain_number(field: Field, _vocabulary: Vocabulary, _header: str) -> Reader:
    """A figure with its decimals."""

    def read(value: Any) -> Any:
        return _number(value)

    return read


_MONEY = re.compile(r"(?:人民币|RMB|CNY|[¥￥])?(-?[\d,.]+)(亿元|万元|千元|元)?整?")


def _money(field: Field, vocabulary: Vocabulary, header: str) -> Reader:
    of_column = vocabulary.unit(header) or vocabulary.money_units.get(field.default_unit)

    def read(value: Any) -> Any:
        unit = of_column
        if isinstance(value, str) and (found := _MONEY.fullmatch(fold_word(value))):
            value, unit = found[1], vocabulary.money_units.get(found[2] or "", of_column)
        if unit is None:
            raise CellFault("金额没有单位", "请在列名后写明单位，例如“营业收入(万元)”")
        fen = _number(value) * unit
        if abs(fen - fen.to_integral_value()) > Decimal("0.000001"):
            raise CellFault("金额小于一分", "请核对数字和单位")
        if abs(fen) > LARGEST_FEN:
            raise CellFault("金额过大", "请核对数字和单位")
        return int(fen.to_integral_value())

    return read


def _choice(field: Field, _vocabulary: Vocabulary, _header: str) -> Reader:
    def read(value: Any) -> Any:
        word = fold_word(shown(value))
        code = field.choices.get(word)
        if code is None and word in field.passed:
            raise PassedOver(shown(value).strip())
        if code is None and word in field.ambiguous:
            raise CellFault(field.ambiguous[word], "可填：" + "、".join(field.allowed))
        if code is None:
            raise CellFault(f"不认识的{field.label}", "可填：" + "、".join(field.allowed))
        return code

    return read


def _flag(_field: Field, vocabulary: Vocabulary, _header: str) -> Reader:
    def read(value: Any) -> Any:
        if isinstance(value, bool):
            return value
        word = fold_word(shown(value))
        if word in vocabulary.yes_words or word in vocabulary.no_words:
            return word in vocabulary.yes_words
        raise CellFault("应填“是”或“否”", "请填“是”或“否”")

    return read


_READERS: dict[str, Callable[[Field, Vocabulary, str], Reader]] = {
    "text": _text,
    "code": _code,
    "identifier": _identifier,
    "date": _date,
    "period": _period,
    "integer": _integer,
    "number": _plain_number,
    "money": _money,
    "choice": _choice,
    "flag": _flag,
}
