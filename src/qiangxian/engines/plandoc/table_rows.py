"""Rows of tables: tasks with the units of their columns, and indicators with base and aim."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from qiangxian.engines.plandoc import roles, vocabulary
from qiangxian.engines.plandoc.draft import Heading, Paper, Zone
from qiangxian.engines.plandoc.groups import GroupReading
from qiangxian.engines.plandoc.headings import cut_heading
from qiangxian.engines.plandoc.layout import Place
from qiangxian.engines.plandoc.numbers import Quantity, plain, read_numeral
from qiangxian.engines.plandoc.numerals import NUMERALS
from qiangxian.engines.plandoc.tables import NUMBER, SECTION, PlanTable, Row, find_tables
from qiangxian.engines.plandoc.targets import indicator_of
from qiangxian.engines.plandoc.targets.vocabulary import vocabulary as target_words
from qiangxian.engines.plandoc.types import Target

_SUMMED = re.compile(r"\((?:累计|累计数|累计值)\)$")
_UNIT_IN_NAME = re.compile(r"\((?P<unit>[^()]{1,12})\)$")
_EMPTY = re.compile(r"[-—–/\\无\s]*")


def read_tables(draft: Paper) -> None:
    """Read the rows of every table that assigns tasks or states indicators.

    Reads: source (cells), copy, lines, zones. Writes: tables, row_headings, groups, indicators, warnings.
    """
    for table in find_tables(draft):
        draft.tables.append((table.start, table.end))
        draft.indicator_tables += [(table.start, table.end)] if table.has("aim") else []
        zone = next((zone for zone in draft.zones if zone.start <= table.start < zone.end), None)
        if zone is not None:
            _take_over(draft, table, zone)


def _take_over(draft: Paper, table: PlanTable, zone: Zone) -> None:
    above: Row = {}
    ditto = vocabulary.word_set("roles", "ditto")
    for row in table.rows:
        for column, (start, end) in row.items():
            if draft.text[start:end] in ditto and column in above:
                row[column] = above[column]
        if not _is_section(draft, row, zone):
            known = set(above.values())
            own = [place for place in dict.fromkeys(row.values()) if place not in known and place[0] < place[1]]
            _task(draft, table, row, zone, own or list(row.values()))
            _indicators(draft, table, row)
        above = row


def _is_section(draft: Paper, row: Row, zone: Zone) -> bool:
    """A row of one cell such as 一、知识产权保护方面(共5项) becomes a heading."""
    filled = {place for place in row.values() if place[0] < place[1]}
    if len(filled) != 1:
        return False
    start, end = filled.pop()
    match = SECTION.match(draft.text, start, end)
    if match is None:
        return False
    number = NUMERALS.get(match["number"] or match["number2"], 0)
    heading = Heading("", None, 1, 10, number, match.group(), start, match.end(), end, end, zone)
    draft.row_headings.append(heading)
    return True


# -- tasks ---------------------------------------------------------------------------------------------------------------
def _task(draft: Paper, table: PlanTable, row: Row, zone: Zone, own: list[Place]) -> None:
    reading = GroupReading(draft)
    cells = [(row[column], head.kind) for column, head in table.heads.items() if column in row]
    for (start, end), kind in cells:
        if kind in _ROLES and start < end:
            reading.default = kind
            cell = draft.text[start:end]
            labelled = roles.label().match(cell) or roles.short_label().match(cell)
            reading.read(start, end, labels=labelled is not None)
    start, end = min(place[0] for place in own), max(place[1] for place in own)
    if reading.units and reading.doubtful > len(reading.units) // 2:
        message = f"表格中的单位读不出：{draft.printed(start, end)[:60]}，请人工处理"
        draft.warn("group_unread", "error", message, start, end)
        reading = GroupReading(draft)
    elif not reading.units:
        title = _title(table, row, own)
        if (
            title not in own
            or len(own) < 2
            or table.has("aim")
            or not any(head.kind in _ROLES for head in table.heads.values())
        ):
            return
        message = f"表格中这一行没有写明单位：{draft.printed(*title)[:60]}，已作为任务保留，请补录"
        draft.warn("row_without_units", "warning", message, start, end)
    reading.deadline = table.cell(row, "deadline") or reading.deadline
    here = [unit for unit in reading.units if unit.start >= start]
    first, last = min((unit.start for unit in here), default=end), max((unit.end for unit in here), default=end)
    group = reading.built(first, last)
    group.row_clause = _row_heading(draft, table, row, zone, own)
    draft.row_headings.append(group.row_clause)
    draft.groups.append(group)


_ROLES = frozenset(roles.unit_labels().values())


def _row_heading(draft: Paper, table: PlanTable, row: Row, zone: Zone, own: list[Place]) -> Heading:
    start, end = min(place[0] for place in own), max(place[1] for place in own)
    numbered = table.cell(row, "number")
    printed = NUMBER.search(draft.text, *numbered) if numbered else None
    title = _title(table, row, own) or _longest_cell(draft, table, row, own)
    marker = printed.group() if printed else ""
    heading = Heading(
        "", None, 2, 30, int(marker) if marker else 0, marker, start, title[0], cut_heading(draft, *title), end, zone
    )
    stated = table.has("aim")
    heading.cells = [
        row[column]
        for column in sorted(row)
        if row[column] in own and not stated and (column not in table.heads or table.heads[column].kind == "title")
    ]
    return heading


def _longest_cell(draft: Paper, table: PlanTable, row: Row, own: list[Place]) -> Place:
    """No head names the column of items: the longest cell that is no unit, number or day, with a doubt."""
    told = _ROLES | {"number", "deadline"}
    cells = [row[c] for c in row if row[c] in own and not (c in table.heads and table.heads[c].kind in told)]
    whole = min(place[0] for place in own), max(place[1] for place in own)
    place = max(cells, key=lambda cell: cell[1] - cell[0], default=whole)
    message = f"表头没有写明哪一列是任务，按最长的一格“{draft.printed(*place)[:40]}”读取，请核对"
    draft.warn("task_title_guessed", "warning", message, *place)
    return place


def _title(table: PlanTable, row: Row, own: list[Place]) -> Place | None:
    """The first title cell of the row itself; one merged over several rows names none of them."""
    places = [row[c] for c, head in sorted(table.heads.items()) if head.kind == "title" and c in row]
    places = [place for place in places if place[0] < place[1]]
    single = [place for place in places if table.heights[place] == 1]
    return next(iter(single or places), None)


# -- indicators ----------------------------------------------------------------------------------------------------------
def _indicators(draft: Paper, table: PlanTable, row: Row) -> None:
    """One target for each aim of the row, with the base as its baseline."""
    named = table.cell(row, "title") if table.has("aim") else None
    if named is None:
        return
    subject, inner, besides = _subject(draft.text[slice(*named)])
    measure = table.cell(row, "measure")
    unit = "".join(draft.text[slice(*measure)].split()) if measure else inner
    base = next(((row[c], head.year) for c, head in table.heads.items() if head.kind == "base" and c in row), None)
    attribute = table.cell(row, "attribute")
    for column, head in table.heads.items():
        if head.kind != "aim" or column not in row or row[column] == named:
            continue
        start, end = row[column]
        figure = _figure(draft.text[start:end], unit)
        if figure is None:
            if not _EMPTY.fullmatch(draft.text[start:end]):
                message = f"指标“{subject}”的目标值读不出：{draft.printed(start, end)[:40]}，请人工填写"
                draft.warn("indicator_unread", "error", message, start, end)
            continue
        sign, number, parameters = figure
        baseline = _figure(draft.text[slice(*base[0])], unit) if base else None
        if base and baseline:
            parameters |= {"baseline": plain(baseline[1].value)} | ({"baseline_year": base[1]} if base[1] else {})
        if attribute:
            parameters["attribute"] = draft.printed(*attribute)
        code, inside = indicator_of(subject, number.unit)
        draft.indicators.append(
            Target(
                id="",
                task=None,
                text="",
                subject=subject,
                comparator=sign,
                value=plain(number.value),
                unit=number.unit,
                due=head.year,
                kind="flow" if sign == "growth" else "stock",
                hedge=None,
                parameters={**besides, **parameters, **inside},
                indicator=code,
                start=start,
                end=end,
            )
        )


def _subject(printed: str) -> tuple[str, str, dict[str, Any]]:
    """有效注册商标(件), 质押融资金额(累计): the name, the unit in its bracket, and what else a bracket says."""
    name, besides = "".join(printed.split()), {}
    if whole := _SUMMED.search(name):
        name, besides = name[: whole.start()], {"cumulative": True}
    found = _UNIT_IN_NAME.search(name)
    if found and _is_measure(found["unit"]):
        return name[: found.start()], found["unit"], besides
    return name, "", besides


def _is_measure(unit: str) -> bool:
    found = target_words().numbers.find(f"1{unit}")
    return bool(found and found[0].unit and found[0].end == len(unit) + 1)


_CELL = re.compile(
    r"(?P<open>[\[〔【(])?(?P<before>[^\d\[〔【(]{0,8})(?P<number>\d[\d,]*(?:\.\d+)?)(?P<unit>[^\])〕】]{0,10})[\])〕】]?(?P<after>[^\d]{0,6})"
)
_SIGNS = {"≥": ">=", "≤": "<=", ">": ">", "<": "<", "≧": ">=", "≦": "<="}


def _figure(printed: str, unit: str) -> tuple[str, Quantity, dict[str, Any]] | None:
    """≥95, [50], 增长8%, 3000万元, 20左右: the comparator, the figure with its unit, what else the cell says."""
    cell, words = "".join(printed.split()), target_words()
    match = _CELL.fullmatch(cell)
    if match is None:
        return None
    own = next((mark for mark in words.after_of if match["unit"].endswith(mark)), "")
    inner = match["unit"].removesuffix(own) or unit
    found = words.numbers.find(match["number"] + inner)
    if not found or found[0].unit is None:
        value = read_numeral(match["number"]) or Decimal(0)
        found = [Quantity(value, inner or None, "none", 0, len(cell))]
    before = match["before"]
    sign = next((sign for mark, sign in _SIGNS.items() if before.startswith(mark)), None)
    parameters: dict[str, Any] = {"cumulative": True} if match["open"] else {}
    grown = words.growth_before.search(before)
    if grown:
        parameters["direction"] = words.direction_of[grown.word]
        return "growth", found[0], parameters
    after = match["after"] or own
    sign = sign or words.comparator_of.get(before) or words.after_of.get(after) or ">="
    return sign, found[0], parameters
