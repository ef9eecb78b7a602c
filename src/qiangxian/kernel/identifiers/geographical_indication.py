"""Agricultural-product geographical indications (AGI): number of the quality-control specification (identifiers.md §5).

The other two systems have no number of their own: protected products are named by announcement, marks by trademark number.
"""

from __future__ import annotations

import re

from qiangxian.kernel.check import Check, examine, invalid, normalise, valid

_SPECIFICATION = re.compile(r"AGI[0-9]{4}-[0-9]{2}-[0-9]{3,5}")


def compact(raw: str) -> str:
    """Normalised text."""
    return normalise(raw)


def validate(raw: object) -> Check:
    """Check a specification number such as `AGI2012-02-869`."""
    return examine(raw, _check)


def is_valid(raw: object) -> bool:
    """True for a number without any doubt."""
    return validate(raw).status == "valid"


def format(canonical: str) -> str:
    """As stored."""
    return canonical


def _check(text: str) -> Check:
    if _SPECIFICATION.fullmatch(text):
        return valid(text)
    return invalid("不是农产品地理标志质量控制技术规范编号", "例如 AGI2012-02-869，各段之间用短横线")
