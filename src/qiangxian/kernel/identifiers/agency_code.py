"""Codes of patent agencies and numbers of patent attorneys (identifiers.md §11). Not certain, so never blocked."""

from __future__ import annotations

import re
from functools import lru_cache

from qiangxian.kernel import rulebook
from qiangxian.kernel.check import Check, examine, invalid, normalise, suspect, valid
from qiangxian.kernel.identifiers.doubts import reading

_HONG_KONG = "72"


def compact(raw: str) -> str:
    """Normalised text."""
    return normalise(raw)


def validate(raw: object) -> Check:
    """Check an agency code: five digits of which the first two are the province (72: a Hong Kong agency)."""
    return examine(raw, _check)


def validate_attorney(raw: object) -> Check:
    """Check the number of a patent attorney's licence: ten to twelve digits that begin with an agency code."""
    return examine(raw, _check_attorney)


def is_valid(raw: object) -> bool:
    """True for a code without any doubt."""
    return validate(raw).status == "valid"


def format(canonical: str) -> str:
    """As stored."""
    return canonical


@lru_cache(maxsize=1)
def _provinces() -> set[str]:
    rows = rulebook.rows("divisions", "codes", division=None)
    return {row["code"][:2] for row in rows if row["code"].endswith("0000")}


def _check(text: str) -> Check:
    if not re.fullmatch(r"[0-9]+", text):
        return invalid("代理机构代码应为数字", "请填写五位机构代码，机构名称另有一栏")
    if len(text) != reading("agency_digits"):
        return suspect(text, "代理机构代码通常为五位数字")
    if text[:2] not in _provinces() | {_HONG_KONG}:
        return suspect(text, f"代理机构代码前两位 {text[:2]} 不是省级代码")
    return valid(text)


def _check_attorney(text: str) -> Check:
    if not re.fullmatch(r"[0-9]+", text):
        return invalid("专利代理师资格号应为数字", "请核对执业证")
    shortest, longest = reading("attorney_digits")
    if not shortest <= len(text) <= longest:
        return suspect(text, "专利代理师执业证号通常为 10 至 12 位")
    return valid(text)
