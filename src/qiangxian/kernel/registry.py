"""What contexts and engines register under a code: one class for measures, actions, checks, daily jobs and the like."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from .errors import NotFound

T = TypeVar("T")
F = TypeVar("F")


class Registry(dict[str, T]):
    """Things by their code, each code once. `what` is how one of them is called on the screen (检查项)."""

    def __init__(self, what: str) -> None:
        super().__init__()
        self.what = what

    def add(self, code: str, thing: T) -> T:
        """Register; a code that is taken is a mistake of the program."""
        if code in self:
            raise ValueError(f"{self.what} {code} is registered twice")
        self[code] = thing
        return thing

    def adding(self, code: str, make: Callable[[F], T]) -> Callable[[F], F]:
        """A decorator that registers what `make` makes of the function, and leaves the function as it is."""

        def register(function: F) -> F:
            self.add(code, make(function))
            return function

        return register

    def named(self, code: str) -> T:
        """The one of that code; `NotFound` lists those there are, with their labels."""
        if code not in self:
            known = "、".join(map(self._words, sorted(self))) or "无"
            raise NotFound(f"没有{self.what} {code}", remedy=f"现有{self.what}：{known}")
        return self[code]

    def _words(self, code: str) -> str:
        label = getattr(self[code], "label", "")
        return f"{code}（{label}）" if label else code
