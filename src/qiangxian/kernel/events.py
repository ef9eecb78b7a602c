"""What a context announces to those above it, which it does not know: they listen, and hear of it after the commit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from .registry import Registry

Listener = TypeVar("Listener", bound=Callable[..., None])


@dataclass(frozen=True, slots=True)
class Announced:
    """One kind of announcement. A context declares it in its `events.py`; `contexts.audit.events.announce` makes it."""

    code: str
    label: str
    listeners: list[Callable[..., None]] = field(default_factory=list)

    def listen(self, function: Listener) -> Listener:
        """Have the function called with the facts of every announcement, as keywords. It may miss one, where the process dies
        between commit and call, and fail without harm to what was done: a daily job must make up for it."""
        self.listeners.append(function)
        return function


EVENTS: Registry[Announced] = Registry("事件")


def event(code: str, *, label: str) -> Announced:
    """Declare the event under a dotted code, e.g. `registers.imported`."""
    return EVENTS.add(code, Announced(code, label))
