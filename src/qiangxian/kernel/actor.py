"""Who asks or acts. The same shape for a person, the system itself and an anonymous visitor."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

SYSTEM, VISITOR = "system", "visitor"


@dataclass(frozen=True, slots=True)
class Grant:
    """One role in one county. `unit_id` is the unit of that county it is held for; `giver` the login name of the account
    that lent it, `None` for a role of one's own."""

    role: str
    division_code: str = ""
    unit_id: int | None = None
    giver: str | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """`id` is the account, `None` for system and visitor; `person_id` the natural person behind the account. What the
    actor may do follows from its grants, each of which holds in its own county alone. `guest` names the participant of a
    matter a visitor was let in for by link and code."""

    id: int | None
    label: str
    grants: frozenset[Grant]
    person_id: int | None = None
    enterprise_record_id: int | None = None
    demo: bool = False
    guest: str = ""

    @classmethod
    def system(cls) -> Actor:
        """Scheduled tasks and commands without a named person; the audit shows 系统."""
        return cls(None, "系统", frozenset({Grant(SYSTEM)}))

    @classmethod
    def visitor(cls) -> Actor:
        """Somebody who has not logged in."""
        return cls(None, "访客", frozenset({Grant(VISITOR)}))

    @property
    def is_system(self) -> bool:
        """True for the product itself, which is bound to no division."""
        return self.has(SYSTEM)

    @property
    def roles(self) -> frozenset[str]:
        """The role words, wherever they hold: for the page's own words and the audit line, never to decide about a county."""
        return frozenset(grant.role for grant in self.grants)

    @property
    def division_codes(self) -> frozenset[str]:
        """The counties the actor belongs to in any role."""
        return frozenset(grant.division_code for grant in self.grants if grant.division_code)

    @property
    def unit_ids(self) -> frozenset[int]:
        """The units the actor stands for in any role."""
        return self.units()

    @property
    def home(self) -> str:
        """The county whose pages the actor sees first; empty for one that belongs to none."""
        return min(self.division_codes, default="")

    def unit_in(self, division: str) -> int | None:
        """The unit the actor speaks for in the county, an own one before one of somebody who lent a role."""
        held = sorted(
            (g.giver is not None, g.unit_id) for g in self.holding(division=division) if g.unit_id is not None
        )
        return held[0][1] if held else None

    def holding(self, *roles: str, division: str | None = None) -> frozenset[Grant]:
        """The grants of these roles (all, where none is named), in the division where one is given."""
        return frozenset(
            grant
            for grant in self.grants
            if (not roles or grant.role in roles) and division in (None, grant.division_code)
        )

    def has(self, *roles: str, division: str | None = None) -> bool:
        """True where the actor holds at least one of the roles, in the division where one is given."""
        return any(grant.role in roles and division in (None, grant.division_code) for grant in self.grants)

    def divisions(self, *roles: str) -> frozenset[str]:
        """The counties in which the actor holds one of the roles."""
        return frozenset(grant.division_code for grant in self.grants if grant.role in roles and grant.division_code)

    def units(self, *roles: str, division: str | None = None) -> frozenset[int]:
        """The units for which the actor holds one of the roles, in the division where one is given."""
        held = self.holding(*roles, division=division)
        return frozenset(grant.unit_id for grant in held if grant.unit_id is not None)


def acting_for(grants: Iterable[Grant]) -> str:
    """The login names of those on whose behalf somebody acts with these grants; empty where one of them is the actor's own."""
    givers = [grant.giver for grant in grants]
    return "" if None in givers else "、".join(sorted({giver for giver in givers if giver}))
