"""Text under construction: lines, and cells of tables with their places in it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class TableCell:
    """One cell of a table; the place is that of its text in the source. It spans `width` columns and `height` rows."""

    table: int
    row: int
    column: int
    width: int
    height: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SourceText:
    """What a file says: its text, the tables in it, whether lines are broken for the page, and damaged characters.

    `grids` are stretches between the rules of a table whose cells are not known.
    """

    text: str
    cells: tuple[TableCell, ...] = ()
    paged: bool = False
    damaged: int = 0
    grids: tuple[Place, ...] = ()


@dataclass
class Grid:
    """Where the next cell of a table stands, cells of earlier rows that reach down included."""

    table: int
    row: int = -1
    column: int = 0
    reaching: dict[int, int] = field(default_factory=dict)

    def next_row(self) -> None:
        """Begin a row."""
        self.reaching = {column: rows - 1 for column, rows in self.reaching.items() if rows > 1}
        self.row, self.column = self.row + 1, 0

    def place(self, width: int, height: int, start: int) -> TableCell:
        """The cell at the next free column; its end is given when it is closed."""
        while self.column in self.reaching:
            self.column += 1
        cell = TableCell(self.table, self.row, self.column, width, height, start, start)
        if height > 1:
            self.reaching.update({self.column + step: height for step in range(width)})
        self.column += width
        return cell


@dataclass
class TextBuilder:
    """Collects text line by line and remembers where cells stand."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    breaks: int = 2
    cells: list[TableCell] = field(default_factory=list)

    def write(self, text: str) -> None:
        """Append text that holds no line break of its own meaning."""
        if self.breaks:
            text = text.lstrip(" ")
        if text:
            self.parts.append(text)
            self.length += len(text)
            self.breaks = 0

    def new_line(self, count: int = 1) -> None:
        """End the line; two ends make a blank line, more are not kept."""
        missing = count - self.breaks
        if missing > 0:
            self.parts.append("\n" * missing)
            self.length += missing
            self.breaks += missing

    def close_cell(self, place: int) -> None:
        """Let the cell at this place of the list end here."""
        self.cells[place] = replace(self.cells[place], end=self.length)

    def text(self) -> str:
        """Everything written so far."""
        return "".join(self.parts)
