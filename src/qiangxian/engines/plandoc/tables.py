"""Tables: where they stand, and what their columns say. Their rows are read in `table_rows`."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from qiangxian.engines.plandoc import roles, vocabulary
from qiangxian.engines.plandoc.brackets import trimmed
from qiangxian.engines.plandoc.draft import Paper, squeezed
from qiangxian.engines.plandoc.layout import Place
from qiangxian.engines.plandoc.unit_lists import is_collective, looks_like_unit

Row = dict[int, Place]

_WITH_PERSON = re.compile("[及和与、/][\u3400-\u9fff]{0,6}(?:人|人员|领导|电话)$")

SECTION = re.compile(
    r"(?P<marker>(?P<number>[一二三四五六七八九十]{1,3})、)|(?P<marker2>\((?P<number2>[一二三四五六七八九十]{1,3})\))"
)
NUMBER = re.compile(r"\d{1,3}")
_LONGEST_HEAD, _MOST_COLUMNS, _ROWS_BEFORE_HEAD, _FEWEST_HEADS = 14, 14, 4, 3


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds: a role, or number, title, deadline, measure, attribute, base, aim (with its year)."""

    kind: str
    year: str | None = None


@dataclass
class PlanTable:
    """Column heads and rows; a section row is a single cell."""

    heads: dict[int, Column]
    rows: list[Row]
    start: int
    end: int

    @cached_property
    def heights(self) -> Counter[Place]:
        """How many rows each cell reaches over."""
        return Counter(place for row in self.rows for place in set(row.values()))

    def cell(self, row: Row, kind: str) -> Place | None:
        """The first filled cell of this kind."""
        for column, head in sorted(self.heads.items()):
            if head.kind == kind and column in row and row[column][0] < row[column][1]:
                return row[column]
        return None

    def has(self, kind: str) -> bool:
        return any(head.kind == kind for head in self.heads.values())


def find_tables(draft: Paper) -> list[PlanTable]:
    """The tables that assign tasks or state indicators, whether the file kept them or they stand one cell a line."""
    found: list[PlanTable] = []
    for table in [*_kept_tables(draft), *_ruled_tables(draft), *_cells_one_a_line(draft)]:
        if not any(other.start < table.end and table.start < other.end for other in found):
            found.append(table)
    _warn_of_lost_grids(draft, found)
    return sorted(found, key=lambda table: table.start)


# -- what a column says --------------------------------------------------------------------------------------------------
@cache
def _heads() -> dict[str, str]:
    columns = {word: name for name, words in vocabulary.rules("roles")["columns"].items() for word in words}
    days = {label: "deadline" for label, name in roles.field_labels().items() if name == "deadline"}
    short = {label: role for label, role in roles.short_labels().items() if len(label) > 2}
    return {**columns, **days, **short, **roles.unit_labels()}


def _head(text: str, upper: str = "") -> Column | None:
    """The head of a column; below a head over several columns its words are joined downward. A remark in it is none of it."""
    if text not in _heads() and re.search(r"\([^()]*(?:为|号)[^()]*\)$", text):
        text = text[: text.rindex("(")]
    if text in _heads():
        return Column(_heads()[text])
    alone = _WITH_PERSON.sub("", text)
    if alone != text and alone in roles.unit_labels():  # 责任单位及责任人
        return Column(roles.unit_labels()[alone])
    if upper and text in roles.short_labels():
        return Column(roles.short_labels()[text])
    whole, given = upper + text, vocabulary.rules("roles")
    year = re.search(given["column_years"], whole)
    for kind in ("base", "aim"):
        if re.search(given[f"column_{kind}"], whole):
            return Column(kind, year["year"] if year else None)
    if year and whole[year.end() :] == "":
        return Column("year", year["year"])
    if re.fullmatch(given["item_head"], text):
        return Column("title")
    if year:
        return Column("year", year["year"])
    return Column(_heads()[upper]) if upper in _heads() else None


def _named(draft: Paper, upper: Row, lower: Row | None = None, body: Sequence[Row] = ()) -> dict[int, Column]:
    heads: dict[int, Column] = {}
    for column, place in (lower or upper).items():
        above = upper.get(column, place)
        words = _words(draft, place)
        head = _head(words) if above == place else _head(words, _words(draft, above))
        if head and words:
            heads[column] = head
    heads |= _short_heads(draft, lower or upper, heads, body)
    kinds = {head.kind for head in heads.values()}
    if "title" in kinds and not kinds & {"aim", "year", *_roles()}:
        heads |= _figured(draft, lower or upper, heads, body)
    return _dated(draft, heads)


def _short_heads(draft: Paper, head: Row, heads: dict[int, Column], body: Sequence[Row]) -> dict[int, Column]:
    """主办, 协办 without 单位 head a column where it holds nothing but names of units."""
    found = {}
    for column in (set(head) - set(heads)) if heads else ():
        role = roles.short_labels().get(_words(draft, head[column]))
        cells = [draft.text[slice(*row[column])].strip() for row in body if role and column in row and len(row) > 1]
        if role and all(_is_unit_cell(cell) for cell in cells if cell) and any(cells):
            found[column] = Column(role)
    return found


def _figured(draft: Paper, head: Row, heads: dict[int, Column], body: Sequence[Row]) -> dict[int, Column]:
    """Beside a column of indicators one that holds nothing but figures is their aim, whatever its head is called."""
    named = (_words(draft, head[column]) for column, one in heads.items() if one.kind == "title")
    if not any(re.search("指标|目标", words) for words in named):
        return {}
    for column in sorted(set(head) - set(heads)):
        cells = [draft.text[slice(*row[column])] for row in body if column in row and len(row) > 1]
        if cells and all(_FIGURE.fullmatch(cell.strip()) for cell in cells):
            return {column: Column("aim")}
    return {}


_FIGURE = re.compile(r"[^\d\n。;]{0,8}\d[\d,.]*[^\d\n。;]{0,10}")


def _words(draft: Paper, place: Place) -> str:
    return squeezed(draft.text[place[0] : place[1]]) if place[1] - place[0] <= _LONGEST_HEAD else ""


def _dated(draft: Paper, heads: dict[int, Column]) -> dict[int, Column]:
    """Heads that make a table: roles beside something else, or indicators with an aim; bare years are told apart."""
    kinds = {head.kind for head in heads.values()}
    years = sorted(head.year for head in heads.values() if head.kind == "year" and head.year)
    if years:
        begin = re.search(r"(?:19|20)\d\d", draft.title_text or "")
        planned = begin is not None and (begin.group() > years[0] or "base" in kinds)
        first = begin.group() if begin is not None and planned else years[min(1, len(years) - 1)]
        aims = "base" if "aim" in kinds and not planned else "aim"
        heads = {
            column: Column("base" if (head.year or "") < first else aims, head.year) if head.kind == "year" else head
            for column, head in heads.items()
        }
        kinds = {head.kind for head in heads.values()}
    assigns = bool(kinds & _roles()) and (bool(kinds - _roles()) or len(heads) > 1)
    return heads if assigns or {"title", "aim"} <= kinds else {}


def _roles() -> frozenset[str]:
    return frozenset(roles.unit_labels().values())


# -- where tables stand --------------------------------------------------------------------------------------------------
def _kept_tables(draft: Paper) -> list[PlanTable]:
    grids: dict[int, dict[int, Row]] = defaultdict(lambda: defaultdict(dict))
    for cell in draft.source.cells:
        place = trimmed(draft.text, draft.copy.located(cell.start), draft.copy.located(cell.end), " \n\t|", " \n\t|")
        for row in range(cell.row, cell.row + cell.height):
            grids[cell.table][row] |= dict.fromkeys(range(cell.column, cell.column + cell.width), place)
    tables = (_headed(draft, [rows[number] for number in sorted(rows)]) for rows in grids.values())
    return [table for table in tables if table]


def _headed(draft: Paper, rows: list[Row]) -> PlanTable | None:
    """The table below the first row, or pair of rows, that names what the columns hold."""
    for number, row in enumerate(rows[:_ROWS_BEFORE_HEAD]):
        below = rows[number + 1 :]
        split = below and any(
            row.get(column) == row.get(column + 1) and below[0].get(column) != below[0].get(column + 1)
            for column in row
        )
        for depth in (2, 1) if split else (1,):
            heads = _named(draft, row, below[0] if depth == 2 else None, rows[number + depth :])
            body = rows[number + depth :]
            if heads and any(body):
                places = [place for row in rows[number:] for place in row.values()]
                return PlanTable(heads, body, min(start for start, _ in places), max(end for _, end in places))
    _warn_of_units(draft, rows)
    return None


def _warn_of_units(draft: Paper, rows: list[Row]) -> None:
    """A table without a known head whose column holds nothing but names of units must not get lost silently."""
    columns: dict[int, dict[Place, None]] = defaultdict(dict)
    for row in rows[1:]:
        for column, place in row.items():
            if place[0] < place[1]:
                columns[column][place] = None
    for places in map(list, columns.values()):
        if len(places) > 1 and all(_is_unit_cell(draft.text[start:end]) for start, end in places):
            message = "表格中有单位名称，但表头认不出，没有读出分工，请人工处理"
            draft.warn("table_unread", "error", message, places[0][0], places[-1][1])
            return


def _is_unit_cell(text: str) -> bool:
    names = [name for name in re.split(r"[、,;\n]", text) if name]
    return all(looks_like_unit(name) or is_collective(name) for name in names) and bool(
        re.search(f"(?:{vocabulary.any_of(vocabulary.rules('units')['unread_endings'])})$", names[0] if names else "")
    )


def _ruled_tables(draft: Paper) -> list[PlanTable]:
    """Rows as lines with | or tabs between the cells."""
    tables: list[PlanTable] = []
    rows: list[Row] = []
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


def _ruled(text: str, start: int) -> Row:
    mark = "|" if text.count("|") >= 2 else "\t"
    if text.count(mark) < 2:
        return {}
    cells, at = {}, start
    for column, piece in enumerate(text.strip(mark).split(mark)):
        at = start + text.index(piece, at - start)
        cells[column] = (at + len(piece) - len(piece.lstrip()), at + len(piece.rstrip()))
        at += len(piece)
    return cells


def _cells_one_a_line(draft: Paper) -> list[PlanTable]:
    """A table that lost its grid: the heads stand one a line, then every row begins with its number."""
    numbers = vocabulary.rules("roles")["columns"]["number"]
    if not any(word in draft.text for word in numbers):
        return []
    filled = [
        (line.start, line.end) for number, line in enumerate(draft.lines) if line.text and number not in draft.furniture
    ]
    tables: list[PlanTable] = []
    at = 0
    while at < len(filled):
        if _words(draft, filled[at]) in numbers:
            table, at = _linear(draft, filled, at)
            tables += [table] if table else []
        at += 1
    return tables


def _linear(draft: Paper, filled: list[Place], at: int) -> tuple[PlanTable | None, int]:
    texts = [squeezed(draft.text[start:end]) for start, end in filled[at : at + _MOST_COLUMNS + 1]]
    width = next((n for n, text in enumerate(texts) if n and (NUMBER.fullmatch(text) or SECTION.match(text))), 0)
    heads = _named(draft, dict(enumerate(filled[at : at + width])))
    rows, end = _linear_rows(draft, filled, at + width, width) if heads else ([], at)
    if not rows:
        return None, at
    return PlanTable(heads, rows, filled[at][0], filled[end - 1][1]), end - 1


def _linear_rows(draft: Paper, filled: list[Place], at: int, width: int) -> tuple[list[Row], int]:
    rows: list[Row] = []
    while at < len(filled):
        text = draft.text[slice(*filled[at])]
        if SECTION.match(text) and len(text) < 60:
            rows.append({0: filled[at]})
            at += 1
        elif NUMBER.fullmatch(text):
            cells = _row_cells(draft, filled, at, width)
            rows.append(_columned(cells, width))
            at += len(cells)
        else:
            break
    while rows and len(rows[-1]) == 1:  # the heading behind the table is no section of it
        rows.pop()
        at -= 1
    return rows, at


def _row_cells(draft: Paper, filled: list[Place], at: int, width: int) -> list[Place]:
    """The lines up to the next number or section; the last row ends with its last column."""
    number = int(draft.text[slice(*filled[at])])
    for size in range(1, min(3 * width, len(filled) - at)):
        text = draft.text[slice(*filled[at + size])]
        following = NUMBER.fullmatch(text) and number < int(text) <= number + 10 and size >= width - 1
        if following or (size >= width and SECTION.match(text)):
            return filled[at : at + size]
    return filled[at : at + width]


def _columned(cells: list[Place], width: int) -> Row:
    """The cells under their columns; of a cell broken into several lines the longest one takes the surplus."""
    surplus = len(cells) - width
    if surplus <= 0:
        return dict(enumerate(cells))
    longest = max(range(1, len(cells)), key=lambda place: cells[place][1] - cells[place][0])
    first = min(max(1, longest - surplus), width - 1)
    merged = [*cells[:first], (cells[first][0], cells[first + surplus][1]), *cells[first + surplus + 1 :]]
    return dict(enumerate(merged))


# -- paper ---------------------------------------------------------------------------------------------------------------
def _warn_of_lost_grids(draft: Paper, found: list[PlanTable]) -> None:
    """The text layer of a PDF gives the words of a table without its cells: say where, nothing in it can be trusted."""
    message = "PDF 中的表格无法还原行列，表内的指标、任务和单位没有读出，请上传 Word 或网页版本，或人工补录"
    drawn = [(draft.copy.located(start), draft.copy.located(end)) for start, end in draft.source.grids]
    heads = [match.span() for match in _torn_heads().finditer(draft.text)] if draft.source.paged else []
    for start, end in [
        *drawn,
        *(head for head in heads if not any(head[0] < end and start < head[1] for start, end in drawn)),
    ]:
        if not any(table.start < end and start < table.end for table in found):
            draft.warn("table_unreadable", "error", message, start, end)


@cache
def _torn_heads() -> re.Pattern[str]:
    """Three heads in a row with nothing but breaks and bits of other heads between them, where no rules are drawn."""
    words = [word for word in _heads() if len(word) > 1] + ["基期", "目标值", "现状"]
    head = "|".join(r"\s*".join(map(re.escape, word)) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?:{head})(?:[^、,。:;()《》]{{0,10}}?(?:{head})){{{_FEWEST_HEADS - 1},}}(?![:;、])")
