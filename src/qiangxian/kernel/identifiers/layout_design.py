"""Registrations of integrated-circuit layout designs (identifiers.md §11). The form is not certain, so never blocked."""

from __future__ import annotations

import re

from qiangxian.kernel.check import Check, examine, normalise, suspect, valid

_NUMBER = re.compile(r"BS\.[0-9]{9}(?:\.?[0-9X])?")


def compact(raw: str) -> str:
    """Normalised text with the dot after BS."""
    return re.sub(r"^BS\.?", "BS.", normalise(raw))


def validate(raw: object) -> Check:
    """Check the usual form `BS.` and nine digits, with or without a check character; other forms are suspect."""
    return examine(raw, lambda text: _check(compact(text)))


def is_valid(raw: object) -> bool:
    """True for a number without any doubt."""
    return validate(raw).status == "valid"


def format(canonical: str) -> str:
    """As stored."""
    return canonical


def _check(text: str) -> Check:
    return valid(text) if _NUMBER.fullmatch(text) else suspect(text, "布图设计登记号通常为 BS. 加 9 位数字")
