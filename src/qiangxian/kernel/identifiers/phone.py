"""Telephone numbers (identifiers.md §11): mobile numbers, and landlines with area code (0375 is Pingdingshan)."""

from __future__ import annotations

import re

from qiangxian.kernel.check import Check, examine, invalid, normalise, valid

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"(010|02[0-9]|0[3-9][0-9]{2})-?([0-9]{7,8})")


def compact(raw: str) -> str:
    """Normalised text without the country code and without hyphens in a mobile number."""
    text = re.sub(r"^(?:\+86|0086)-?", "", normalise(raw))
    return text.replace("-", "") if text.startswith("1") else text


def validate(raw: object) -> Check:
    """Check a mobile number or a landline; a landline is stored as `0375-1234567`."""
    return examine(raw, lambda text: _check(compact(text)))


def is_valid(raw: object) -> bool:
    """True for a number without any doubt."""
    return validate(raw).status == "valid"


def format(canonical: str) -> str:
    """Masked, as lists show it: `138****5678`, `0375-***4567`."""
    head = canonical[:5] + "***" if "-" in canonical else canonical[:3] + "****"
    return head + canonical[-4:]


def _check(text: str) -> Check:
    if _MOBILE.fullmatch(text):
        return valid(text)
    landline = _LANDLINE.fullmatch(text)
    if landline:
        return valid(f"{landline[1]}-{landline[2]}")
    return invalid("不是电话号码", "手机为 11 位，座机请带区号，例如 0375-1234567")
