"""What falls due, as a list: filtered, sorted and paged for the county's staff, and the calendar of one enterprise.

What a county's list rests on is found once a day and revision of its registers, and kept; a page then costs as many queries as
it needs to fill its own lines."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.cache import cache
from django.db.models import Q

from qiangxian.contexts.lists.readers import KEPT_SECONDS
from qiangxian.contexts.lists.types import Viewer
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.calendar import add_months
from qiangxian.kernel.check import normalise
from qiangxian.kernel.errors import NotAllowed, NotFound, Refused
from qiangxian.kernel.roles import STAFF, own_enterprise

from ..enterprises.models import Enterprise
from ..records import policies
from ..records.conditions import interval_holds, recorded
from ..records.models import RegisterClock
from ..records.names import fold_name
from ..rights.models import Holding, Right
from .filling import fill
from .finding import find, find_of
from .rules import general
from .types import Costs, DueItem, DueKind, Found, Payment

__all__ = ["Costs", "DueItem", "DueKind", "DuePage", "DueWish", "Payment", "all_due", "due_page", "own_due", "windows"]

PAGE_SIZE = 50
CHUNK = 500
PAST = "past"
SORTS = ("day", "-day", "due_date", "-due_date")


@dataclass(frozen=True)
class DueWish:
    """What the query string asks for; empty: everything."""

    kind: str = ""
    window: str = ""
    payment: str = ""
    holder: str = ""
    township: str = ""
    text: str = ""
    sort: str = ""
    page: int = 1


@dataclass(frozen=True)
class DuePage:
    """One page; `counts`: how many of each kind the other conditions leave."""

    items: list[DueItem]
    total: int
    page: int
    pages: int
    counts: dict[str, int]


def found_in(division_code: str, as_of: AsOf) -> list[Found]:
    """Everything that falls due in the county; kept until its registers change or another day is asked for."""
    clock = RegisterClock.objects.filter(pk=division_code).values_list("revision", "changed_at").first()
    days = (as_of.effective, as_of.known)
    key = "registers-due-" + hashlib.sha256(repr((division_code, clock, days)).encode()).hexdigest()
    kept = cache.get(key)
    if kept is None:
        kept = [tuple(one) for one in find(division_code, as_of)]
        cache.set(key, kept, timeout=KEPT_SECONDS)
    return list(map(Found._make, kept))


def due_page(viewer: Viewer, wish: DueWish, *, size: int = PAGE_SIZE) -> DuePage:
    """One page of what falls due in the viewer's counties."""
    chosen, counts = _chosen(viewer, wish)
    pages = max(1, -(-len(chosen) // size))
    page = min(max(1, wish.page), pages)
    first = (page - 1) * size
    return DuePage(fill(chosen[first : first + size], viewer.as_of), len(chosen), page, pages, counts)


def all_due(viewer: Viewer, wish: DueWish) -> Iterator[DueItem]:
    """Every line of the list in its order, chunk by chunk, for a file."""
    chosen, _counts = _chosen(viewer, wish)
    yield from filled(chosen, viewer.as_of)


def filled(found: Sequence[Found], as_of: AsOf) -> Iterator[DueItem]:
    """Lines of any number, a chunk at a time."""
    for first in range(0, len(found), CHUNK):
        yield from fill(found[first : first + CHUNK], as_of)


def own_due(actor: Actor, as_of: AsOf) -> list[DueItem]:
    """The calendar of the actor's own enterprise: fees of the next twelve months, terms, renewals, pledges."""
    if actor.enterprise_record_id is None or not own_enterprise.anywhere(actor):
        raise NotAllowed("这里是企业用户查看自己权利的页面。", remedy="工作人员请从工作台的“到期与提醒”查看")
    found = []
    for code in sorted(actor.divisions("enterprise")):
        until = add_months(as_of.effective, general("calendar_months", as_of.effective, code))
        found += find_of(code, as_of, actor.enterprise_record_id, until)
    return fill(_sorted(found, "", as_of.effective), as_of)


def _chosen(viewer: Viewer, wish: DueWish) -> tuple[list[Found], dict[str, int]]:
    if not policies.may_read.anywhere(viewer.actor):
        return [], {}
    _check(viewer, wish)
    found = [one for code in sorted(viewer.actor.divisions(*STAFF)) for one in found_in(code, viewer.as_of)]
    if (records := _records(viewer, wish)) is not None:
        found = [one for one in found if one.record_id in records]
    today = viewer.as_of.effective
    if wish.window == PAST:
        found = [one for one in found if one.day < today]
    elif wish.window:
        found = [one for one in found if 0 <= (one.day - today).days <= int(wish.window)]
    if wish.payment:
        found = [one for one in found if one.payment == wish.payment]
    counts = Counter(one.kind for one in found)
    if wish.kind:
        found = [one for one in found if one.kind == wish.kind]
    return _sorted(found, wish.sort, today), dict(counts)


def _sorted(found: list[Found], sort: str, today: date) -> list[Found]:
    """By a column; without one what can still be done in time comes first, the soonest at the top, then what is past."""
    if not sort:
        ordered = sorted(found)
        return [one for one in ordered if one.day >= today] + [one for one in ordered if one.day < today]
    name = sort.removeprefix("-")
    ordered = sorted(found, key=lambda one: (getattr(one, name), one))
    return ordered[::-1] if sort.startswith("-") else ordered


def windows(viewer: Viewer) -> list[tuple[str, str]]:
    """The spans the list offers, by the rulebook of the viewer's county."""
    code = viewer.divisions[0] if viewer.divisions else ""
    days = general("list_days", viewer.as_of.effective, code)
    return [*((str(count), f"{count} 日内") for count in days), (PAST, "已过最后一日")]


def _check(viewer: Viewer, wish: DueWish) -> None:
    for value, allowed, label in (
        (wish.kind, DueKind.values, "种类"),
        (wish.window, [code for code, _ in windows(viewer)], "时间"),
        (wish.payment, Payment.values, "缴费登记"),
        (wish.sort, SORTS, "排序"),
    ):
        if value and value not in allowed:
            raise Refused("没有这个选项", column=label, value=value, remedy="请从筛选栏中选择")


def _records(viewer: Viewer, wish: DueWish) -> set[int] | None:
    """The rights that holder, township and words leave; None: no such condition."""
    if not (wish.holder or wish.township or wish.text):
        return None
    rights = Right.objects.filter(recorded(), division_code__in=viewer.divisions)
    held = Holding.objects.filter(recorded(), interval_holds(viewer.as_of), division_code__in=viewer.divisions)
    if wish.holder:
        if not wish.holder.isdecimal():
            raise Refused("没有这家企业", column="权利人", value=wish.holder)
        rights = rights.filter(record_id__in=held.filter(holder_id=int(wish.holder)).values("record_id"))
    if wish.township:
        firms = Enterprise.objects.filter(
            recorded(), division_code__in=viewer.divisions, township_code=wish.township
        ).values("record_id")
        rights = rights.filter(record_id__in=held.filter(holder_id__in=firms).values("record_id"))
    if wish.text:
        number = normalise(wish.text).removeprefix("ZL").removeprefix("CN")
        named = held.filter(folded_name__contains=fold_name(wish.text)).values("record_id")
        rights = rights.filter(Q(number__startswith=number) | Q(title__icontains=wish.text) | Q(record_id__in=named))
    return set(rights.values_list("record_id", flat=True))


def holder_words(viewer: Viewer, record_id: str) -> str:
    """The name of the enterprise a list is narrowed to."""
    found = Enterprise.objects.filter(
        recorded(), division_code__in=viewer.divisions, record_id=int(record_id) if record_id.isdecimal() else 0
    ).first()
    if found is None:
        raise NotFound("没有这家企业", remedy="请去掉权利人条件")
    return found.name
