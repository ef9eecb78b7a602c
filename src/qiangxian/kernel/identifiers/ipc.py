"""Symbols of the International Patent Classification, stored without the blank: `C22C38/04` (identifiers.md §2)."""

from __future__ import annotations

import re

from qiangxian.kernel.check import Check, examine, invalid, normalise, valid

_SYMBOL = re.compile(r"([A-H][0-9]{2}[A-Z])([0-9]{1,4})/([0-9]{2,6})")


def compact(raw: str) -> str:
    """Normalised text without the version, as in `G06F16/903(2019.01)I`."""
    return re.sub(r"\([0-9.]+\)[A-Z]?$", "", normalise(raw))


def validate(raw: object) -> Check:
    """Check the layout of a full symbol down to the group."""
    return examine(raw, lambda text: _check(compact(text)))


def is_valid(raw: object) -> bool:
    """True for a symbol without any doubt."""
    return validate(raw).status == "valid"


def format(canonical: str) -> str:
    """`C22C 38/04`."""
    return f"{canonical[:4]} {canonical[4:]}"


def _check(text: str) -> Check:
    if _SYMBOL.fullmatch(text):
        return valid(text)
    return invalid("不是国际专利分类号", "例如 C22C38/04：部 A 至 H、两位大类、小类字母、大组/小组")
