"""Chinese publication and announcement numbers with kind codes (ZC 0007; identifiers.md §2).

The kind letter alone never tells whether a document is a grant: on 2010-04-07 the letters changed their meaning.
"""

from __future__ import annotations

import re
from datetime import date

from qiangxian.kernel import rulebook
from qiangxian.kernel.check import Check, examine, invalid, normalise, valid

_KIND = r"(A[189]?|B[189]?|C[1-7]?|D|U[189]?|Y[1-7]?|S[1-9]?)"
_NUMBER = re.compile(rf"CN([123][0-9]{{6}}|[123][0-9]{{8}}|8[5-8][0-9]{{6}}){_KIND}")
_FAMILIES = {"1": "ABC", "2": "UY", "3": "SD"}


def compact(raw: str) -> str:
    """Normalised text without blanks and dots."""
    return normalise(raw).replace(".", "")


def validate(raw: object) -> Check:
    """Check layout, kind code, and that the first digit agrees with the kind."""
    return examine(raw, lambda text: _check(compact(text)))


def is_valid(raw: object) -> bool:
    """True for a number without any doubt."""
    return validate(raw).status == "valid"


def format(canonical: str) -> str:
    """`CN 101234567 A`."""
    number, kind = split(canonical)
    return f"CN {number} {kind}"


def split(canonical: str) -> tuple[str, str]:
    """The digits and the kind code of a valid number."""
    match = _NUMBER.fullmatch(canonical)
    if match is None:
        raise ValueError(f"not a canonical publication number: {canonical}")
    return match[1], match[2]


def meaning(kind: str, published: date) -> str | None:
    """What a document of that kind and publication day is, by `identifiers/kind_codes.yaml`.

    `application`, `examined`, `granted`, `partial_invalidation`, `correction`; None where there were no such documents.
    """
    if re.fullmatch(r"[ABU][89]", kind):
        return "correction"
    if re.fullmatch(r"[CYS][1-7]", kind):
        return "partial_invalidation"
    history = rulebook.RULEBOOK.history("identifiers", f"kind_codes.{kind[0]}", None)
    return next((entry.value for entry in reversed(history) if entry.from_date <= published), None)


def is_grant(kind: str, published: date) -> bool:
    """Whether a document of that kind, published on that day, announces the grant.

    A correction or a partial invalidation presupposes a grant but does not announce it; an A document never does.
    """
    return meaning(kind, published) == "granted"


def _check(text: str) -> Check:
    match = _NUMBER.fullmatch(text)
    if match is None:
        return invalid(
            "不是中国专利文献号", "应为 CN、7 位或 9 位数字（1985—1988 年为 8 位）和文献种类代码，例如 CN101234567A"
        )
    number, kind = match.groups()
    type_digit = number[2] if len(number) == 8 else number[0]
    if kind[0] not in _FAMILIES.get(type_digit, ""):
        return invalid(f"类型位 {type_digit} 与文献种类代码 {kind} 不一致", "1 对应 A、B、C，2 对应 U、Y，3 对应 S、D")
    return valid(text)
