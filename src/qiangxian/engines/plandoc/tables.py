"""Tables that assign tasks: the head of a column gives the role of the units below it."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from qiangxian.engines.plandoc import vocabulary
from qiangxian.engines.plandoc.draft import Draft, Heading, Zone, squeezed
from qiangxian.engines.plandoc.groups import Parts, built_group, read_roles
from qiangxian.engines.plandoc.headings import cut_heading
from qiangxian.engines.plandoc.numerals import NUMERALS
from qiangxian.engines.plandoc.types import Role

_SECTION = re.compile(
    r"(?P<marker>(?P<number>[一二三四五六七八九十]{1,3})、)|(?P<marker2>\((?P<number2>[一二三四五六七八九十]{1,3})\))"
)
_NUMBER = re.compile(r"\d{1,3}")
_LONGEST_HEAD, _MOST_COLUMNS, _ROWS_BEFORE_HEAD = 14, 14, 4

Place = tuple[int, int]


@dataclass
class _Table:
    """Column heads and rows; a section row is a single cell."""

    heads: dict[int, str]
    rows: list[dict[int, Place]]
    start: int
    end: int


@lru_cache(maxsize=1)
def _heads() -> dict[str, str]:
    """What the head of a column says: a role, or number, title, deadline."""
    columns = {word: name for name, words in vocabulary.rules("roles")["columns"].items() for word in words}
    short = {label: role for label, role in vocabulary.short_labels().items() if len(label) > 2}
    return {**columns, **short, **vocabulary.unit_labels()}


def _roles() -> set[str]:
    return set(vocabulary.unit_labels().values())


def read_tables(draft: Draft) -> None:
    """Read the tables with a column of units, whether the file kept them or they stand one cell a line.

    Reads: source (cells), copy, lines, zones. Writes: tables, row_headings, groups.
    """
    found = [*_kept_tables(draft), *_ruled_tables(draft), *_cells_one_a_line(draft)]
    taken: list[Place] = []
    for table in found:
        if not any(start < table.end and table.start < end for start, end in taken):
            taken.append((table.start, table.end))
            _take_over(draft, table)
    draft.tables = sorted(taken)


def _kept_tables(draft: Draft) -> list[_Table]:
    grids: dict[int, dict[int, dict[int, Place]]] = defaultdict(lambda: defaultdict(dict))
    for cell in draft.source.cells:
        place = _trimmed(draft.text, draft.copy.located(cell.start), draft.copy.located(cell.end))
        for row in range(cell.row, cell.row + cell.height):
            grids[cell.table][row][cell.column] = place
    tables = (_headed(draft, [rows[number] for number in sorted(rows)]) for rows in grids.values())
    return [table for table in tables if table]


def _trimmed(text: str, start: int, end: int) -> Place:
    while start < end and text[start] in " \n\t|":
        start += 1
    while end > start and text[end - 1] in " \n\t|":
        end -= 1
    return start, end


def _headed(draft: Draft, rows: list[dict[int, Place]]) -> _Table | None:
    """The table below the first row that names a role and something else."""
    for number, row in enumerate(rows[:_ROWS_BEFORE_HEAD]):
        heads = _named(draft, row)
        if heads and any(row for row in rows[number + 1 :]):
            places = [place for row in rows[number:] for place in row.values()]
            return _Table(heads, rows[number + 1 :], min(start for start, _ in places), max(end for _, end in places))
    return None


def _named(draft: Draft, row: dict[int, Place]) -> dict[int, str]:
    texts = {
        column: squeezed(draft.text[start:end]) for column, (start, end) in row.items() if end - start <= _LONGEST_HEAD
    }
    heads = {column: _heads()[text] for column, text in texts.items() if text in _heads()}
    named = set(heads.values())
    return heads if named & _roles() and (named - _roles() or len(heads) > 1) else {}


def _ruled_tables(draft: Draft) -> list[_Table]:
    """Rows as lines with | or tabs between the cells."""
    tables: list[_Table] = []
    rows: list[dict[int, Place]] = []
    for line in [*draft.lines, None]:
        if line and line.text and not line.text.strip("|-: "):  # the rule below the heads
            continue
        cells = _ruled(line.text, line.start) if line else {}
        if cells:
            rows.append(cells)
        elif rows and (line is None or line.text):
            table = _headed(draft, rows)
            tables += [table] if table else []
            rows = []
    return tables


def _ruled(text: str, start: int) -> dict[int, Place]:
    mark = "|" if text.count("|") >= 2 else "\t"
    if text.count(mark) < 2:
        return {}
    cells, at = {}, start
    for column, piece in enumerate(text.strip(mark).split(mark)):
        at = start + text.index(piece, at - start)
        cells[column] = (at + len(piece) - len(piece.lstrip()), at + len(piece.rstrip()))
        at += len(piece)
    return cells


def _cells_one_a_line(draft: Draft) -> list[_Table]:
    """A table that lost its grid: the heads stand one a line, then every row begins with its number."""
    filled = [
        (line.start, line.end) for number, line in enumerate(draft.lines) if line.text and number not in draft.furniture
    ]
    numbers = vocabulary.rules("roles")["columns"]["number"]
    tables: list[_Table] = []
    at = 0
    while at < len(filled):
        start, end = filled[at]
        if end - start <= _LONGEST_HEAD and squeezed(draft.text[start:end]) in numbers:
            table, at = _linear(draft, filled, at)
            tables += [table] if table else []
        at += 1
    return tables


def _linear(draft: Draft, filled: list[Place], at: int) -> tuple[_Table | None, int]:
    texts = [squeezed(draft.text[start:end]) for start, end in filled[at : at + _MOST_COLUMNS + 1]]
    width = next((n for n, text in enumerate(texts) if n and (_NUMBER.fullmatch(text) or _SECTION.match(text))), 0)
    heads = {column: _heads()[text] for column, text in enumerate(texts[:width]) if text in _heads()}
    if not width or not set(heads.values()) & _roles():
        return None, at
    rows, end = _linear_rows(draft, filled, at + width, width, heads)
    if not rows:
        return None, at
    return _Table(heads, rows, filled[at][0], filled[end - 1][1]), end - 1


def _linear_rows(
    draft: Draft, filled: list[Place], at: int, width: int, heads: dict[int, str]
) -> tuple[list[dict[int, Place]], int]:
    rows: list[dict[int, Place]] = []
    while at < len(filled):
        text = draft.text[slice(*filled[at])]
        if _SECTION.match(text) and len(text) < 60:
            rows.append({0: filled[at]})
            at += 1
        elif _NUMBER.fullmatch(text):
            cells = _row_cells(draft, filled, at, width)
            rows.append(_columned(cells, width))
            at += len(cells)
        else:
            break
    while rows and len(rows[-1]) == 1:  # the heading behind the table is no section of it
        rows.pop()
        at -= 1
    return rows, at


def _row_cells(draft: Draft, filled: list[Place], at: int, width: int) -> list[Place]:
    """The lines up to the next number or section; the last row ends with its last column."""
    number = int(draft.text[slice(*filled[at])])
    for size in range(1, min(3 * width, len(filled) - at)):
        text = draft.text[slice(*filled[at + size])]
        following = _NUMBER.fullmatch(text) and number < int(text) <= number + 10
        if following or (size >= width and _SECTION.match(text)):
            return filled[at : at + size]
    return filled[at : at + width]


def _columned(cells: list[Place], width: int) -> dict[int, Place]:
    """The cells under their columns; of a cell broken into several lines the longest one takes the surplus."""
    surplus = len(cells) - width
    if surplus <= 0:
        return dict(enumerate(cells))
    longest = max(range(1, len(cells)), key=lambda place: cells[place][1] - cells[place][0])
    first = min(max(1, longest - surplus), width - 1)
    merged = [*cells[:first], (cells[first][0], cells[first + surplus][1]), *cells[first + surplus + 1 :]]
    return dict(enumerate(merged))


def _take_over(draft: Draft, table: _Table) -> None:
    zone = next((zone for zone in draft.zones if zone.start <= table.start < zone.end), None)
    if zone is None:
        return
    section: Heading | None = None
    above: set[Place] = set()
    for row in table.rows:
        opened = _section(draft, row, zone)
        if opened is not None:
            section = opened
        else:
            own = [place for place in row.values() if place not in above]  # without cells that reach down from above
            _row(draft, table, row, zone, section, own or list(row.values()))
        above = set(row.values())


def _section(draft: Draft, row: dict[int, Place], zone: Zone) -> Heading | None:
    """A row of one cell such as 一、知识产权保护方面(共5项)."""
    filled = {place for place in row.values() if place[0] < place[1]}
    if len(filled) != 1:
        return None
    start, end = filled.pop()
    match = _SECTION.match(draft.text, start, end)
    if match is None:
        return None
    number = NUMERALS.get(match["number"] or match["number2"], 0)
    heading = Heading("", None, 1, 10, number, match.group(), start, match.end(), end, end, zone)
    draft.row_headings.append(heading)
    return heading


def _row(
    draft: Draft, table: _Table, row: dict[int, Place], zone: Zone, section: Heading | None, own: list[Place]
) -> None:
    parts = Parts()
    for column, name in table.heads.items():
        start, end = row.get(column, (0, 0))
        if name in _roles() and start < end:
            read_roles(draft, start, end, cast(Role, name), parts)
    if not parts.units or parts.doubtful > len(parts.units) // 2:
        return
    due = next((row[column] for column, name in table.heads.items() if name == "deadline" and column in row), None)
    parts.deadline = due if due and due[0] < due[1] else parts.deadline
    start, end = min(place[0] for place in own), max(place[1] for place in own)
    here = [unit for unit in parts.units if unit.start >= start]
    first = min((unit.start for unit in here), default=end)
    group = built_group(draft, first, max((unit.end for unit in here), default=end), parts)
    group.row_clause = _row_heading(draft, table, row, zone, start, end)
    draft.row_headings.append(group.row_clause)
    draft.groups.append(group)


def _row_heading(draft: Draft, table: _Table, row: dict[int, Place], zone: Zone, start: int, end: int) -> Heading:
    numbered = next((row[c] for c, name in table.heads.items() if name == "number" and c in row), None)
    printed = _NUMBER.search(draft.text, *numbered) if numbered else None
    titled = [
        row[c] for c, name in sorted(table.heads.items()) if name == "title" and c in row and row[c][0] < row[c][1]
    ]
    others = [place for place in row.values() if place != numbered and place[0] < place[1]]
    title = titled[0] if titled else max(others, key=lambda place: place[1] - place[0], default=(start, end))
    marker = printed.group() if printed else ""
    cut = cut_heading(draft, title[0], title[1])
    number = int(marker) if marker else 0
    return Heading("", None, 2, 30, number, marker, start, title[0], cut, end, zone)
