"""The register of rights as a list: status of the page's rows by the law's engine, in force as a condition on sets."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Q

from qiangxian.contexts.lists.types import Cell, Column, Filter, Viewer, day
from qiangxian.engines.lifecycle.status import Status, legal
from qiangxian.engines.metrics.measures import Question
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.check import normalise
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.words import word

from ...records.conditions import holds, interval_holds, recorded
from ...records.lists import register
from ...records.names import fold_name
from ...records.scope import visible
from ...records.words import holder_name, state_words
from ...types import RecordKind, RightType
from ..in_force import annulled, begun, listed, on_day
from ..lifecycle_facts import right_facts
from ..models import AnnualFee, Holding, LegalEvent, Right
from ..words import sub_key_words
from .excluding import excluded_rights

SHOWN_HOLDERS = 2
NEVER_BEGUN = frozenset({"not_granted", "closed"})


def statuses(rights: Sequence[Right], as_of: AsOf) -> dict[int, Status]:
    """The status of these rights on the day, by record: two queries, whatever their number."""
    records = [right.record_id for right in rights]
    events, fees = defaultdict(list), defaultdict(list)
    for event in LegalEvent.objects.filter(recorded(), record_id__in=records):
        events[event.record_id].append(event)
    for fee in AnnualFee.objects.filter(recorded(), record_id__in=records):
        fees[fee.record_id].append(fee)
    return {
        right.record_id: legal(
            right_facts(right, events[right.record_id], fees[right.record_id]), as_of.effective, as_of.known
        )
        for right in rights
    }


def status_cell(status: Status, *, excluded: bool = False) -> Cell:
    """The state in a word, with the flags that stand beside it; `excluded`: on the non-normal list, out of every count."""
    words, tone = state_words(status.state)
    flags = "、".join(
        [*(word("right_flags", flag) for flag in status.flags), *(["非正常申请，不计入"] if excluded else [])]
    )
    return Cell(f"{words}（{flags}）" if flags else words, tone)


def holders_on(records: Iterable[int], as_of: AsOf) -> dict[int, list[Holding]]:
    """Who holds these rights on the day, in rank order."""
    found: dict[int, list[Holding]] = defaultdict(list)
    rows = Holding.objects.filter(recorded(), record_id__in=list(records)).order_by("rank", "id")
    for row in rows:
        if holds(row, as_of):
            found[row.record_id].append(row)
    return found


def cells(rights: Sequence[Right], viewer: Viewer) -> list[dict[str, Cell]]:
    """The cells of some rights."""
    held = holders_on([right.record_id for right in rights], viewer.as_of)
    states = statuses(rights, viewer.as_of)
    excluded = excluded_rights([right.record_id for right in rights], viewer.as_of)
    return [
        _cells(right, held[right.record_id], states[right.record_id], right.record_id in excluded) for right in rights
    ]


def _cells(right: Right, holders: list[Holding], status: Status, excluded: bool) -> dict[str, Cell]:
    names = [holder_name(row.holder_name, row.match_state) for row in holders]
    shown = "、".join(names[:SHOWN_HOLDERS]) + (f" 等 {len(names)} 个" if len(names) > SHOWN_HOLDERS else "")
    first = holders[0].holder_id if holders else None
    return {
        "number": Cell(right.number, badge="存疑" if right.number_status == "suspect" else ""),
        "sub_key": Cell(sub_key_words(right.sub_key)),
        "title": Cell(right.title),
        "type": Cell(RightType(right.type).label),
        "holders": Cell(shown, about=(RecordKind.ENTERPRISE, first) if first else None),
        "status": status_cell(status, excluded=excluded),
        "since": day(status.since),
        "filing_date": day(right.filing_date),
        "grant_date": day(right.grant_date or right.registration_date),
        "expiry_date": day(None if status.state in NEVER_BEGUN else status.expiry_date),
        "publication_number": Cell(right.publication_number),
        "classification": Cell(right.classification),
        "inventors": Cell(right.inventors),
        "agency_name": Cell(right.agency_name),
    }


def search(viewer: Viewer, text: str) -> Q:
    """A number as typed (with ZL or CN), words of the name, or a holder's name."""
    number = normalise(text).removeprefix("ZL").removeprefix("CN")
    held = Holding.objects.filter(recorded(), division_code__in=viewer.divisions, folded_name__contains=fold_name(text))
    return Q(number__startswith=number) | Q(title__icontains=text) | Q(record_id__in=held.values("record_id"))


def _in_state(viewer: Viewer, state: str) -> Q:
    condition = Q(pk__in=())
    for code in viewer.divisions:
        condition |= Q(division_code=code) & _in_state_of(on_day(code, viewer.as_of), state)
    return condition


def _in_state_of(question: Question, state: str) -> Q:
    if state == "in_force":
        return listed(question)
    if state == "ended":
        return begun(question) & ~listed(question)
    return begun(question) & ~annulled(question) if state == "granted" else ~begun(question)


def _held_by(viewer: Viewer, record_id: str) -> Q:
    if not record_id.isdecimal():
        raise Refused("没有这家企业", column="权利人", value=record_id)
    held = Holding.objects.filter(recorded(), interval_holds(viewer.as_of), holder_id=int(record_id))
    return Q(record_id__in=held.values("record_id"))


def _holder_words(viewer: Viewer, record_id: str) -> str:
    row = visible("enterprise", viewer.actor).filter(record_id=record_id).first()
    return row.name if row else record_id


STATES = (
    ("in_force", "当日有效"),
    ("granted", "已授权（含已失效）"),
    ("ended", "曾授权、当日已失效"),
    ("pending", "尚未授权"),
)

RIGHTS = register(
    kind=RecordKind.RIGHT,
    label="知识产权",
    unit="件",
    slug="rights",
    columns=(
        Column("number", "申请（注册）号", ("number", "sub_key")),
        Column("title", "名称", ("title",)),
        Column("type", "种类", ("type", "filing_date")),
        Column("holders", "权利人"),
        Column("status", "当日状态"),
        Column("filing_date", "申请日", ("filing_date",)),
        Column("grant_date", "授权（注册）日", ("grant_date", "registration_date")),
        Column("expiry_date", "届满日", ("expiry_date",)),
        Column("since", "状态起始日", shown=False),
        Column("sub_key", "类别", ("sub_key",), shown=False),
        Column("publication_number", "公开（公告）号", ("publication_number",), shown=False),
        Column("classification", "分类号", ("classification",), shown=False),
        Column("inventors", "发明人（设计人）", shown=False),
        Column("agency_name", "代理机构", ("agency_name",), shown=False),
    ),
    filters=(
        Filter("type", "种类", lambda _viewer, value: Q(type=value), lambda _viewer: RightType.choices),
        Filter("state", "状态", _in_state, lambda _viewer: STATES),
        Filter("filed_from", "申请日起", lambda _viewer, value: Q(filing_date__gte=value), day=True),
        Filter("filed_to", "申请日止", lambda _viewer, value: Q(filing_date__lte=value), day=True),
        Filter("holder", "权利人", _held_by, hidden=True, words=_holder_words),
    ),
    search=search,
    begun=lambda as_of: Q(filing_date__isnull=True) | Q(filing_date__lte=as_of.effective),
    cells=cells,
    order="-filing_date",
    empty="可以导入专利清单，或逐件登记。",
)
