"""The list of a register on a day: what can be asked of it, and one page or all rows of the answer.

A register says its columns, filters and how its cells are filled; this module does the rest, with a number of queries
that does not grow with the rows."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.cache import cache
from django.db.models import F, Q, QuerySet

from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import Refused

from . import policies
from .models import RegisterClock
from .scope import visible

PAGE_SIZE = 50
CHUNK = 500
KEPT_SECONDS = 24 * 60 * 60


@dataclass(frozen=True)
class Viewer:
    """Who looks, for which days, at which counties."""

    actor: Actor
    as_of: AsOf

    @property
    def divisions(self) -> tuple[str, ...]:
        """The counties in a fixed order."""
        return tuple(sorted(self.actor.division_codes))


@dataclass(frozen=True)
class Cell:
    """What stands in one place of the table; `tone` colours a state, `record` links another register's record."""

    text: str = ""
    tone: str = ""
    record: tuple[str, int] | None = None


@dataclass(frozen=True)
class Column:
    """A column; `order` names the fields that sort it (none: it cannot be sorted); `private` ones never leave in a file."""

    key: str
    label: str
    order: tuple[str, ...] = ()
    shown: bool = True
    number: bool = False
    private: bool = False


@dataclass(frozen=True)
class Filter:
    """One condition of the filter bar; `choices` None means that words are typed."""

    key: str
    label: str
    condition: Callable[[Viewer, str], Q]
    choices: Callable[[Viewer], Sequence[tuple[str, str]]] | None = None
    hidden: bool = False
    day: bool = False


@dataclass(frozen=True)
class Register:
    """One register as a list."""

    kind: str
    label: str
    unit: str
    slug: str
    columns: tuple[Column, ...]
    filters: tuple[Filter, ...]
    search: Callable[[Viewer, str], Q]
    begun: Callable[[AsOf], Q]
    cells: Callable[[Sequence[Any], Viewer], list[dict[str, Cell]]]
    order: str
    next_step: str

    def column(self, key: str) -> Column:
        """The column of that key; an unknown one is refused by name."""
        found = next((column for column in self.columns if column.key == key), None)
        if found is None:
            raise Refused("没有这一列", column="列", value=key, remedy="请从列表上选择要显示的列")
        return found


@dataclass(frozen=True)
class Wish:
    """What the query string asks for."""

    text: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    sort: str = ""
    columns: tuple[str, ...] = ()
    page: int = 1


@dataclass(frozen=True)
class ListRow:
    """One record in the list: its id and its cells by column key."""

    record_id: int
    cells: Mapping[str, Cell]


@dataclass(frozen=True)
class ListPage:
    """One page: rows, the number of all rows of the filter, the page and how many there are."""

    rows: list[ListRow]
    total: int
    page: int
    pages: int


def columns_of(register: Register, wish: Wish) -> list[Column]:
    """The chosen columns in the register's order; without a choice the usual ones."""
    chosen = {register.column(key).key for key in wish.columns}
    return [column for column in register.columns if (column.key in chosen if chosen else column.shown)]


def selection(register: Register, viewer: Viewer, wish: Wish) -> QuerySet[Any]:
    """The rows of the filter, unordered."""
    rows = visible(register.kind, viewer.actor).filter(register.begun(viewer.as_of))
    if wish.text:
        rows = rows.filter(register.search(viewer, wish.text))
    for entry in register.filters:
        if value := wish.filters.get(entry.key, ""):
            rows = rows.filter(_condition(entry, viewer, value))
    return rows


def _condition(entry: Filter, viewer: Viewer, value: str) -> Q:
    if entry.choices and value not in {code for code, _ in entry.choices(viewer)}:
        raise Refused("没有这个选项", column=entry.label, value=value, remedy="请从筛选栏中选择")
    return entry.condition(viewer, value)


def ordered(register: Register, rows: QuerySet[Any], sort: str) -> QuerySet[Any]:
    """Sorted by a column, `-` for downwards; unknown days last; ties by id, so that pages never overlap."""
    sort = sort or register.order
    down = sort.startswith("-")
    column = register.column(sort.removeprefix("-"))
    if not column.order:
        raise Refused("这一列不能排序", column=column.label)
    terms = [F(name).desc(nulls_last=True) if down else F(name).asc(nulls_last=True) for name in column.order]
    return rows.order_by(*terms, "-id" if down else "id")


def list_page(register: Register, viewer: Viewer, wish: Wish, *, size: int = PAGE_SIZE) -> ListPage:
    """One page. Only its own rows are read and worked out; the others are counted."""
    total = total_of(register, viewer, wish)
    pages = max(1, -(-total // size))
    page = min(max(1, wish.page), pages)
    first = (page - 1) * size
    ids = ordered(register, selection(register, viewer, wish), wish.sort).values_list("pk", flat=True)
    return ListPage(_filled(register, viewer, list(ids[first : first + size]) if total else []), total, page, pages)


def total_of(register: Register, viewer: Viewer, wish: Wish) -> int:
    """The number of rows of the filter. It is kept until the registers change: the key holds their revision, so a kept
    number is never an old one."""
    revisions = sorted(RegisterClock.objects.filter(division_code__in=viewer.divisions).values_list("pk", "revision"))
    scope = (viewer.actor.is_system, bool(policies.may_read(viewer.actor)), viewer.actor.enterprise_record_id)
    asked = (
        register.kind,
        scope,
        viewer.divisions,
        revisions,
        str(viewer.as_of),
        wish.text,
        sorted(wish.filters.items()),
    )
    key = "registers-total-" + hashlib.sha256(repr(asked).encode()).hexdigest()
    total = cache.get(key)
    if total is None:
        total = selection(register, viewer, wish).count()
        cache.set(key, total, timeout=KEPT_SECONDS)
    return int(total)


def all_rows(register: Register, viewer: Viewer, wish: Wish) -> Iterator[ListRow]:
    """Every row of the filter in the order of the list, chunk by chunk, for an export."""
    ids = list(ordered(register, selection(register, viewer, wish), wish.sort).values_list("pk", flat=True))
    for first in range(0, len(ids), CHUNK):
        yield from _filled(register, viewer, ids[first : first + CHUNK])


def _filled(register: Register, viewer: Viewer, ids: list[int]) -> list[ListRow]:
    found = visible(register.kind, viewer.actor).in_bulk(ids)
    rows = [found[pk] for pk in ids if pk in found]
    return [ListRow(row.record_id, cells) for row, cells in zip(rows, register.cells(rows, viewer), strict=True)]
