"""Case and document numbers of decisions: short name of the authority, 〔year〕, serial, 号 (identifiers.md §11)."""

from __future__ import annotations

import re

from qiangxian.kernel.check import Check, examine, invalid, normalise, suspect, valid

_HEXAGONAL = re.compile(r"([\u4e00-\u9fff]{2,20})〔([0-9]{4})〕([1-9][0-9]*)号")
_OTHER_BRACKETS = re.compile(r"([\u4e00-\u9fff]{2,20})[\[(【]([0-9]{4})[\])】]第?0*([1-9][0-9]*)号")


def compact(raw: str) -> str:
    """Normalised text."""
    return normalise(raw)


def validate(raw: object) -> Check:
    """Check a number; other brackets than 〔〕 are read but suspect."""
    return examine(raw, _check)


def is_valid(raw: object) -> bool:
    """True for a number without any doubt."""
    return validate(raw).status == "valid"


def format(canonical: str) -> str:
    """As stored."""
    return canonical


def _check(text: str) -> Check:
    if _HEXAGONAL.fullmatch(text):
        return valid(text)
    other = _OTHER_BRACKETS.fullmatch(text)
    if other:
        return suspect(f"{other[1]}〔{other[2]}〕{other[3]}号", "年份应使用六角括号〔〕，流水号不编虚位")
    return invalid("不是文号", "应为机关代字、〔年份〕、序号和“号”，例如 ×政办〔2026〕1号")
