"""From one cell to one typed value, or a fault that says what is wrong and what to do. Nothing is repaired."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from qiangxian.engines.intake.cells import CellFault, Doubtful, Excerpt, OpenEnd, PassedOver
from qiangxian.engines.intake.dates import chinese_count, date_of, plausible, read_date, read_span
from qiangxian.engines.intake.names import split_names
from qiangxian.engines.intake.vocabulary import TableField, TableVocabulary, fold_word
from qiangxian.kernel.check import examine, valid
from qiangxian.kernel.identifiers import VALIDATORS

Reader = Callable[[Any], Any]

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")
_BREAKS = re.compile(r"[ \t\u00a0]*[\r\n\v\f\u2028\u2029]+[ \t\u00a0\u3000]*")
_WRAPPED = re.compile(
    r"=\s*\"([^\"]*)\"|['\u2018`](?=[0-9A-Za-z])(.+)", re.DOTALL
)  # ="2023…" and '2023…: text as a table keeps it
_WESTERN = re.compile(r"[\x00-\u024f]")
_FORMULA_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!)")
_WRAPPING = frozenset("='`\u2018")
_SEVERAL = "可能是几个权利人"
LARGEST_COUNT, LARGEST_FEN = 2_000_000_000, 10**18  # what the columns of every database hold
MEANS_BLANK = None


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


def reader_for(field: TableField, vocabulary: TableVocabulary, header: str) -> Reader:
    """The reading of one column. It returns the value, `None` for a blank word, or a `Doubtful` one."""
    inner = _READERS[field.type](field, vocabulary, header)
    blanks = vocabulary.blank_words

    def read(value: Any) -> Any:
        if isinstance(value, str):
            if not value.isprintable() and _CONTROL.search(value):
                raise CellFault("单元格里有不可见的控制字符", "请重新录入该单元格")
            value = value.strip()
            if value[:1] in _WRAPPING and (wrapped := _WRAPPED.fullmatch(value)):
                value = (wrapped[1] or wrapped[2] or "").strip()
            if not value or (len(value) <= 6 and fold_word(value) in blanks):
                return MEANS_BLANK
            if value[0] == "#" and _FORMULA_ERROR.fullmatch(value):
                raise CellFault("公式出错（如 #N/A、#REF!）", "请改成正确的值后再导入")
            if "&" in value and ";" in value:
                value = html.unescape(value).strip()
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


def _text(field: TableField, vocabulary: TableVocabulary, _header: str) -> Reader:
    if field.names:
        return _names(field, vocabulary)
    if field.separators:
        return _several(field)

    def read(value: Any) -> Any:
        return _fitting(one_line(value) if isinstance(value, str) else shown(value), field)

    return read


def _several(field: TableField) -> Reader:
    split = re.compile("|".join([*map(re.escape, field.separators), r"[\r\n\v\f]+"]))

    def read(value: Any) -> tuple[str, ...]:
        parts = [part.strip() for part in split.split(shown(value))]
        kept = tuple(dict.fromkeys(part for part in parts if part))
        for part in kept:
            _fitting(part, field)
        return kept

    return read


def _names(field: TableField, vocabulary: TableVocabulary) -> Reader:
    def read(value: Any) -> Any:
        names, unsure = split_names(shown(value), vocabulary.name_ends)
        for name in names:
            _fitting(name, field)
        return Doubtful(names, _SEVERAL) if unsure else names

    return read


def _fitting(text: str, field: TableField) -> str:
    if field.length and len(text) > field.length:
        raise CellFault(f"“{field.label}”最多 {field.length} 个字，现有 {len(text)} 个", "请核对是否串列")
    return text


def _code(field: TableField, _vocabulary: TableVocabulary, _header: str) -> Reader:
    """A number without a rule of its own: kept as typed, but never as a float."""

    def read(value: Any) -> Any:
        check = examine(value, valid)
        if not check.ok:
            raise CellFault(check.reason, check.remedy)
        return _fitting(one_line(value), field)

    return read


def _identifier(field: TableField, _vocabulary: TableVocabulary, _header: str) -> Reader:
    validate = VALIDATORS[field.validator]

    def read(value: Any) -> Any:
        if field.validator == "nice_class" and isinstance(value, float) and value.is_integer():
            value = int(value)  # a class is a count from 1 to 45, not an identifier; nothing can be lost
        check = validate(value)
        if not check.ok:
            raise CellFault(check.reason, check.remedy)
        return check.canonical if check.status == "valid" else Doubtful(check.canonical, check.reason)

    return read


def _date(field: TableField, vocabulary: TableVocabulary, _header: str) -> Reader:
    def read(value: Any) -> Any:
        if not isinstance(value, str):
            return date_of(value)
        if field.open_ended and fold_word(value) in vocabulary.open_words:
            return OpenEnd(value)
        try:
            return date_of(value)
        except CellFault:
            span = read_span(value, vocabulary.open_words) if field.end_of_span else None
            if span is None:
                raise
            return Excerpt(span.first if field.end_of_span == "first" else span.last)

    return read


@dataclass(frozen=True, slots=True)
class PrintedValidity:
    """What a validity column says: a first day, a last day, or a number of years from the first day."""

    first: date | None
    last: date | None
    years: int | None


_YEARS = re.compile(r"(?:有效期)?(?:限)?为?([0-9]{1,2}|[一二三四五六七八九十]{1,3})(?:周?年|个自然年)")
_MONTHS = re.compile(r"(?:有效期)?为?([0-9]{1,3})个月")


def _period(_field: TableField, vocabulary: TableVocabulary, _header: str) -> Reader:
    """`2023-11-22至2026-11-21`, `三年`, `2026-11-21`."""

    def read(value: Any) -> Any:
        if not isinstance(value, str):
            if isinstance(value, int | float) and not isinstance(value, bool) and 1 <= value <= 50:
                return PrintedValidity(None, None, int(value))
            return PrintedValidity(None, _certain(date_of(value)), None)
        text = "".join(value.split())
        if found := _YEARS.fullmatch(text):
            return PrintedValidity(None, None, chinese_count(found[1]))
        if (found := _MONTHS.fullmatch(text)) and int(found[1]) % 12 == 0:
            return PrintedValidity(None, None, int(found[1]) // 12)
        if span := read_span(value, vocabulary.open_words):
            return PrintedValidity(span.first, span.last, None)
        if fold_word(text) in vocabulary.open_words:
            return PrintedValidity(None, None, None)
        return PrintedValidity(None, read_date(value.strip().removeprefix("至").removesuffix("止")), None)

    return read


def _certain(taken: date | Doubtful) -> date:
    return plausible(taken.value) if isinstance(taken, Doubtful) else taken


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


def _integer(field: TableField, _vocabulary: TableVocabulary, _header: str) -> Reader:
    def read(value: Any) -> Any:
        text = re.sub(r"[年人件度天第个家项户名]", "", value) if isinstance(value, str) else value
        number = _number(text)
        if number != number.to_integral_value() or number < 0:
            raise CellFault("应为不小于零的整数", "请核对数字")
        if number > LARGEST_COUNT:
            raise CellFault("数字过大", "请核对数字和单位")
        return int(number)

    return read


def _plain_number(field: TableField, _vocabulary: TableVocabulary, _header: str) -> Reader:
    """A figure with its decimals."""

    def read(value: Any) -> Any:
        return _number(value)

    return read


_MONEY = re.compile(r"(?:人民币|RMB|CNY|[¥￥])?(-?[\d,.]+)([亿万千]?)(元|圆)?(?:人民币|RMB|CNY)?[整正]?")
_FOREIGN_MONEY = re.compile(
    r"[^\d]{0,6}[\d,.]+[亿万千]?元?(?:[美港欧日英澳加韩]\w{0,3}|新?台币|新加坡元|USD|HKD|EUR|JPY|GBP)"
    r"|(?:USD|HKD|EUR|JPY|GBP|US\$|\$|€|£).*"
)


def _money(field: TableField, vocabulary: TableVocabulary, header: str) -> Reader:
    of_column = vocabulary.unit(header) or vocabulary.money_units.get(field.default_unit)

    def read(value: Any) -> Any:
        unit = of_column
        if isinstance(value, str) and (found := _MONEY.fullmatch(fold_word(value))):
            told = f"{found[2]}元" if found[2] or found[3] else ""
            value, unit = found[1], vocabulary.money_units.get(told, of_column)
        elif isinstance(value, str) and _FOREIGN_MONEY.fullmatch(fold_word(value)):
            raise CellFault("外币金额", "本栏以人民币登记，请折算后补填", aside=True)
        if unit is None:
            raise CellFault("金额没有单位", "请在列名后写明单位，例如“营业收入(万元)”")
        fen = _number(value) * unit
        if abs(fen - fen.to_integral_value()) > Decimal("0.000001"):
            raise CellFault("金额小于一分", "请核对数字和单位")
        if fen < 0 and not field.below_zero:
            raise CellFault("金额为负", "请核对金额；退款、冲账的行请删去")
        if abs(fen) > LARGEST_FEN:
            raise CellFault("金额过大", "请核对数字和单位")
        return int(fen.to_integral_value())

    return read


_IN_BRACKETS = re.compile(r"\(.*\)")


def _choice(field: TableField, _vocabulary: TableVocabulary, _header: str) -> Reader:
    def read(value: Any) -> Any:
        word = fold_word(shown(value))
        code = field.choices.get(word)
        if code is None and field.keep_raw:
            code = field.choices.get(_IN_BRACKETS.sub("", word))
        if code is None and word in field.passed:
            raise PassedOver(shown(value).strip())
        if code is None and word in field.ambiguous:
            raise CellFault(field.ambiguous[word], "可填：" + "、".join(field.allowed))
        if code is None:
            raise CellFault(f"不认识的{field.label}", "可填：" + "、".join(field.allowed))
        return code

    return read


def _flag(_field: TableField, vocabulary: TableVocabulary, _header: str) -> Reader:
    def read(value: Any) -> Any:
        if isinstance(value, bool):
            return value
        word = fold_word(shown(value))
        if word in vocabulary.yes_words or word in vocabulary.no_words:
            return word in vocabulary.yes_words
        raise CellFault("应填“是”或“否”", "请填“是”或“否”")

    return read


_READERS: dict[str, Callable[[TableField, TableVocabulary, str], Reader]] = {
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
