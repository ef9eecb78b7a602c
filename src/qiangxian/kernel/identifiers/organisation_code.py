"""Organisation codes (GB 11714; identifiers.md §7), characters 9 to 17 of a unified social credit code."""

from __future__ import annotations

import re

from qiangxian.kernel.check import Check, examine, invalid, mod11_character, normalise, valid

_CODE = re.compile(r"([0-9A-Z]{8})-?([0-9X])")
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def compact(raw: str) -> str:
    """Normalised text without the hyphen."""
    return normalise(raw).replace("-", "")


def check_character(body: str) -> str:
    """The ninth character: eleven less the weighted sum modulo eleven; 10 is X, 11 is 0."""
    total = sum(_ALPHABET.index(character) * weight for character, weight in zip(body, _WEIGHTS, strict=True))
    return mod11_character(11 - total % 11)


def validate(raw: object) -> Check:
    """Check a code alone; the canonical form is `71234567-2`."""
    return examine(raw, _check)


def is_valid(raw: object) -> bool:
    """True for a code without any doubt."""
    return validate(raw).status == "valid"


def format(canonical: str) -> str:
    """As stored, with the hyphen."""
    return canonical


def _check(text: str) -> Check:
    match = _CODE.fullmatch(text)
    if match is None:
        return invalid("不是组织机构代码", "应为 8 位数字或字母加一位校验码，例如 71234567-2")
    expected = check_character(match[1])
    if match[2] != expected:
        return invalid(f"校验码不符，按规则应为 {expected}", "请逐位核对")
    return valid(f"{match[1]}-{match[2]}")
