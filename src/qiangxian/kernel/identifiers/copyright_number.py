"""Registrations of software and works (identifiers.md §11). The form of work registrations is not certain, so never blocked."""

from __future__ import annotations

import re

from qiangxian.kernel.check import Check, examine, invalid, normalise, suspect, valid

_SOFTWARE = re.compile(r"(?:19|20)[0-9]{2}SR[0-9]{6,7}")
_WORK = re.compile(r"[\u4e00-\u9fff]作登字-[0-9]{4}-[A-Z]-[0-9]{8}")


def compact(raw: str) -> str:
    """Normalised text without the words around a software number."""
    return normalise(raw).removeprefix("软著登字第").removesuffix("号")


def validate(raw: object) -> Check:
    """Check a software number (`2023SR0123456`) or a work registration (`国作登字-2023-F-00123456`)."""
    return examine(raw, lambda text: _check(compact(text)))


def is_valid(raw: object) -> bool:
    """True for a number without any doubt."""
    return validate(raw).status == "valid"


def format(canonical: str) -> str:
    """As stored."""
    return canonical


def _check(text: str) -> Check:
    if _SOFTWARE.fullmatch(text) or _WORK.fullmatch(text):
        return valid(text)
    if "登字" in text:
        return suspect(text, "作品登记号的写法与常见形式不同")
    return invalid("不是软件著作权或作品登记号", "例如 2023SR0123456、国作登字-2023-F-00123456")
