"""What a list's template shows, built from the query string: the query string is the whole state of a list."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from qiangxian.contexts.lists import readers
from qiangxian.contexts.lists.types import BatchStep, Cell, Column, Filter, List, ListRow, Query, Viewer
from qiangxian.contexts.people import readers as people
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.decision import Decision, allow
from qiangxian.web.request import Request

CARRIED = ("as_of", "known", "programme")
OWN = frozenset({"page", "after", "format"})
LONGEST_WORDS = 100
FILE_WORDS = {"xlsx": "导出 XLSX", "csv": "导出 CSV", "ics": "导出日历", "print": "打印"}

Place = Callable[[Actor, str, Any], str]


def query_of(declared: List, query: QueryDict) -> Query:
    """The query string as a question; a page that is no number is the first."""
    page = query.get("page", "1")
    return Query(
        text=query.get("q", "").strip()[:LONGEST_WORDS] if declared.search else "",
        filters={entry.key: str(query[entry.key]) for entry in declared.filters if query.get(entry.key)},
        sort=query.get("sort", ""),
        columns=tuple(query.getlist("cols")),
        page=int(page) if page.isdecimal() and len(page) < 8 else 1,
        after=query.get("after", ""),
    )


def altered(query: QueryDict, **changes: Any) -> str:
    """The query string with some parameters set (None: dropped), without empty ones, from the first page."""
    pairs = [(name, value) for name, values in query.lists() for value in values if value]
    pairs = [(name, value) for name, value in pairs if name not in changes and name not in OWN]
    pairs += [(name, str(value)) for name, value in changes.items() if value not in (None, "")]
    return "?" + urlencode(pairs)


def carrying(request: Request, path: str, **more: Any) -> str:
    """A path with the days and the programme of the page."""
    pairs = {name: request.GET[name] for name in CARRIED if request.GET.get(name)} | more
    plain, mark, anchor = path.partition("#")
    return plain + (("&" if "?" in plain else "?") + urlencode(pairs) if plain and pairs else "") + mark + anchor


Option = tuple[str, str, int | None, str]


@dataclass(frozen=True)
class Control:
    """One filter as the bar or the tabs show it: options are value, words, number of rows and address."""

    filter: Filter
    value: str
    options: Sequence[Option]

    @property
    def is_choice(self) -> bool:
        """Whether one chooses; else one types words or a day."""
        return self.filter.choices is not None


@dataclass(frozen=True)
class TableLine:
    """One line of the table: its key, its cells with addresses, and the row itself for cells that draw themselves."""

    key: Any
    cells: list[tuple[Column, Cell, str]]
    row: Any
    is_ticked: bool = False
    group: str = ""

    @property
    def label(self) -> str:
        """What the line is called: its first two cells."""
        return " ".join(cell.text for _, cell, _ in self.cells[:2])


class ListView:
    """All a list's template needs; `place` knows the page of a thing, `step` is the step a form of which is shown again."""

    def __init__(self, request: Request, declared: List, place: Place) -> None:
        self.request, self._place = request, place
        self.viewer = Viewer(request.actor, request.as_of)
        source = cache(declared.source)  # rows worked out in memory are worked out once a page
        self.declared = replace(declared, source=source)
        self.query = query_of(declared, request.GET)
        self.columns = readers.columns_of(declared, self.query)
        self.ticked: Sequence[str] = ()
        self.form: Any = None
        self.error = ""

    @property
    def element(self) -> str:
        """The id of the list on its page."""
        return "list-" + self.declared.name.replace("/", "-")

    @cached_property
    def page(self) -> Any:
        """The page the query string asks for."""
        return readers.list_page(self.declared, self.viewer, self.query)

    @cached_property
    def lines(self) -> list[TableLine]:
        """The rows of the page."""
        return list(self.lines_of(self.page.rows, self.columns))

    def lines_of(self, rows: Iterable[ListRow], columns: Sequence[Column]) -> Iterator[TableLine]:
        """Rows as lines; the first of a group bears its name, as long as they stand in the declared order."""
        group, before = None if self.query.sort else self.declared.group, ""
        for row in rows:
            line = self._line(row, columns)
            if group and (name := group(row.source)) != before:
                line, before = replace(line, group=name), name
            yield line

    def _line(self, row: ListRow, columns: Sequence[Column]) -> TableLine:
        """One row; its first column leads to the row's own page unless the cell leads elsewhere."""
        cells = []
        for place, column in enumerate(columns):
            cell = row.cells.get(column.key, Cell())
            cells.append((column, cell, self._address(cell.about or (row.about if place == 0 else None))))
        return TableLine(row.key, cells, row.source, str(row.key) in self.ticked)

    def _address(self, about: tuple[str, Any] | None) -> str:
        return carrying(self.request, self._place(self.request.actor, *about)) if about else ""

    @property
    def about(self) -> list[tuple[str, str]]:
        """What a file of the list shows, in words; `{rows}` becomes their number."""
        lines = [
            ("内容", self.declared.label),
            ("数据截至", str(self.viewer.as_of)),
            ("行数", "{rows}"),
            *readers.said(self.declared, self.viewer, self.query),
            ("说明", self.note),
            ("提示", "联系人和电话不随文件导出。" if self.declared.has_private else ""),
        ]
        return [line for line in lines if line[1]]

    @property
    def width(self) -> int:
        """How many columns the table has, ticks included."""
        return len(self.columns) + bool(self.steps)

    @property
    def headings(self) -> list[tuple[Column, str, str]]:
        """Every column with the address that sorts by it (empty where none does), and how it is sorted now."""
        sort = self.query.sort or self.declared.order
        return [self._heading(column, sort) for column in self.columns]

    def _heading(self, column: Column, sort: str) -> tuple[Column, str, str]:
        state = {column.key: "ascending", f"-{column.key}": "descending"}.get(sort, "")
        wanted = f"-{column.key}" if state == "ascending" else column.key
        return column, altered(self.request.GET, sort=wanted) if column.order else "", state

    @property
    def column_choices(self) -> list[tuple[Column, bool]]:
        """Every column, and whether it is shown."""
        return [(column, column in self.columns) for column in self.declared.columns]

    @property
    def controls(self) -> list[Control]:
        """The filters of the bar."""
        return [self._control(entry) for entry in self.declared.filters if not entry.hidden and not entry.tabs]

    def _control(self, entry: Filter) -> Control:
        choices = entry.choices(self.viewer) if entry.choices else []
        return Control(entry, entry.value(self.query), [(value, words, None, "") for value, words in choices])

    @cached_property
    def tabs(self) -> list[Control]:
        """The filters shown as tabs, each choice with the number of its rows; a choice without any is left out unless it is
        the one looked at or rows without it are not shown either (the filter has a default)."""
        return [self._tabs(entry) for entry in self.declared.filters if entry.tabs]

    def _tabs(self, entry: Filter) -> Control:
        counts = readers.tab_counts(self.declared, self.viewer, self.query, entry)
        value, choices = entry.value(self.query), entry.choices(self.viewer) if entry.choices else []
        options: list[Option] = (
            []
            if entry.default
            else [("", "全部", sum(counts.values()), altered(self.request.GET, **{entry.key: None}))]
        )
        options += [
            (code, words, counts.get(code, 0), altered(self.request.GET, **{entry.key: code}))
            for code, words in choices
            if counts.get(code) or code == value or entry.default
        ]
        return Control(entry, value, options)

    @property
    def kept_values(self) -> list[tuple[str, str]]:
        """Conditions without a field in the bar, which its form carries on."""
        return [(e.key, self.query.filters[e.key]) for e in self._without_control() if e.key in self.query.filters]

    @property
    def other_values(self) -> list[tuple[str, str]]:
        """Everything the query string says but the columns, for the form that chooses them."""
        left = OWN | {"cols"}
        return [(name, v) for name, values in self.request.GET.lists() for v in values if v and name not in left]

    @property
    def narrowed(self) -> list[tuple[str, str]]:
        """The hidden conditions in words, each with the address that takes it away."""
        return [
            (f"{e.label}：{e.said(self.viewer, self.query.filters[e.key])}", altered(self.request.GET, **{e.key: None}))
            for e in self._without_control()
            if e.hidden and e.key in self.query.filters
        ]

    def _without_control(self) -> list[Filter]:
        return [entry for entry in self.declared.filters if entry.hidden or entry.tabs]

    @property
    def has_search(self) -> bool:
        """Whether words can be typed."""
        return self.declared.search is not None

    @property
    def has_bar(self) -> bool:
        """Whether anything can be asked."""
        return self.has_search or bool(self.controls)

    @property
    def is_asked(self) -> bool:
        """Whether the query string says anything."""
        return bool(self.is_narrowed or self.query.sort or self.query.columns)

    @property
    def is_narrowed(self) -> bool:
        """Whether a condition leaves rows out; tabs of which one is always open are no narrowing."""
        asked = self.query.filters
        free = [e for e in self.declared.filters if not (e.default and e.tabs)]
        return bool(self.query.text) or any(asked.get(e.key, e.default) != e.default for e in free)

    @property
    def note(self) -> str:
        """What the list rests on."""
        return self.declared.note(self.viewer)

    @cached_property
    def _offered(self) -> list[tuple[BatchStep, Decision]]:
        steps = [step for step in self.declared.batch if step.offered(self.query)]
        return [(step, step.decision(self.viewer) if step.decision else allow()) for step in steps]

    @property
    def steps(self) -> list[tuple[BatchStep, Any]]:
        """The steps on ticked rows that the reader may take here, each with its form."""
        return [(step, self._form(step)) for step, decision in self._offered if decision]

    @property
    def refusals(self) -> list[str]:
        """Why the reader may not take the others."""
        return list(dict.fromkeys(decision.reason for _, decision in self._offered if not decision))

    def _form(self, step: BatchStep) -> Any:
        if step.form is None:
            return None
        return self.form if self.form is not None and self.form.prefix == step.code else step.form(prefix=step.code)

    @cached_property
    def views(self) -> list[Any]:
        """The reader's saved views of this list."""
        return list(people.saved_views(self.request.actor.id, self.declared.name)) if self.request.actor.id else []

    @property
    def plain_url(self) -> str:
        """The list without conditions, on the days of the page."""
        return carrying(self.request, self.request.path)

    @property
    def query_string(self) -> str:
        """What is asked, without the page."""
        return altered(self.request.GET)

    @property
    def file_urls(self) -> list[tuple[str, str]]:
        """The addresses of the files and of the paper."""
        return [(FILE_WORDS[form], self._with(format=form)) for form in ("xlsx", "csv", *self.declared.files, "print")]

    @property
    def previous_url(self) -> str:
        """The page before; a cursor cannot go back, there one begins again."""
        if self.page.pages:
            return self._with(page=self.page.page - 1) if self.page.page > 1 else ""
        return altered(self.request.GET) if self.query.after else ""

    @property
    def next_url(self) -> str:
        """The page behind."""
        if self.page.pages:
            return self._with(page=self.page.page + 1) if self.page.page < self.page.pages else ""
        return self._with(after=self.page.next) if self.page.next else ""

    def _with(self, **more: Any) -> str:
        plain = altered(self.request.GET)
        return plain + ("&" if len(plain) > 1 else "") + urlencode(more)
