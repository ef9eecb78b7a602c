"""Resident identity numbers (GB 11643-1999; identifiers.md §8). Collected only where law or service requires it.

The address part may be a historic code and is never compared with today's divisions.
"""

from __future__ import annotations

import re
from datetime import date

from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from qiangxian.kernel.check import Check, examine, invalid, normalise, valid

_NUMBER = re.compile(r"[0-9]{6}(?:18|19|20)[0-9]{9}[0-9X]")


def compact(raw: str) -> str:
    """Normalised text."""
    return normalise(raw)


def validate(raw: object) -> Check:
    """Check layout, calendar date of birth and check character."""
    return examine(raw, _check)


def is_valid(raw: object) -> bool:
    """True for a number without any doubt."""
    return validate(raw).status == "valid"


def format(canonical: str) -> str:
    """Masked, as every screen shows it: `410481********0014`."""
    return f"{canonical[:6]}********{canonical[14:]}"


def birth_date(canonical: str) -> date:
    """The date of birth in digits 7 to 14."""
    return date(int(canonical[6:10]), int(canonical[10:12]), int(canonical[12:14]))


def _check(text: str) -> Check:
    if re.fullmatch(r"[0-9]{15}", text):
        return invalid("15 位身份证号已停止使用", "请填写 18 位号码")
    if not _NUMBER.fullmatch(text):
        return invalid("公民身份号码为 17 位数字加一位校验码", "请核对身份证；护照和港澳台居住证另有证件类型")
    try:
        ric.get_birth_date(text)
    except ValidationError:
        return invalid("出生日期不存在", "请核对第 7 至 14 位")
    expected = ric.calc_check_digit(text)
    return valid(text) if text[17] == expected else invalid("校验码不符", "请逐位核对身份证")
