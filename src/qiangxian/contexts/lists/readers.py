"""One page or all rows of a list, with a number of queries that does not grow with the rows."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.core.cache import cache

from qiangxian.kernel.asof import asked_day
from qiangxian.kernel.errors import Refused

from .sources import Source
from .typed import words_of
from .types import Column, Filter, List, ListRow, Page, Query, Viewer

KEPT_SECONDS = 24 * 60 * 60


def columns_of(declared: List, query: Query) -> list[Column]:
    """The chosen columns in the declared order; without a choice the usual ones."""
    chosen = {declared.column(key).key for key in query.columns}
    return [column for column in declared.columns if (column.key in chosen if chosen else column.shown)]


def file_columns(declared: List, query: Query) -> list[Column]:
    """The columns of a file: without private ones; without a choice also those kept for files."""
    chosen = columns_of(declared, query) if query.columns else [c for c in declared.columns if c.in_file or c.shown]
    return [column for column in chosen if not column.private and column.in_file is not False]


def paper_columns(declared: List, query: Query) -> list[Column]:
    """The columns on paper: those of the screen, without private ones."""
    chosen = columns_of(declared, query)
    return [column for column in chosen if not column.private and (column.on_paper or column.in_file is not False)]


def selection(declared: List, viewer: Viewer, query: Query, *, without: str = "") -> Source:
    """The rows of the filters, unordered; `without` leaves one filter out, to count its values."""
    conditions = _searched(declared, viewer, query.text)
    conditions += [
        _condition(entry, viewer, value)
        for entry in declared.filters
        if entry.key != without and (value := entry.value(query))
    ]
    return declared.source(viewer).narrowed(conditions)


def _searched(declared: List, viewer: Viewer, text: str) -> list[Any]:
    """Every typed word must be met; a search that reads a language of its own gets the text as it stands."""
    if declared.search is None or not text:
        return []
    return [declared.search(viewer, word) for word in ([text] if declared.search_whole else words_of(text))]


def _condition(entry: Filter, viewer: Viewer, value: str) -> Any:
    if entry.choices and value not in {code for code, _ in entry.choices(viewer)}:
        raise Refused("没有这个选项", column=entry.label, value=value, remedy="请从筛选栏中选择")
    return entry.condition(viewer, _day(entry, value) if entry.day else value)


def _day(entry: Filter, value: str) -> date:
    try:
        return asked_day(value)
    except ValueError as remedy:
        raise Refused("日期写法不对", column=entry.label, value=value, remedy=str(remedy)) from None


def ordered(declared: List, rows: Source, sort: str) -> Source:
    """Sorted by a column, `-` for downwards; a list without an order keeps that of its source."""
    sort = sort or declared.order
    if not sort:
        return rows
    column = declared.column(sort.removeprefix("-"))
    if not column.order:
        raise Refused("这一列不能排序", column=column.label, remedy="请改按能点的列头排序")
    return rows.ordered(column.order, down=sort.startswith("-"))


def list_page(declared: List, viewer: Viewer, query: Query, *, size: int = 0) -> Page:
    """One page. Only its own rows are read and worked out; the others are counted, unless the source says how many."""
    size, rows = size or declared.size, selection(declared, viewer, query)
    found = ordered(declared, rows, query.sort)
    if not rows.numbered or query.page <= 1:
        piece = found.piece(0, size, query.after)
        total = _total(declared, viewer, query, rows, piece.total)
        return Page(_filled(declared, viewer, piece.rows), total, 1, _pages(total, size) * rows.numbered, piece.next)
    total = _total(declared, viewer, query, rows)
    page = min(query.page, _pages(total, size))
    some = found.piece((page - 1) * size, size, "").rows if total else []
    return Page(_filled(declared, viewer, some), total, page, _pages(total, size))


def _pages(total: int, size: int) -> int:
    return max(1, -(-total // size))


def total_of(declared: List, viewer: Viewer, query: Query) -> int:
    """The number of rows of the filters. Where the list says what it depends on it is kept, and never an old one."""
    return _total(declared, viewer, query, selection(declared, viewer, query))


def _total(declared: List, viewer: Viewer, query: Query, rows: Source, known: int | None = None) -> int:
    if declared.kept is None:
        return rows.total() if known is None else known
    asked = (declared.name, declared.kept(viewer), str(viewer.as_of), query.text, sorted(query.filters.items()))
    key = "list-total-" + hashlib.sha256(repr(asked).encode()).hexdigest()
    total = known if known is not None else cache.get(key)
    if total is None:
        total = rows.total()
        cache.set(key, total, timeout=KEPT_SECONDS)
    return int(total)


def tab_counts(declared: List, viewer: Viewer, query: Query, entry: Filter) -> Mapping[str, int]:
    """How many rows each choice of a filter has, under all the other conditions."""
    return selection(declared, viewer, query, without=entry.key).counts(entry.tabs)


def all_rows(declared: List, viewer: Viewer, query: Query) -> Iterator[ListRow]:
    """Every row in the order of the list, chunk by chunk, for a file. What is asked wrongly is refused at once."""
    columns_of(declared, query)
    rows = ordered(declared, selection(declared, viewer, query), query.sort)
    return (row for chunk in rows.every() for row in _filled(declared, viewer, chunk))


def _filled(declared: List, viewer: Viewer, rows: Sequence[Any]) -> list[ListRow]:
    cells = declared.cells_of(rows, viewer) if rows else []
    return [ListRow(declared.key(row), declared.link(row), one, row) for row, one in zip(rows, cells, strict=True)]


def said(declared: List, viewer: Viewer, query: Query) -> list[tuple[str, str]]:
    """What was asked, in words: label and value of every condition that holds."""
    conditions = [
        (entry.label, entry.said(viewer, value)) for entry in declared.filters if (value := entry.value(query))
    ]
    return [*([("搜索词", query.text)] if query.text else []), *conditions]
