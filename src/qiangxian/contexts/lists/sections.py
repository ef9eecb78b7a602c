"""What a page shows beside the facts, in words any template can draw: pairs or a table, of cells."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .types import Cell


def known(*pairs: tuple[str, Any]) -> list[tuple[str, Cell]]:
    """Names with plain values as a section's pairs; what is None is left out, an empty text is shown as a dash."""
    return [
        (name, value if isinstance(value, Cell) else Cell(str(value))) for name, value in pairs if value is not None
    ]


@dataclass(frozen=True)
class SectionLine:
    """A row of a section's table. `part`: the row a step is about; `steps`: which steps are offered for it (code, words)."""

    cells: Sequence[Cell]
    part: int = 0
    steps: Sequence[tuple[str, str]] = ()

    @classmethod
    def of(cls, *values: Any) -> "SectionLine":
        """Cells of plain values; a cell stays one."""
        return cls([value if isinstance(value, Cell) else Cell(str(value)) for value in values])


@dataclass(frozen=True)
class Section:
    """A block of the page of a record or a matter. `pairs`: name and cell; else a table under `heads`; `empty` is said where there
    is neither; `step`: a step of the record offered in its head (code, words); `act`: what leads on from there."""

    code: str
    title: str
    pairs: Sequence[tuple[str, Cell]] = ()
    heads: Sequence[str] = ()
    lines: Sequence[SectionLine] = ()
    empty: str = ""
    note: str = ""
    step: tuple[str, str] = ("", "")
    act: Cell | None = None

    @property
    def columns(self) -> list[tuple[str, bool]]:
        """The heads, each with whether figures stand under it."""
        first = self.lines[0].cells if self.lines else ()
        return [(head, number < len(first) and first[number].is_number) for number, head in enumerate(self.heads)]

    @property
    def has_steps(self) -> bool:
        """Whether anything can be done with a line."""
        return any(line.steps for line in self.lines)
