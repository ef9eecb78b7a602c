"""Words for the classes of rights."""

from ..types import GeographicalSystem

GEOGRAPHICAL_SYSTEMS = tuple(GeographicalSystem.choices)
MARK_CLASSES = tuple((str(number), f"商标第 {number} 类") for number in range(1, 46))
"""The classes of the Nice classification, as the validator of trademark numbers takes them."""


def sub_key_words(value: str) -> str:
    """`第31类` of a trademark, the system of a geographical indication, nothing for others."""
    return dict(GEOGRAPHICAL_SYSTEMS).get(value, f"第{value}类") if value else ""
