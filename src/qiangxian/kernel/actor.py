"""Who asks or acts. The same shape for a person, the system itself and an anonymous visitor."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """`roles` are role words; `division_codes` the divisions whose records the actor may see (a prefix reaches below).

    `id` is the account, `None` for system and visitor. `acting_for` names the person on whose behalf a delegate acts.
    """

    id: int | None
    label: str
    roles: frozenset[str]
    division_codes: frozenset[str]
    unit_id: int | None = None
    enterprise_record_id: int | None = None
    acting_for: str | None = None
    demo: bool = False

    @classmethod
    def system(cls) -> Actor:
        """Scheduled tasks and commands without a named person; the audit shows 系统."""
        return cls(id=None, label="系统", roles=frozenset({"system"}), division_codes=frozenset())

    @classmethod
    def visitor(cls) -> Actor:
        """Somebody who has not logged in."""
        return cls(id=None, label="访客", roles=frozenset({"visitor"}), division_codes=frozenset())

    def has(self, *roles: str) -> bool:
        """True where the actor holds at least one of the roles."""
        return not self.roles.isdisjoint(roles)

    @property
    def is_system(self) -> bool:
        """True for the product itself, which is bound to no division."""
        return "system" in self.roles
