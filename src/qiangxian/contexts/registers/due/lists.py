"""What falls due as a list: for the county's staff, and the calendar of one enterprise; on screen and in files."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Q

from qiangxian.contexts.lists.sources import AtHand
from qiangxian.contexts.lists.types import Cell, Choices, Column, Filter, List, Viewer, day, number
from qiangxian.kernel.errors import NotFound, Refused
from qiangxian.kernel.money import Money
from qiangxian.kernel.roles import STAFF

from ..enterprises.models import Enterprise
from ..records import policies
from ..records.conditions import recorded
from ..records.names import fold_name
from ..records.validity import INTERVAL
from ..records.words import townships
from ..rights.models import Holding, Right
from ..rights.search import numbered
from .filling import FEES, fill
from .readers import found_in, own_found, soonest_first
from .rules import general
from .types import DueEntry, DueItem, DueKind, Payment

PAST = "past"
Condition = Callable[[DueEntry], bool]


def _county(viewer: Viewer) -> AtHand:
    if not policies.may_read.anywhere(viewer.actor):
        return AtHand([])
    found = [one for code in sorted(viewer.actor.divisions(*STAFF)) for one in found_in(code, viewer.as_of)]
    return AtHand(soonest_first(found, viewer.as_of.effective))


def windows(viewer: Viewer) -> list[tuple[str, str]]:
    """The spans the list offers, by the rulebook of the viewer's county."""
    code = viewer.divisions[0] if viewer.divisions else ""
    days = general("list_days", viewer.as_of.effective, code)
    return [*((str(count), f"{count} 日内") for count in days), (PAST, "已过截止日")]


def _within(viewer: Viewer, window: str) -> Condition:
    today = viewer.as_of.effective
    if window == PAST:
        return lambda found: found.day < today
    return lambda found: 0 <= (found.day - today).days <= int(window)


def _equal(name: str) -> Callable[[Viewer, str], Condition]:
    return lambda _viewer, value: lambda found: getattr(found, name) == value


def _held_by(viewer: Viewer, record_id: str) -> Condition:
    if not record_id.isdecimal():
        raise Refused("没有这家企业", column="权利人", value=record_id, remedy="请从企业页面打开这张清单")
    return _of_rights(Q(record_id__in=_held(viewer).filter(holder_id=int(record_id)).values("record_id")), viewer)


def _in_township(viewer: Viewer, code: str) -> Condition:
    firms = Enterprise.objects.filter(recorded(), division_code__in=viewer.divisions, township_code=code)
    held = _held(viewer).filter(holder_id__in=firms.values("record_id"))
    return _of_rights(Q(record_id__in=held.values("record_id")), viewer)


def _search(viewer: Viewer, text: str) -> Condition:
    named = _held(viewer).filter(folded_name__contains=fold_name(text)).values("record_id")
    return _of_rights(numbered(text) | Q(title__icontains=text) | Q(record_id__in=named), viewer)


def _held(viewer: Viewer) -> Any:
    return Holding.objects.filter(recorded(), INTERVAL.holds(viewer.as_of), division_code__in=viewer.divisions)


def _of_rights(condition: Q, viewer: Viewer) -> Condition:
    rights = Right.objects.filter(recorded(), condition, division_code__in=viewer.divisions)
    records = set(rights.values_list("record_id", flat=True))
    return lambda found: found.record_id in records


def _holder_words(viewer: Viewer, record_id: str) -> str:
    """The name of the enterprise a list is narrowed to."""
    firms = Enterprise.objects.filter(recorded(), division_code__in=viewer.divisions)
    found = firms.filter(record_id=int(record_id) if record_id.isdecimal() else 0).first()
    if found is None:
        raise NotFound("没有这家企业", remedy="请去掉权利人条件")
    return found.name


def _cells(rows: Sequence[DueEntry], viewer: Viewer) -> list[Mapping[str, Cell]]:
    items = {item.found: item for item in fill(rows, viewer.as_of)}
    return [due_cells(items[one]) if one in items else {} for one in rows]


def due_cells(item: DueItem) -> dict[str, Cell]:
    """One line: what, which right, whose, until when, how much."""
    found = item.found
    year = found.part if found.kind in FEES else None
    holder = ("enterprise", item.holder_ids[0]) if item.holder_ids else None
    where = " · ".join(filter(None, (item.township, f"{item.agency}托管" if item.agency else "")))
    last, due = item.last_day.isoformat(), found.due_date.isoformat()
    rolled = f"顺延至 {item.effective_due}" if item.effective_due != found.due_date else ""
    return {
        "day": Cell(
            last, value=last + ("（暂定）" if item.provisional else ""), badge="暂定" if item.provisional else ""
        ),
        "left": _left(item),
        "label": Cell(
            item.label + (f"，第 {year} 年度" if item.bills else ""),
            value=item.label,
            badge=item.payment_words,
            more=_explained(item),
        ),
        "number": Cell(item.number, about=("right", found.record_id), note=f"{item.title} · {item.type_label}"),
        "title": Cell(item.title),
        "type": Cell(item.type_label),
        "holders": Cell(item.holders, about=holder, note=where),
        "township": Cell(item.township),
        "year": number(year, "" if year is None else str(year)),
        "due_date": Cell(due, note=rolled),
        "effective_due": day(item.effective_due),
        "safe_day": day(item.safe_day),
        "payment": Cell(item.payment_words),
        **(_money(item) if item.bills else {}),
        "agency": Cell(item.agency),
        "basis": Cell(item.basis),
        "words": Cell(item.words),
        "notes": Cell("；".join(item.notes)),
    }


def _left(item: DueItem) -> Cell:
    if item.days_left < 0:
        return Cell("已过期限", "red", value=item.days_left, note=f"{item.overdue_days} 日")
    return Cell(item.left_words if item.days_left else "今天截止", item.light, value=item.days_left)


def _explained(item: DueItem) -> tuple[str, ...]:
    bill = item.bill
    fee = f"全额 {_yuan(bill.full)}，应缴 {_yuan(bill.payable)}，{bill.reason}。" if bill else ""
    return tuple(filter(None, (f"{item.words}。", fee, *(f"{note}。" for note in item.notes), f"依据：{item.basis}")))


def _money(item: DueItem) -> dict[str, Cell]:
    (_, bill), (next_month, later_bill), (_, last_bill) = item.bills
    band = f"含滞纳金 {bill.band_percent}%" if bill.band_percent else ""
    later = "" if bill.total is None else f"{next_month:%m-%d}：{_yuan(later_bill.total) or '已不能缴'}"
    return {
        "full": _amount(bill.full),
        "payable": _amount(bill.payable),
        "reason": Cell(bill.reason),
        "band": Cell("" if bill.band_percent is None else str(bill.band_percent), value=bill.band_percent),
        "today": replace(_amount(bill.total), note=band),
        "next_month": _amount(later_bill.total),
        "at_end": _amount(last_bill.total),
        "later": Cell(later, note=f"滞纳期末：{_yuan(last_bill.total)}" if later else ""),
    }


def _yuan(money: Money | None) -> str:
    return f"{money.as_number():,} 元" if money is not None else ""


def _amount(money: Money | None) -> Cell:
    return Cell(_yuan(money), value=None if money is None else money.as_number())


def _file_only(key: str, label: str) -> Column:
    return Column(key, label, shown=False, in_file=True)


COLUMNS = (
    Column("day", "截止日", ("day",)),
    Column("left", "距截止日（天）"),
    Column("label", "事项"),
    Column("number", "号码"),
    _file_only("title", "名称"),
    _file_only("type", "种类"),
    Column("holders", "权利人"),
    _file_only("township", "乡镇"),
    _file_only("year", "年度"),
    Column("due_date", "应缴（届满）日", ("due_date",)),
    _file_only("effective_due", "顺延后"),
    _file_only("safe_day", "稳妥日"),
    _file_only("payment", "缴费记录"),
    _file_only("full", "全额（元）"),
    _file_only("payable", "减缴后（元）"),
    _file_only("reason", "金额依据"),
    _file_only("band", "滞纳金比例（%）"),
    Column("today", "今日应缴（元）", number=True),
    Column("later", "逾期后应缴", in_file=False, on_paper=True),
    _file_only("next_month", "一个月后应缴（元）"),
    _file_only("at_end", "滞纳期末应缴（元）"),
    _file_only("agency", "托管机构"),
    _file_only("basis", "规则"),
    _file_only("words", "内容"),
    _file_only("notes", "说明"),
)
NOTE = "没有缴费记录的年度不等于未缴；日期和金额以缴费通知书和登记机关的登记簿为准"


def _payments(_viewer: Viewer) -> Choices:
    return Payment.choices


DUE = List(
    name="due",
    label="到期与提醒",
    unit="项",
    columns=COLUMNS,
    source=_county,
    cells=_cells,
    filters=(
        Filter("kind", "种类", _equal("kind"), lambda _viewer: DueKind.choices, tabs="kind"),
        Filter("window", "距截止日", _within, windows),
        Filter("payment", "缴费记录", _equal("payment"), _payments),
        Filter("township", "权利人所在乡镇", _in_township, townships),
        Filter("holder", "权利人", _held_by, hidden=True, words=_holder_words),
    ),
    search=_search,
    search_label="号码、名称或权利人",
    key=lambda found: f"{found.kind}:{found.record_id}:{found.part}:{found.due_date}",
    files=("ics",),
    empty_title="这一天没有到期事项",
    empty="基础台账中的有效权利近期没有年费、期限、续展、质押或备案到期。台账越完整，这张清单越可靠。",
    note=lambda _viewer: NOTE,
)
OWN_DUE = List(
    name="my/fees",
    label="年费与期限",
    unit="项",
    columns=tuple(column for column in COLUMNS if column.key not in ("holders", "township", "agency")),
    source=lambda viewer: AtHand(own_found(viewer.actor, viewer.as_of)),
    cells=_cells,
    key=DUE.key,
    files=("ics",),
    empty_title="近期没有到期事项",
    empty="登记在贵企业名下的有效权利近期没有要缴的年费或到期的期限。",
    size=500,
)
