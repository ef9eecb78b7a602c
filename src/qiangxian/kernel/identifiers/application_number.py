"""Chinese patent application numbers (ZC 0006-2003; identifiers.md §1).

Since 2003-10-01 twelve digits and a check character (`202310123456.6`), before that eight and one (`99117225.6`).
`ZL` before a number says that it is granted, `CN` that the office received it; neither belongs to the number.
The filing date is never derived from the year digits: divisional and PCT numbers carry another year.
"""

from __future__ import annotations

import re
from datetime import date

from qiangxian.kernel.check import Check, examine, invalid, mod11_character, normalise, suspect, valid
from qiangxian.kernel.identifiers.doubts import reading

_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
_MODERN = re.compile(r"((?:19|20)[0-9]{2})([0-9])[0-9]{7}")
_OLD = re.compile(r"([0-9]{2})([0-9])[0-9]{5}")
_NUMBER = re.compile(r"([0-9]{12}|[0-9]{8})\.?([0-9X])")
_MARKS = r"[\s:.,;、，。\-_/()（）\[\]【】〔〕<>《》\"'“”‘’「」]*"
# Words, marks and prefixes around a number: taken where the check character proves the digits.
_DRESSED = re.compile(
    rf"{_MARKS}(?:(?:中国)?(?:发明|实用新型|外观设计)?(?:专利)?(?:申请|授权)?[(（]?(?:专利)?[)）]?(?:号码?|编号)?{_MARKS})?"
    rf"(?:NO{_MARKS})?(?:(?:ZL|CN){_MARKS}){{0,2}}([0-9]{{12}}|[0-9]{{8}})[.,\-、]?([0-9X])?{_MARKS}"
)
_BARE = re.compile(r"[0-9]{12}|[0-9]{8}")
_OLD_YEARS = frozenset([*range(85, 100), *range(4)])
_PRINTED_WITHOUT_CHECK = frozenset(range(85, 89))
_KINDS = {"1": "invention", "8": "invention", "2": "utility_model", "9": "utility_model", "3": "design"}
_FIRST_MODERN_DAY = date(2003, 10, 1)


def compact(raw: str) -> str:
    """Normalised text without the CN or ZL prefix."""
    return re.sub(r"^(?:ZL|CN)", "", normalise(raw))


def prefix(raw: str) -> str:
    """`ZL`, `CN` or nothing, as written before the number."""
    found = re.match(r"ZL|CN", normalise(raw))
    return found.group() if found else ""


def check_character(digits: str) -> str:
    """The check character of eight or twelve digits: weighted sum modulo 11, ten written X."""
    return mod11_character(sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=False)))


def validate(
    raw: object,
    *,
    check_digit_dropped: bool = False,
    granted: bool | None = None,
    filing_date: date | None = None,
) -> Check:
    """Check a number. `check_digit_dropped`: the source is known to omit the check character, it is then computed.

    With `granted=False` a ZL prefix is suspect; with a filing date the eight-digit form of 2003 is compared with it.
    """
    check = examine(raw, lambda text: _check(compact(text), check_digit_dropped))
    if check.status != "valid" or check.canonical is None:
        return check
    doubt = _doubt(check, granted, filing_date)
    return Check("suspect", check.canonical, check.raw, doubt, "请核对原件") if doubt else check


def is_valid(raw: object) -> bool:
    """True only for a number without any doubt."""
    return validate(raw).status == "valid"


def format(canonical: str) -> str:
    """`2013 1 0699744.2`, in the groups of the printed certificate."""
    year, rest = (canonical[:4], canonical[4:]) if len(canonical) == 14 else (canonical[:2], canonical[2:])
    return f"{year} {rest[0]} {rest[1:]}"


def right_type(canonical: str) -> str | None:
    """`invention`, `utility_model` or `design` by the type digit, None where the digit is not known."""
    return _KINDS.get(canonical[4] if len(canonical) == 14 else canonical[2])


def _check(text: str, check_digit_dropped: bool) -> Check:
    if _BARE.fullmatch(text):
        return _without_check_character(text, check_digit_dropped)
    if match := _NUMBER.fullmatch(text):
        return _with_check_character(*match.groups())
    if dressed := _DRESSED.fullmatch(text):
        digits, check = dressed.groups()
        return _with_check_character(digits, check) if check else _without_check_character(digits, check_digit_dropped)
    return invalid("不是专利申请号", "申请号为 12 位或 8 位数字加一位校验位，例如 202310123456.6")


def _without_check_character(digits: str, check_digit_dropped: bool) -> Check:
    complete = f"{digits}.{check_character(digits)}"
    problem = _layout_problem(digits)
    if problem:
        return problem
    if check_digit_dropped or (len(digits) == 8 and int(digits[:2]) in _PRINTED_WITHOUT_CHECK):
        return valid(complete)
    return invalid("缺少校验位", f"完整的号码应为 {complete}，请核对")


def _with_check_character(digits: str, given: str) -> Check:
    problem = _layout_problem(digits)
    if problem and problem.status == "invalid":
        return problem
    expected = check_character(digits)
    if given == expected:
        return problem or valid(f"{digits}.{given}")
    if len(digits) == 8 and reading("legacy_check_mismatch") == "suspect":
        return suspect(f"{digits}.{given}", f"校验位不符，按规则应为 {expected}")
    return invalid(f"校验位不符，按规则应为 {expected}", "请逐位核对申请号")


def _layout_problem(digits: str) -> Check | None:
    modern = len(digits) == 12
    match = (_MODERN if modern else _OLD).fullmatch(digits)
    year, kind = (int(match[1]), match[2]) if match else (0, "")
    if match is None or (year < _FIRST_MODERN_DAY.year if modern else year not in _OLD_YEARS):
        return invalid("号码中的年份不可能出现在这种位数的申请号里", "2003 年 10 月起为 12 位，此前为 8 位")
    if kind in _KINDS:
        return None
    if modern and reading("unknown_type_digit", date(year, 12, 31)) == "suspect":
        return suspect(f"{digits}.{check_character(digits)}", f"专利类型位 {kind} 未见规定（可能为海牙途径外观设计）")
    return invalid(f"专利类型位 {kind} 不存在", "类型位为 1、2、3、8 或 9")


def _doubt(check: Check, granted: bool | None, filing_date: date | None) -> str:
    if granted is False and prefix(check.raw) == "ZL":
        return "未授权的申请不得使用 ZL 前缀"
    old_form = check.canonical is not None and len(check.canonical) == 10
    if old_form and filing_date is not None and filing_date >= _FIRST_MODERN_DAY:
        return "2003 年 10 月 1 日及以后的申请应为 12 位号码"
    return ""
