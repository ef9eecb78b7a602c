"""The yearly facts of invented enterprises: all sizes, some growing, some years missing or not reported in full."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from ..enterprises.models import EnterpriseYear
from .script import Firm, Script

WAN = 1_000_000  # 10,000 yuan in fen
INDUSTRY_DIVISIONS = range(6, 47)


def yearly_facts(script: Script, entry: Firm, number: int) -> None:
    """Yearly facts from the second year on; in some the last year has not come in yet."""
    span = script.words["yearly_facts"]
    last = span["last_year"] - (1 if script.happens(span["late_share"]) else 0)
    size = _size(script, number)
    staff = script.chance.randint(*size["staff"])
    revenue = staff * script.chance.randint(*size["per_head"]) * WAN
    established = entry.row.established_date or date.min
    for year in range(max(established.year + 1, span["first_year"]), last + 1):
        entry.add(_year(script, entry, year, staff, revenue))
        staff = max(staff + script.chance.randint(-3, 8), 1)
        revenue = revenue * script.chance.randint(92, 121) // 100


def _size(script: Script, number: int) -> Mapping[str, Any]:
    """The first enterprises of every unit, which hold many patents, take given sizes; the others fall as they may."""
    sizes: Sequence[Mapping[str, Any]] = script.words["sizes"]
    first = script.words["first_sizes"]
    if number < len(first) * script.scale:
        return next(size for size in sizes if size["size"] == first[number % len(first)])
    [size] = script.chance.choices(sizes, [size["weight"] for size in sizes])
    return size


def _year(script: Script, entry: Firm, year: int, staff: int, revenue: int) -> EnterpriseYear:
    told, known = script.words["yearly_facts"], {"employees": staff, "revenue_fen": revenue}
    for name, (of, least, most, part) in told["shares"].items():
        known[name] = known[of] * script.chance.randint(least, most) // part
    known["equity_paid_fen"] = 2000 * WAN if script.happens(0.04) else 0
    above = _above_scale(script, entry, revenue)
    facts = {name: None if script.happens(told["gap_share"]) else known[name] for name in told["facts"]}
    return EnterpriseYear(year=year, above_scale=above, **facts)


def _above_scale(script: Script, entry: Firm, revenue: int) -> bool | None:
    """Whether it is an industrial enterprise above the statistical threshold; not told for some, no question for others."""
    division = int(entry.row.industry_code[:2])
    if division not in INDUSTRY_DIVISIONS or script.happens(0.1):
        return None
    return bool(revenue >= script.words["yearly_facts"]["above_scale_wan"] * WAN)
