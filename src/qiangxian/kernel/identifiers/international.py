"""International applications (PCT) and their publications (WO); identifiers.md §3. The country is the receiving office."""

from __future__ import annotations

import re

from qiangxian.kernel.check import Check, examine, invalid, normalise, valid

_APPLICATION = re.compile(r"PCT/[A-Z]{2}(?:20[0-9]{2}/[0-9]{6}|(?:7[89]|[89][0-9]|0[0-3])/[0-9]{5})")
_PUBLICATION = re.compile(r"(WO(?:20[0-9]{2}/[0-9]{6}|(?:7[89]|[89][0-9]|0[0-3])/[0-9]{5}))(?:[A-Z][0-9]?)?")


def compact(raw: str) -> str:
    """Normalised text; the kind code behind a publication number falls away."""
    text = normalise(raw)
    match = _PUBLICATION.fullmatch(text)
    return match[1] if match else text


def validate(raw: object) -> Check:
    """Check an application number (`PCT/CN2023/123456`) or a publication number (`WO2023/123456`)."""
    return examine(raw, lambda text: _check(compact(text)))


def is_valid(raw: object) -> bool:
    """True for a number without any doubt."""
    return validate(raw).status == "valid"


def format(canonical: str) -> str:
    """`WO 2023/123456` for a publication; an application number is printed as it is."""
    return f"WO {canonical[2:]}" if canonical.startswith("WO") else canonical


def receiving_office(canonical: str) -> str | None:
    """The office that received an international application, not the applicant's country; None for a publication."""
    return canonical[4:6] if canonical.startswith("PCT/") else None


def _check(text: str) -> Check:
    if _APPLICATION.fullmatch(text) or _PUBLICATION.fullmatch(text):
        return valid(text)
    return invalid(
        "不是国际申请号或国际公布号", "例如 PCT/CN2023/123456、WO2023/123456（2003 年以前为两位年份和五位流水号）"
    )
