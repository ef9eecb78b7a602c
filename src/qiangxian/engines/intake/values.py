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
_DATE = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?(?:[ T]00?:00(?::00(?:\.0+)?)?)?")
_SOLID_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_WESTERN = re.compile(r"[\x00-\u024f]")
_EARLIEST, _LATEST = date(1900, 1, 1), date(2200, 12, 31)
_FORMULA_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!)")
LARGEST_COUNT, LARGEST_FEN = 2_000_000_000, 10**18  # what the columns of every database hold
MEANS_BLANK = None


@dataclass
class CellFault(Exception):  # noqa: N818 - read as a sentence: raise CellFault
    """Why a cell cannot be taken and what to do about it."""

    reason: str
    remedy: str


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
            return read_date(value)
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
            return read_date(str(int(value)))
        raise CellFault("不是日期", "请写成 2025-12-31 的形式")

    return read


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
        text = re.sub(r"[年人件度天第]", "", value) if isinstance(value, str) else value
        number = _number(text)
        if number != number.to_integral_value() or number < 0:
            raise CellFault("应为不小于零的整数", "请核对数字")
        if number > LARGEST_COUNT:
            raise CellFault("数字过大", "请核对数字和单位")
        return int(number)

    return read


def _money(field: Field, vocabulary: Vocabulary, header: str) -> Reader:
    unit = vocabulary.unit(header)

    def read(value: Any) -> Any:
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
        code = field.choices.get(fold_word(shown(value)))
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
    "integer": _integer,
    "money": _money,
    "choice": _choice,
    "flag": _flag,
}
