"""What the pages of 到期与提醒 show, built from the query string: it is the whole state of a list."""

from dataclasses import dataclass

from django.http import QueryDict

from qiangxian.contexts.lists.types import Viewer
from qiangxian.contexts.registers.due import readers as readers
from qiangxian.contexts.registers.due.readers import DueKind, DuePage, DueWish, Payment
from qiangxian.contexts.registers.records import policies
from qiangxian.contexts.registers.records.words import townships
from qiangxian.web.lists.pages import altered
from qiangxian.web.request import Request


@dataclass(frozen=True)
class Tab:
    """One kind with its number and its address."""

    label: str
    count: int
    url: str
    current: bool


@dataclass(frozen=True)
class Heading:
    """A sortable column: its address, and how it is sorted now."""

    label: str
    url: str
    sorted: str


@dataclass(frozen=True)
class DueView:
    """All the list's template needs."""

    page: DuePage
    wish: DueWish
    tabs: list[Tab]
    headings: dict[str, Heading]
    windows: list[tuple[str, str]]
    payments: list[tuple[str, str]]
    townships: list[tuple[str, str]]
    narrowed: list[tuple[str, str]]
    query: str
    previous_url: str
    next_url: str
    is_narrowed: bool


def must_read(request: Request) -> None:
    """Staff of a county only; an enterprise has its own page."""
    policies.may_read.anywhere(request.actor).demand("企业用户请从“我的企业”查看自己的年费与期限")


def wish_of(query: QueryDict) -> DueWish:
    """The query string as a wish; a page that is no number is the first."""
    page = query.get("page", "1")
    return DueWish(
        kind=query.get("kind", ""),
        window=query.get("window", ""),
        payment=query.get("payment", ""),
        holder=query.get("holder", ""),
        township=query.get("township", ""),
        text=query.get("q", "").strip()[:100],
        sort=query.get("sort", ""),
        page=int(page) if page.isdecimal() and len(page) < 8 else 1,
    )


def due_view(request: Request) -> DueView:
    """Read the page the query string asks for."""
    viewer, wish, query = Viewer(request.actor, request.as_of), wish_of(request.GET), request.GET
    page = readers.due_page(viewer, wish)
    plain = altered(query)
    step = "&" if len(plain) > 1 else ""
    return DueView(
        page=page,
        wish=wish,
        tabs=_tabs(page, wish, query),
        headings={name: _heading(name, label, wish, query) for name, label in HEADINGS},
        windows=readers.windows(viewer),
        payments=Payment.choices,
        townships=townships(viewer),
        narrowed=_narrowed(viewer, wish, query),
        query=plain,
        previous_url=f"{plain}{step}page={page.page - 1}" if page.page > 1 else "",
        next_url=f"{plain}{step}page={page.page + 1}" if page.page < page.pages else "",
        is_narrowed=bool(wish.window or wish.payment or wish.holder or wish.township or wish.text),
    )


HEADINGS = (("day", "最后一日"), ("due_date", "应缴（届满）日"))


def _tabs(page: DuePage, wish: DueWish, query: QueryDict) -> list[Tab]:
    """All kinds that have something, and the one that is looked at even where it has nothing."""
    every = Tab("全部", sum(page.counts.values()), altered(query, kind=None), not wish.kind)
    kinds = [kind for kind in DueKind if page.counts.get(kind) or kind == wish.kind]
    one_each = [Tab(k.label, page.counts.get(k, 0), altered(query, kind=k.value), k == wish.kind) for k in kinds]
    return [every, *one_each]


def _heading(name: str, label: str, wish: DueWish, query: QueryDict) -> Heading:
    up, down = wish.sort == name, wish.sort == f"-{name}"
    url = altered(query, sort=f"-{name}" if up else name)
    return Heading(label, url, "ascending" if up else "descending" if down else "")


def _narrowed(viewer: Viewer, wish: DueWish, query: QueryDict) -> list[tuple[str, str]]:
    """Conditions that have no field in the bar: in words, with the address that drops them."""
    if not wish.holder:
        return []
    return [(f"权利人：{readers.holder_words(viewer, wish.holder)}", altered(query, holder=None))]


def about(request: Request, count: str = "") -> list[tuple[str, str]]:
    """The second sheet of a workbook: what it shows, for which day, and who took it."""
    wish, viewer = wish_of(request.GET), Viewer(request.actor, request.as_of)
    words = [
        ("内容", "到期与提醒"),
        ("截至日期", str(request.as_of)),
        ("种类", DueKind(wish.kind).label if wish.kind in DueKind.values else "全部"),
        ("时间", dict(readers.windows(viewer)).get(wish.window, "全部")),
        ("缴费登记", dict(Payment.choices).get(wish.payment, "全部")),
        ("搜索词", wish.text or "无"),
        ("导出人", request.actor.label),
        ("提示", "未登记缴费不等于未缴；金额和日期以缴费通知书和专利登记簿为准"),
    ]
    return [*words, ("行数", count)] if count else words
