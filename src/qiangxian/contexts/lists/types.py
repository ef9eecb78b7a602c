"""What a list is made of: who looks, columns, filters, steps on ticked rows, and the declaration that holds them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.decision import Decision
from qiangxian.kernel.errors import Refused

from .sources import Source

PAGE_SIZE = 50
SHORT = 11


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
    """What stands in one place of the table.

    `tone` colours a state; `badge` is a mark behind the text, `note` a second line, `hint` told where one points, `more`
    lines one unfolds; `about` names the thing the text leads to as (kind, key); `value` is what a file keeps where it is no
    text (a number, None for a missing one) or is longer; `data` is for a template that draws the cell."""

    text: str = ""
    tone: str = ""
    about: tuple[str, Any] | None = None
    value: Any = ""
    badge: str = ""
    note: str = ""
    hint: str = ""
    more: tuple[str, ...] = ()
    data: Any = None

    @property
    def is_short(self) -> bool:
        """Whether it stands on one line: a day, a number, a word."""
        return len(self.text) <= SHORT

    @property
    def is_number(self) -> bool:
        """Whether it is a figure, which stands at the right."""
        return isinstance(self.value, int | float | Decimal)

    @property
    def in_file(self) -> Any:
        """What a file keeps."""
        return self.text if self.value == "" else self.value


@dataclass(frozen=True)
class Column:
    """A column; `order` names the fields that sort it (none: it cannot be sorted); `private` ones never leave in a file
    or on paper; `in_file` True ones stand in files although the screen does not show them unless asked, False ones never
    (None: as on the screen), and on paper only where they are `on_paper`: words, not buttons or drawings. `cell`: what stands
    in it for a row (a cell, a day, a word, a figure), where the list does not fill its cells by itself."""

    key: str
    label: str
    order: tuple[str, ...] = ()
    shown: bool = True
    number: bool = False
    private: bool = False
    in_file: bool | None = None
    on_paper: bool = False
    cell: Callable[[Any], Any] = lambda _row: ""


Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Filter:
    """One condition of the filter bar. `condition` answers what the source understands; `choices` None: words are typed,
    or a `day`, which the condition gets as a date.

    `default` holds where nothing is asked; `tabs` names the field whose values are counted, and shows the choices as tabs;
    a `hidden` one has no control, `words` then say what it narrows to."""

    key: str
    label: str
    condition: Callable[[Viewer, Any], Any]
    choices: Callable[[Viewer], Choices] | None = None
    hidden: bool = False
    day: bool = False
    default: str = ""
    tabs: str = ""
    words: Callable[[Viewer, str], str] | None = None

    def value(self, query: "Query") -> str:
        """What is asked for, or else the default."""
        return query.filters.get(self.key, "") or self.default

    def said(self, viewer: Viewer, value: str) -> str:
        """The value as people read it."""
        if self.words:
            return self.words(viewer, value)
        return dict(self.choices(viewer)).get(value, value) if self.choices else value


@dataclass(frozen=True)
class BatchStep:
    """A step on the ticked rows. `take` is called with actor, at, keys and the cleaned fields of `form` (a Django form,
    asked once for all) and answers in words; `offered` says under which values of the filters it makes sense."""

    code: str
    label: str
    take: Callable[..., str]
    form: Any = None
    offered: Callable[["Query"], bool] = lambda _query: True
    decision: Callable[[Viewer], Decision] | None = None


@dataclass(frozen=True)
class Query:
    """What the query string asks for; `after` is the cursor of a source that has no page numbers."""

    text: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    sort: str = ""
    columns: tuple[str, ...] = ()
    page: int = 1
    after: str = ""


@dataclass(frozen=True)
class List:
    """One list. `name` is unique: saved views and the element on the page go by it. `cells` fills the cells of one page's rows;
    else each column fills its own, from rows made `ready` with a fixed number of queries.

    `search` turns a typed word into a condition (None: no field for words); several words must all be met, unless it takes
    the text whole (`search_whole`: a query language of its own). `group` names the heading rows stand under; the
    source gives them in that order. `note` is a sentence on what the list rests on (how far it is complete, its source), told
    on screen, paper and in files. `kept` names everything the number of rows depends on besides the question (who looks, the
    revision of the data): totals are kept under it; None: counted anew. `files` names formats that the page itself answers."""

    name: str
    label: str
    unit: str
    columns: tuple[Column, ...]
    source: Callable[[Viewer], Source]
    cells: Callable[[Sequence[Any], Viewer], Sequence[Mapping[str, Cell]]] | None = None
    ready: Callable[[Sequence[Any], Viewer], Sequence[Any]] = lambda rows, _viewer: rows
    filters: tuple[Filter, ...] = ()
    search: Callable[[Viewer, str], Any] | None = None
    search_label: str = "号码、名称"
    search_whole: bool = False
    order: str = ""
    group: Callable[[Any], str] | None = None
    key: Callable[[Any], Any] = lambda row: row.pk
    link: Callable[[Any], tuple[str, Any] | None] = lambda _row: None
    batch: tuple[BatchStep, ...] = ()
    empty_title: str = "没有内容"
    empty: str = ""
    note: Callable[[Viewer], str] = lambda _viewer: ""
    kept: Callable[[Viewer], Any] | None = None
    size: int = PAGE_SIZE
    files: tuple[str, ...] = ()

    def cells_of(self, rows: Sequence[Any], viewer: Viewer) -> Sequence[Mapping[str, Cell]]:
        """The cells of these rows by column."""
        if self.cells is not None:
            return self.cells(rows, viewer)
        return [{one.key: plain(one.cell(row)) for one in self.columns} for row in self.ready(rows, viewer)]

    def column(self, key: str) -> Column:
        """The column of that key; an unknown one is refused by name."""
        found = next((column for column in self.columns if column.key == key), None)
        if found is None:
            raise Refused("没有这一列", column="列", value=key, remedy="请从列表上选择要显示的列")
        return found

    @property
    def has_private(self) -> bool:
        """Whether something is left out of files."""
        return any(column.private for column in self.columns)


@dataclass(frozen=True)
class ListRow:
    """One row of a page: its key, the thing it leads to, its cells by column, and what it was made of."""

    key: Any
    about: tuple[str, Any] | None
    cells: Mapping[str, Cell]
    source: Any


@dataclass(frozen=True)
class Page:
    """One page; `next` is the cursor of the following one where there are no page numbers (`pages` 0)."""

    rows: list[ListRow]
    total: int
    page: int
    pages: int
    next: str = ""


def plain(value: Any) -> Cell:
    """The cell of a plain value; a cell stays one."""
    if isinstance(value, Cell):
        return value
    return number(value) if isinstance(value, int) else Cell("" if value is None else str(value))


def day(value: date | None) -> Cell:
    """An ISO day."""
    return Cell(value.isoformat() if value else "")


def moment(value: datetime | None) -> Cell:
    """A day and an hour in the county's time."""
    return Cell(f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else "")


def number(value: Any, words: str = "") -> Cell:
    """A number that stays one in a workbook; a missing one is an empty cell there and 未报送 on screen."""
    if value is None:
        return Cell(words or "未报送", value=None)
    return Cell(words or f"{value:,}", value=value)
