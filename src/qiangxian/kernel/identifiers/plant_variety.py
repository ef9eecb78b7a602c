"""Plant-variety numbers (identifiers.md §6): agriculture CNA…, forestry and grass eight digits. Syntax only, no check digit."""

from __future__ import annotations

import re

from qiangxian.kernel.check import Check, examine, invalid, normalise, valid
from qiangxian.kernel.identifiers.doubts import reading

_AGRICULTURE = re.compile(r"CNA(?:[0-9]{11}|[0-9]{8}\.[0-9X])")
_FOREST = re.compile(r"(?:19|20)[0-9]+")


def compact(raw: str) -> str:
    """Normalised text."""
    return normalise(raw)


def validate(raw: object) -> Check:
    """Check a number of either authority; the field is known to hold a variety, so eight digits are a forest number."""
    return examine(raw, _check)


def is_valid(raw: object) -> bool:
    """True for a number without any doubt."""
    return validate(raw).status == "valid"


def format(canonical: str) -> str:
    """As stored."""
    return canonical


def authority(canonical: str) -> str:
    """`agriculture` or `forestry`."""
    return "agriculture" if canonical.startswith("CNA") else "forestry"


def _check(text: str) -> Check:
    is_forest = _FOREST.fullmatch(text) and len(text) == reading("forest_variety_digits")
    if _AGRICULTURE.fullmatch(text) or is_forest:
        return valid(text)
    return invalid("不是植物新品种号", "农业为 CNA 加 11 位数字（旧号为 CNA20080376.X 形式），林草为 8 位数字")
