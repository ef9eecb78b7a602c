"""What the list and the page of enterprises show of the registers above: rights, titles, alliances, filings, contracts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from qiangxian.contexts.lists.sections import Section, SectionLine
from qiangxian.contexts.lists.types import Cell, Viewer, day
from qiangxian.kernel.asof import AsOf

from ..records.additions import adds_columns, adds_sections
from ..records.conditions import standing
from ..records.validity import CERTIFICATE, INTERVAL
from ..rights.models import Holding
from ..titles.models import Title
from ..types import RecordKind

MOST_LINES = 50


def _held(as_of: AsOf) -> QuerySet[Holding]:
    return standing(Holding).filter(INTERVAL.holds(as_of), holder_id__isnull=False)


def _valid(as_of: AsOf) -> QuerySet[Title]:
    return standing(Title).filter(CERTIFICATE.holds(as_of), enterprise_id__isnull=False)


def cells(rows: Sequence[Any], viewer: Viewer) -> list[dict[str, Cell]]:
    """How many rights each holds and which of its titles are valid on the day: two queries, whatever the number of rows."""
    records = [row.record_id for row in rows]
    held = _held(viewer.as_of).filter(holder_id__in=records).values_list("holder_id")
    counts = dict(held.annotate(Count("record_id", distinct=True)).order_by("holder_id"))
    titles = defaultdict(list)
    for title in _valid(viewer.as_of).filter(enterprise_id__in=records).order_by("valid_from", "id"):
        titles[title.enterprise_id].append(title.name)
    return [
        {"rights": _count(record, counts.get(record, 0)), "titles": Cell("、".join(titles[record]))}
        for record in records
    ]


def _count(record_id: int, rights: int) -> Cell:
    return Cell(str(rights), about=("rights_of", record_id) if rights else None, value=rights)


def _titled(viewer: Viewer, wish: str) -> Q:
    valid = _valid(viewer.as_of).filter(division_code__in=viewer.divisions)
    named = Q(record_id__in=valid.values("enterprise_id"))
    return named if wish == "yes" else ~named


def _holding(viewer: Viewer, wish: str) -> Q:
    held = _held(viewer.as_of).filter(division_code__in=viewer.divisions)
    holders = Q(record_id__in=held.values("holder_id"))
    return holders if wish == "yes" else ~holders


adds_columns(RecordKind.ENTERPRISE, cells, titled=_titled, holding=_holding)


@adds_sections(RecordKind.ENTERPRISE)
def sections(row: Any, extra: Mapping[str, Any]) -> Iterable[Section]:
    """Rights of the day and titles are always spoken of, the others where there are any."""
    yield _rights("rights-now", "当日持有的权利", extra["rights_now"], row.record_id)
    if extra["rights_before"]:
        yield _rights("rights-before", "此前或以后持有的权利", extra["rights_before"])
    titled = ("称号", "级别", "有效期", "当日状态")
    yield Section("titles", "资质称号", heads=titled, lines=_titles(extra["titles"]), empty="没有登记称号。")
    for name, code, title, heads, lines in OTHERS:
        if extra[name]:
            yield Section(code, title, heads=heads, lines=[lines(*one) for one in extra[name]])


def _rights(code: str, title: str, rights: Sequence[Any], holder: int = 0) -> Section:
    """The newest; the list shows all that `holder` holds on the day."""
    whole = Cell(f"在列表中查看全部 {len(rights)} 件", about=("rights_of", holder))
    return Section(
        code,
        f"{title}（{len(rights)} 件）",
        pairs=[("其余", whole)] if holder and len(rights) > MOST_LINES else (),
        heads=("号码", "名称", "种类", "当日状态", "届满日"),
        lines=[_right(*one) for one in rights[:MOST_LINES]],
        empty="这一天没有登记在该企业名下的权利。",
    )


def _right(one: Any, state: Cell, expiry_date: date | None) -> SectionLine:
    number = Cell(one.number, about=(RecordKind.RIGHT, one.record_id))
    return SectionLine.of(number, one.title, one.get_type_display(), state, day(expiry_date))


def _titles(titles: Iterable[tuple[Title, Cell]]) -> list[SectionLine]:
    return [
        SectionLine.of(
            Cell(one.name, about=(RecordKind.TITLE, one.record_id)),
            one.get_level_display(),
            f"{one.valid_from} 至 {one.valid_through or '长期'}",
            state,
        )
        for one, state in titles
    ]


def _membership(alliance: int, name: str, span: Any) -> SectionLine:
    return SectionLine.of(
        Cell(name, about=(RecordKind.ALLIANCE, alliance)), span.valid_from or "加入日未登记", day(span.valid_to)
    )


def _filing(one: Any, state: Cell) -> SectionLine:
    number = Cell(one.number, about=(RecordKind.NON_NORMAL, one.record_id))
    return SectionLine.of(number, state, day(one.listed_date), day(one.reinstated_date))


def _contract(one: Any, state: Cell) -> SectionLine:
    number = Cell(one.contract_number, about=(RecordKind.TRUSTEESHIP, one.record_id))
    return SectionLine.of(number, one.agency_name, one.get_mode_display(), state)


OTHERS: tuple[tuple[str, str, str, tuple[str, ...], Any], ...] = (
    ("memberships", "memberships", "行业知识产权保护联盟", ("联盟", "自", "至（不含）"), _membership),
    ("non_normal", "non-normal", "非正常申请", ("申请号", "当日", "通报日", "恢复日"), _filing),
    ("trusteeships", "trusteeships", "托管合同", ("合同", "受托机构", "方式", "当日"), _contract),
)
"""What is said only where there is any: name in `extra`, code, title, heads, how a line is drawn."""
