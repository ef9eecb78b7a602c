"""What a list page shows, built from the query string: the query string is the whole state of a list."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from qiangxian.contexts.people import readers as people
from qiangxian.contexts.registers import readers
from qiangxian.contexts.registers.readers import Column, ListPage, Register, Viewer, Wish
from qiangxian.contexts.registers.records import policies
from qiangxian.kernel import division
from qiangxian.kernel.errors import NotAllowed, NotFound, Refused
from qiangxian.web.request import Request

SLUGS = {register.slug: register for register in readers.REGISTERS}
KINDS = {register.kind: register for register in readers.REGISTERS}
COMPLETENESS = {"complete": "完整", "partial": "部分", "missing": "未声明"}


def register_named(slug: str) -> Register:
    """The register of that address."""
    if slug not in SLUGS:
        raise NotFound("没有这个登记库", remedy="请从登记库首页进入")
    return SLUGS[slug]


def must_read(request: Request) -> None:
    """Staff of a county only; an enterprise has its own page."""
    if not (decision := policies.may_read(request.actor)).allowed:
        raise NotAllowed(decision.reason, remedy="企业用户请从“我的企业”查看自己的登记")


def division_of(request: Request) -> str:
    """The county a new record or a declaration belongs to: the one asked for, else the actor's first."""
    codes = sorted(request.actor.division_codes)
    asked = request.GET.get("division") or request.POST.get("division") or ""
    if asked and asked not in codes:
        raise NotAllowed("只能查看和维护本县（市、区）的登记库。")
    if not codes and not asked:
        raise NotAllowed("账号还没有所属的县（市、区）。", remedy="请联系安全管理员授予角色")
    return asked or codes[0]


def viewer_of(request: Request) -> Viewer:
    """Who looks, for which days."""
    return Viewer(request.actor, request.as_of)


def wish_of(register: Register, query: QueryDict) -> Wish:
    """The query string as a wish; a page that is no number is the first."""
    page = query.get("page", "1")
    return Wish(
        text=query.get("q", "").strip()[:100],
        filters={entry.key: str(query[entry.key]) for entry in register.filters if query.get(entry.key)},
        sort=query.get("sort", ""),
        columns=tuple(query.getlist("cols")),
        page=int(page) if page.isdecimal() and len(page) < 8 else 1,
    )


def altered(query: QueryDict, **changes: Any) -> str:
    """The query string with some parameters set (None: dropped), without empty ones, from the first page."""
    pairs = [(name, value) for name, values in query.lists() for value in values if value]
    pairs = [(name, value) for name, value in pairs if name not in changes and name != "page"]
    pairs += [(name, str(value)) for name, value in changes.items() if value not in (None, "")]
    return "?" + urlencode(pairs)


@dataclass(frozen=True)
class Heading:
    """A column's head: sortable ones carry the address that sorts by them, and how they are sorted now."""

    column: Column
    url: str
    sorted: str


@dataclass(frozen=True)
class Choice:
    """One filter of the bar with its options and what is chosen."""

    key: str
    label: str
    value: str
    options: list[tuple[str, str]]
    day: bool


@dataclass(frozen=True)
class Table:
    """One line of the list: the address of its record and its cells with addresses."""

    record_id: int
    url: str
    cells: list[tuple[Column, Any, str]]


@dataclass(frozen=True)
class ListView:
    """All a list template needs."""

    register: Register
    headings: list[Heading]
    lines: list[Table]
    page: ListPage
    choices: list[Choice]
    hidden: list[tuple[str, str]]
    narrowed: list[tuple[str, str]]
    column_choices: list[tuple[Column, bool]]
    wish: Wish
    views: list[Any]
    query: str
    previous_url: str
    next_url: str
    through: date | None
    completeness: str
    completeness_words: str
    is_narrowed: bool


def list_view(request: Request, register: Register) -> ListView:
    """Read the page the query string asks for."""
    viewer, query = viewer_of(request), request.GET
    wish = wish_of(register, query)
    page = readers.list_page(register, viewer, wish)
    columns = readers.columns_of(register, wish)
    declared = readers.reported_through(division_of(request)).get(register.kind)
    through = declared.through_date if declared else None
    completeness = readers.completeness(through, request.as_of.effective)
    return ListView(
        register=register,
        headings=[_heading(register, column, wish, query) for column in columns],
        lines=[_line(request, register, row, columns) for row in page.rows],
        page=page,
        choices=[_choice(entry, viewer, wish) for entry in register.filters if not entry.hidden],
        hidden=[(entry.key, wish.filters[entry.key]) for entry in register.filters if _is_set(entry, wish)],
        narrowed=_narrowed(request, register, wish),
        column_choices=[(column, column in columns) for column in register.columns],
        wish=wish,
        views=list(people.saved_views(request.actor.id, page_name(register))) if request.actor.id else [],
        query=altered(query),
        previous_url=altered(query) + _page_part(page.page - 1) if page.page > 1 else "",
        next_url=altered(query) + _page_part(page.page + 1) if page.page < page.pages else "",
        through=through,
        completeness=completeness,
        completeness_words=COMPLETENESS[completeness],
        is_narrowed=bool(wish.text or wish.filters),
    )


def page_name(register: Register) -> str:
    """Under which name saved views of this list are kept."""
    return f"registers/{register.slug}"


def _page_part(number: int) -> str:
    return f"&page={number}"


def _is_set(entry: Any, wish: Wish) -> bool:
    return entry.hidden and entry.key in wish.filters


def _narrowed(request: Request, register: Register, wish: Wish) -> list[tuple[str, str]]:
    """The conditions that have no control in the bar, each with the address that takes it away."""
    found = []
    for entry in register.filters:
        if _is_set(entry, wish):
            value = wish.filters[entry.key]
            row = readers.visible("enterprise", request.actor).filter(record_id=value).first()
            found.append((f"{entry.label}：{row.name if row else value}", altered(request.GET, **{entry.key: None})))
    return found


def _heading(register: Register, column: Column, wish: Wish, query: QueryDict) -> Heading:
    sort = wish.sort or register.order
    state = {column.key: "ascending", f"-{column.key}": "descending"}.get(sort, "")
    url = altered(query, sort=f"-{column.key}" if state == "ascending" else column.key) if column.order else ""
    return Heading(column, url, state)


def _choice(entry: Any, viewer: Viewer, wish: Wish) -> Choice:
    options = list(entry.choices(viewer)) if entry.choices else []
    return Choice(entry.key, entry.label, wish.filters.get(entry.key, ""), options, entry.day)


def _line(request: Request, register: Register, row: Any, columns: list[Column]) -> Table:
    url = address(request, register.slug, row.record_id)
    cells = []
    for place, column in enumerate(columns):
        cell = row.cells[column.key]
        link = url if place == 0 else ""
        if cell.record:
            link = address(request, KINDS[cell.record[0]].slug, cell.record[1])
        if column.key == "rights" and cell.text != "0":
            link = _carrying(request, reverse("desk:register", args=["rights"]), holder=row.record_id)
        cells.append((column, cell, link))
    return Table(row.record_id, url, cells)


def address(request: Request, slug: str, record_id: int) -> str:
    """The page of a record, keeping the days."""
    return _carrying(request, reverse("desk:record", args=[slug, record_id]))


def _carrying(request: Request, path: str, **more: Any) -> str:
    pairs = {name: request.GET[name] for name in ("as_of", "known", "programme") if request.GET.get(name)} | more
    return path + (f"?{urlencode(pairs)}" if pairs else "")


def record_url(kind: str, key: str) -> str:
    """The address of a record by its natural key, for proofs of figures."""
    if kind not in KINDS:
        raise Refused("没有这种登记", value=kind)
    return reverse("desk:record_by_key", args=[KINDS[kind].slug, key])


def division_name(code: str) -> str:
    """The county's name."""
    return division.find(code).name
