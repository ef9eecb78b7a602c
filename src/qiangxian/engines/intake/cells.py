"""What reading one cell can end in besides a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple


@dataclass
class CellFault(Exception):  # noqa: N818 - read as a sentence: raise CellFault
    """Why a cell cannot be taken and what to do about it. `aside`: its text is kept and the row goes on, with a note."""

    reason: str
    remedy: str
    aside: bool = False


class PassedOver(CellFault):
    """The row speaks of something this register does not keep; it is told, not refused."""

    def __init__(self, word: str) -> None:
        super().__init__("不属于登记范围", "")
        self.word = word


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A value that may be right; `reason` goes to the notes of the import."""

    value: Any
    reason: str


class OpenEnd(NamedTuple):
    """A word that says there is no end (`长期`): not a blank, which says nothing."""

    word: str


class Excerpt(NamedTuple):
    """A value taken out of a cell that says more (one end of a period); the whole text is kept beside it."""

    value: Any
