"""What a context keeps and the kernel asks for, such as accepted holiday notices: read from it again now and then."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Generic, TypeVar

T = TypeVar("T")


class Refreshed(Generic[T]):
    """From where it is read (`source`; none: what holds `without` one), and what was read last. Every process looks again after
    `fresh_seconds`."""

    def __init__(self, without: T) -> None:
        self._without = self._kept = without
        self.source: Callable[[], T] | None = None
        self.fresh_seconds: float = 10
        self.read_at: float | None = None

    def read(self) -> T:
        """What holds now."""
        if self.source is None:
            return self._without
        if self.read_at is None or monotonic() - self.read_at > self.fresh_seconds:
            self._kept, self.read_at = self.source(), monotonic()
        return self._kept

    def forget(self) -> None:
        """Read again when next asked: something was changed."""
        self.read_at = None
