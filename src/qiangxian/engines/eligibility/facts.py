"""What a self-test knows about an enterprise on the day of application. Amounts in fen; None is not known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

Origin = Literal["own", "acquired", "unknown"]
Declared = Mapping[str, Decimal | bool]


@dataclass(frozen=True, slots=True)
class YearFacts:
    """The reported figures of one year; `sme` by the policy standard."""

    year: int
    employees: int | None = None
    revenue_fen: int | None = None
    assets_fen: int | None = None
    research_fen: int | None = None
    research_domestic_fen: int | None = None
    research_staff: int | None = None
    total_income_fen: int | None = None
    high_tech_income_fen: int | None = None
    main_business_fen: int | None = None
    liabilities_fen: int | None = None
    equity_paid_fen: int | None = None
    above_scale: bool | None = None
    sme: bool | None = None


@dataclass(frozen=True, slots=True)
class RightFact:
    """A right in force that no non-normal filing takes out. `rank` is the enterprise's place among the holders; `origin`
    says whether it is its own or was acquired; `obtained` the day of grant or registration."""

    number: str
    type: str
    rank: int
    origin: Origin
    obtained: date | None = None


@dataclass(frozen=True, slots=True)
class TitleFact:
    """A certificate the enterprise has or had, and whether it is valid on the day."""

    kind: str
    valid_from: date
    valid_through: date | None
    valid: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """One enterprise on the day of application. `listings` are public lists it stands on; `past_listings` those of the
    three years before as well. `declared` is what the person states who runs the test; `newest` is the year taken for the last
    one, where a whole county is looked at by the newest year it reported."""

    on: date
    established: date | None = None
    years: Mapping[int, YearFacts] = field(default_factory=dict)
    rights: tuple[RightFact, ...] = ()
    titles: tuple[TitleFact, ...] = ()
    listings: tuple[str, ...] = ()
    past_listings: tuple[str, ...] = ()
    non_normal: int = 0
    declared: Declared = field(default_factory=dict)
    newest: int | None = None

    @property
    def last_year(self) -> int:
        """The newest year that has ended on the day, or the one taken for it."""
        return self.newest or self.on.year - 1

    def year(self, number: int) -> YearFacts:
        """The figures of a year; nothing known where nothing was reported."""
        return self.years.get(number, YearFacts(number))
