"""Locarno classes of designs, stored as `08-05`; the edition is kept in its own field (identifiers.md §2)."""

from __future__ import annotations

import re

from qiangxian.kernel.check import Check, examine, invalid, normalise, valid

_PRINTED = re.compile(r"LOC\(([0-9]{1,2})\)CL\.?(.+)")
_CLASS = re.compile(r"(0[1-9]|[12][0-9]|3[0-2])-[0-9]{2}")


def compact(raw: str) -> str:
    """Normalised text without the printed edition `LOC(13)Cl.`."""
    text = normalise(raw)
    match = _PRINTED.fullmatch(text)
    return match[2] if match else text


def validate(raw: object) -> Check:
    """Check a class (01 to 32) with subclass."""
    return examine(raw, lambda text: _check(compact(text)))


def is_valid(raw: object) -> bool:
    """True for a class without any doubt."""
    return validate(raw).status == "valid"


def format(canonical: str) -> str:
    """As stored."""
    return canonical


def edition(raw: str) -> int | None:
    """The edition printed before the class, where there is one."""
    match = _PRINTED.fullmatch(normalise(raw))
    return int(match[1]) if match else None


def _check(text: str) -> Check:
    if _CLASS.fullmatch(text):
        return valid(text)
    return invalid("不是洛迦诺分类号", "例如 08-05，大类为 01 至 32")
