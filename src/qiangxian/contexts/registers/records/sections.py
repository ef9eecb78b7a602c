"""What a page shows beside the facts, in words any template can draw: pairs or a table, of cells."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from qiangxian.contexts.lists.types import Cell


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
    """A block of a record's page. `pairs`: name and cell; else a table under `heads`; `empty` is said where there is neither;
    `step`: a step offered in its head (code, words)."""

    code: str
    title: str
    pairs: Sequence[tuple[str, Cell]] = ()
    heads: Sequence[str] = ()
    lines: Sequence[SectionLine] = ()
    empty: str = ""
    note: str = ""
    step: tuple[str, str] = ("", "")

    @property
    def has_steps(self) -> bool:
        """Whether anything can be done with a line."""
        return any(line.steps for line in self.lines)
