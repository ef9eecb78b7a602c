"""Turning a figure from one unit of measure into another: 5000 万元 are 50000000 元. What cannot be turned is never compared."""

from decimal import Decimal
from functools import lru_cache

from qiangxian.kernel import rulebook

ONE = Decimal(1)


def factor(unit: str, wanted: str) -> Decimal | None:
    """What a figure in `unit` is multiplied by to be one in `wanted`; None where the two say different things. A plan that
    prints no unit takes the indicator's."""
    if unit == wanted or not unit or not wanted:
        return ONE
    here, there = _read(unit), _read(wanted)
    return None if here is None or there is None or here[0] != there[0] else here[1] / there[1]


def stated(unit: str, subject: str, whole: str) -> str:
    """The unit a plan means: 每万人口…1.2件 says 件/万人 where `whole`, the indicator's own, is one per 万人; else as printed."""
    _number, slash, each = whole.partition("/")
    return f"{unit}/{each}" if unit and slash and "/" not in unit and each in subject else unit


@lru_cache(maxsize=256)
def _read(unit: str) -> tuple[str, Decimal] | None:
    """The family a unit belongs to, and how many of it one unit is."""
    table = rulebook.load("metrics", "units", division=None)["units"][-1]["value"]
    known = {name: family for family, names in table["families"].items() for name in names}
    rest, size = unit, ONE
    while rest not in known and rest[:1] in table["multiples"]:
        size *= table["multiples"][rest[0]]
        rest = rest[1:]
    return (known[rest], size) if rest in known else None
