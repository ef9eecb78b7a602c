"""Indicators made of other indicators: ratios and sums, and how far their values can be trusted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from qiangxian.engines.metrics.definitions import Definition
from qiangxian.engines.metrics.measures import Completeness, Number

_ORDER: tuple[Completeness, ...] = ("complete", "partial", "missing")
_STATES = ("", "official", "confirmed", "reported")


def combined(definition: Definition, values: Mapping[str, Number | None]) -> Number | None:
    """The value from those of its terms by role: unrounded, None where a term is missing or the denominator is zero.

    68 inventions over 29.1 (万人) give 2.336…; a sum with a missing addend is missing, not smaller.
    """
    if any(values[role] is None for role in definition.terms):
        return None
    known = {role: Decimal(value) for role, value in values.items() if value is not None}
    if definition.ratio is None:
        total = sum(known.values(), Decimal(0))
        return int(total) if total == total.to_integral_value() else total
    if not known["denominator"]:
        return None
    return known["numerator"] * definition.ratio.per / known["denominator"]


def worst(states: Iterable[Completeness]) -> Completeness:
    """The least complete of them."""
    return max(states, key=_ORDER.index, default="complete")


def least_checked(states: Iterable[str]) -> str:
    """Of reported figures the one least checked: 上报 before 核定 before 上级公布; figures counted from records say nothing."""
    return max(states, key=_STATES.index, default="")
