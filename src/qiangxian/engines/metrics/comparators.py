"""Whether a value meets a target, by the comparator of the plan's own words."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from qiangxian.engines.metrics.measures import Number

FALLING = frozenset({"<=", "<", "rank"})
"""Comparators for which less is better; a rank is better the smaller it is."""

_NUMERIC: dict[str, Callable[[Decimal, Decimal], bool]] = {
    ">=": lambda value, level: value >= level,
    "<=": lambda value, level: value <= level,
    ">": lambda value, level: value > level,
    "<": lambda value, level: value < level,
    "=": lambda value, level: value == level,
    "rank": lambda value, level: value <= level,
    "growth": lambda value, level: value >= level,
}


def required_level(comparator: str, required: Number, *, baseline: Number | None, unit: str) -> Decimal | None:
    """The level to reach. For `growth` it is the baseline raised by `required` per cent (or by `required` of the unit);
    None without a baseline."""
    if comparator != "growth":
        return Decimal(required)
    if baseline is None:
        return None
    if unit in ("%", "个百分点"):
        share = Decimal(required) / 100
        return Decimal(baseline) * (1 + share) if unit == "%" else Decimal(baseline) + Decimal(required)
    return Decimal(baseline) + Decimal(required)


def meets(comparator: str, value: Number | None, level: Number | None, *, tolerance: Decimal) -> bool | None:
    """True or false, None where value or level is missing. Compared unrounded: 11.996 does not meet 12.

    `tolerance` is the share by which `~` (左右) may miss on either side.
    """
    if value is None or level is None:
        return None
    number, goal = Decimal(value), Decimal(level)
    if comparator == "~":
        return abs(number - goal) <= abs(goal) * tolerance
    return _NUMERIC[comparator](number, goal)
