"""The answer of a policy: yes, or no with the reason a greyed button shows."""

from __future__ import annotations

from dataclasses import dataclass

from .actor import Grant
from .errors import NotAllowed


@dataclass(frozen=True, slots=True)
class Decision:
    """`reason` is a Chinese sentence for the person asking; a refusal without one does not exist. `grants` are those by
    virtue of which it was allowed: none for what needs no role."""

    allowed: bool
    reason: str = ""
    grants: frozenset[Grant] = frozenset()

    def __post_init__(self) -> None:
        if not self.allowed and not self.reason:
            raise ValueError("a refusal needs a reason")

    def __bool__(self) -> bool:
        return self.allowed

    def demand(self, remedy: str = "") -> None:
        """Go on only where it is allowed; else `NotAllowed` with the reason and what to do instead."""
        if not self.allowed:
            raise NotAllowed(self.reason, remedy=remedy)


def allow() -> Decision:
    """Yes."""
    return Decision(True)


def deny(reason: str) -> Decision:
    """No, because of `reason`."""
    return Decision(False, reason)
