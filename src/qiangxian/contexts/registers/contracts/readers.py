"""Trusteeship contracts and the list of non-normal filings as lists and pages, and public lists on an enterprise's page."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from qiangxian.contexts.lists.types import Cell, Column, Filter, Viewer, day, number
from qiangxian.kernel import rulebook
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf

from ..bodies.models import Agency
from ..enterprises.models import EnterpriseListing
from ..records.conditions import happened, in_operation, non_normal_standing, recorded, trusteeship_in_force
from ..records.lists import register
from ..records.scope import visible_non_normal, visible_trusteeships
from ..records.words import happened_by, holds
from ..rights.models import NonNormalFiling, Right
from ..types import AgencyKind, ListingKind, RecordKind, TrusteeshipMode
from .models import Trusteeship, TrusteeshipRight, TrusteeshipService

LICENSED = {AgencyKind.PATENT_AGENCY: "执业许可号", AgencyKind.TRADEMARK_AGENCY: "备案号"}


def contract_state(row: Trusteeship, as_of: AsOf) -> Cell:
    """In force, over or not yet begun on the day."""
    if happened_by(row.ended_date, row.ended_known_date, as_of):
        return Cell("已提前终止", "red")
    if row.valid_through and row.valid_through < as_of.effective:
        return Cell("已期满", "red")
    if row.valid_from > as_of.effective or row.known_date > as_of.known:
        return Cell("未生效", "none")
    return Cell("履行中", "green")


def _enterprise(record_id: int | None) -> tuple[str, int] | None:
    return (RecordKind.ENTERPRISE, record_id) if record_id else None


def _agency(record_id: int | None) -> tuple[str, int] | None:
    return (RecordKind.AGENCY, record_id) if record_id else None


def services_required(as_of: AsOf, division_code: str) -> int:
    """How many entries of the service log county money waits for."""
    name = "library.funded_services_before_payment"
    return int(rulebook.parameter("cultivation", name, as_of.effective, division_code))


def _services(records: Sequence[int], as_of: AsOf) -> tuple[Counter[int], Counter[int]]:
    """By contract: entries of the service log by the day, and those with something delivered."""
    rows = TrusteeshipService.objects.filter(recorded(), record_id__in=records, day__lte=as_of.effective)
    entries = list(rows.values_list("record_id", "deliverable"))
    return Counter(record for record, _ in entries), Counter(record for record, made in entries if made)


def payment_cell(row: Trusteeship, services: int, deliverables: int, as_of: AsOf) -> Cell:
    """Whether county money may be paid: only after enough entries and a deliverable."""
    if not row.county_funded:
        return Cell("非财政资金", "none")
    required = services_required(as_of, row.division_code)
    if services >= required and deliverables:
        return Cell("可以支付", "green")
    missing = [f"服务记录 {services}/{required}"] if services < required else []
    return Cell("不能支付：" + "、".join([*missing, *([] if deliverables else ["没有交付物"])]), "yellow")


def trusteeship_cells(rows: Sequence[Trusteeship], viewer: Viewer) -> list[dict[str, Cell]]:
    """The cells of some contracts: two queries more, whatever their number."""
    records = [row.record_id for row in rows]
    services, deliverables = _services(records, viewer.as_of)
    covered = Counter(
        TrusteeshipRight.objects.filter(recorded(), record_id__in=records).values_list("record_id", flat=True)
    )
    return [
        {
            "contract_number": Cell(row.contract_number),
            "enterprise": Cell(row.enterprise_name, about=_enterprise(row.enterprise_id)),
            "agency": Cell(row.agency_name, about=_agency(row.agency_id)),
            "mode": Cell(TrusteeshipMode(row.mode).label),
            "state": contract_state(row, viewer.as_of),
            "valid_from": day(row.valid_from),
            "valid_through": Cell(row.valid_through.isoformat() if row.valid_through else "未约定"),
            "rights": number(covered[row.record_id]),
            "services": number(services[row.record_id]),
            "funded": Cell("是" if row.county_funded else "否"),
            "payment": payment_cell(row, services[row.record_id], deliverables[row.record_id], viewer.as_of),
        }
        for row in rows
    ]


def _contract_in_state(viewer: Viewer, state: str) -> Q:
    running = trusteeship_in_force(viewer.as_of)
    return running if state == "in_force" else ~running


TRUSTEESHIPS = register(
    kind=RecordKind.TRUSTEESHIP,
    label="托管合同",
    unit="份",
    slug="trusteeships",
    columns=(
        Column("contract_number", "合同编号", ("contract_number",)),
        Column("enterprise", "委托企业", ("enterprise_name",)),
        Column("agency", "受托机构", ("agency_name", "enterprise_name")),
        Column("mode", "托管方式", ("mode", "enterprise_name")),
        Column("state", "当日状态"),
        Column("valid_from", "生效日", ("valid_from",)),
        Column("valid_through", "期满日", ("valid_through",)),
        Column("rights", "列明权利（件）", number=True, shown=False),
        Column("services", "服务记录（次）", number=True),
        Column("funded", "财政资金", ("county_funded", "enterprise_name"), shown=False),
        Column("payment", "财政支付"),
    ),
    filters=(
        Filter(
            "state",
            "状态",
            _contract_in_state,
            lambda _viewer: (("in_force", "当日履行中"), ("over", "当日未履行")),
        ),
        Filter("mode", "托管方式", lambda _viewer, value: Q(mode=value), lambda _viewer: TrusteeshipMode.choices),
        Filter(
            "funded",
            "财政资金",
            lambda _viewer, value: Q(county_funded=value == "yes"),
            lambda _viewer: (("yes", "使用财政资金"), ("no", "不使用")),
        ),
    ),
    search=lambda _viewer, text: (
        Q(contract_number__icontains=text) | Q(enterprise_name__icontains=text) | Q(agency_name__icontains=text)
    ),
    begun=lambda as_of: Q(valid_from__lte=as_of.effective) & Q(known_date__lte=as_of.known),
    cells=trusteeship_cells,
    order="-valid_from",
    empty="可以逐份登记托管合同。",
)


def filing_state(row: NonNormalFiling, as_of: AsOf) -> Cell:
    """On the list, reinstated, or not listed yet on the day."""
    if happened_by(row.reinstated_date, row.reinstated_known_date, as_of):
        return Cell("已恢复", "green")
    if row.listed_date > as_of.effective or row.known_date > as_of.known:
        return Cell("未通报", "none")
    withdrawn = row.withdrawn_date and row.withdrawn_date <= as_of.effective
    return Cell("在列（已撤回申请）" if withdrawn else "在列", "red")


def non_normal_cells(rows: Sequence[NonNormalFiling], viewer: Viewer) -> list[dict[str, Cell]]:
    """The cells of some entries of the list."""
    rights = Right.objects.filter(recorded(), record_id__in=[row.right_id for row in rows if row.right_id])
    titles = dict(rights.values_list("record_id", "title"))
    return [
        {
            "number": Cell(row.number),
            "right": Cell(
                titles.get(row.right_id or 0, "基础台账中没有这件"),
                about=(RecordKind.RIGHT, row.right_id) if row.right_id else None,
            ),
            "applicant": Cell(row.applicant_name, about=_enterprise(row.enterprise_id)),
            "state": filing_state(row, viewer.as_of),
            "listed_date": day(row.listed_date),
            "withdrawn_date": day(row.withdrawn_date),
            "reinstated_date": day(row.reinstated_date),
            "batch_name": Cell(row.batch_name),
            "document_number": Cell(row.document_number),
        }
        for row in rows
    ]


def _filing_in_state(viewer: Viewer, state: str) -> Q:
    if state == "standing":
        return non_normal_standing(viewer.as_of)
    if state == "reinstated":
        return happened("reinstated_date", "reinstated_known_date", viewer.as_of)
    return Q(right__isnull=True)


NON_NORMAL_FILINGS = register(
    kind=RecordKind.NON_NORMAL,
    label="非正常申请名单",
    unit="件",
    slug="non-normal",
    columns=(
        Column("number", "申请号", ("number",)),
        Column("right", "对应权利"),
        Column("applicant", "申请人", ("applicant_name",)),
        Column("state", "当日状态"),
        Column("listed_date", "通报日", ("listed_date",)),
        Column("withdrawn_date", "撤回申请日", ("withdrawn_date",)),
        Column("reinstated_date", "恢复日", ("reinstated_date",)),
        Column("batch_name", "通报批次", ("batch_name",)),
        Column("document_number", "通报文号", shown=False),
    ),
    filters=(
        Filter(
            "state",
            "状态",
            _filing_in_state,
            lambda _viewer: (("standing", "当日在列"), ("reinstated", "已恢复"), ("unmatched", "基础台账中没有")),
        ),
    ),
    search=lambda _viewer, text: (
        Q(number__icontains=text) | Q(applicant_name__icontains=text) | Q(batch_name__icontains=text)
    ),
    begun=lambda as_of: Q(listed_date__lte=as_of.effective) & Q(known_date__lte=as_of.known),
    cells=non_normal_cells,
    order="-listed_date",
    empty="可以导入国家知识产权局通报的名单，或逐件登记。",
)


# -- pages -------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Licence:
    """Whether the agency may do what the contract asks: its word, its tone, and what to do."""

    state: Cell
    words: str


def licence_of(row: Trusteeship, as_of: AsOf) -> Licence:
    """Patent matters need a licensed patent agency, trademark matters a filed trademark agency, at work on the day."""
    found = list(
        Agency.objects.filter(recorded(), division_code=row.division_code, name=row.agency_name).order_by("kind", "id")
    )
    if not found:
        return Licence(Cell("机构未登记", "yellow"), "服务机构登记中没有这家机构，无法核对执业许可；请先登记机构。")
    working = set(
        Agency.objects.filter(in_operation(as_of), pk__in=[agency.pk for agency in found]).values_list("pk", flat=True)
    )
    licensed = [agency for agency in found if agency.pk in working and agency.kind in LICENSED]
    if not licensed:
        return Licence(Cell("没有代理资质", "red"), "当日没有运行中的专利代理或商标代理登记，不得代办专利、商标事务。")
    proven = [agency for agency in licensed if agency.licence_number]
    if not proven:
        return Licence(
            Cell("许可号未登记", "yellow"), "已登记为代理机构，但没有执业许可（备案）号；请向机构索取后补登。"
        )
    words = "；".join(
        f"{AgencyKind(agency.kind).label}，{LICENSED[AgencyKind(agency.kind)]} {agency.licence_number}"
        for agency in proven
    )
    return Licence(Cell("已核对", "green"), words)


def trusteeship_extra(row: Trusteeship, _actor: Actor, as_of: AsOf) -> tuple[Cell, dict[str, Any]]:
    """The state of a contract and its rights, service log, licence check and payment."""
    services = list(TrusteeshipService.objects.filter(recorded(), record_id=row.record_id).order_by("-day", "-id"))
    past = [entry for entry in services if entry.day <= as_of.effective]
    covered = TrusteeshipRight.objects.filter(recorded(), record_id=row.record_id).values("right_id")
    rights = Right.objects.filter(recorded(), record_id__in=covered).order_by("number", "sub_key", "id")
    delivered = sum(bool(entry.deliverable) for entry in past)
    return contract_state(row, as_of), {
        "enterprise_id": row.enterprise_id,
        "agency_id": row.agency_id,
        "services": services,
        "required": services_required(as_of, row.division_code),
        "rights": list(rights),
        "licence": licence_of(row, as_of),
        "payment": payment_cell(row, len(past), delivered, as_of),
        "may_end": row.ended_date is None,
    }


def non_normal_extra(row: NonNormalFiling, _actor: Actor, as_of: AsOf) -> tuple[Cell, dict[str, Any]]:
    """The state of an entry of the list and the right it takes out of the counts."""
    right = Right.objects.filter(recorded(), record_id=row.right_id).first() if row.right_id else None
    return filing_state(row, as_of), {
        "right": right,
        "enterprise_id": row.enterprise_id,
        "may_reinstate": row.reinstated_date is None,
    }


@dataclass(frozen=True)
class ListingLine:
    """An enterprise on a public list, with its days."""

    id: int
    label: str
    state: Cell
    row: EnterpriseListing


def listings_of(record_id: int, as_of: AsOf) -> list[ListingLine]:
    """The public lists an enterprise stands or stood on, newest first."""
    rows = EnterpriseListing.objects.filter(recorded(), record_id=record_id).order_by("-valid_from", "-id")
    return [
        ListingLine(
            row.pk,
            ListingKind(row.kind).label,
            Cell("在列", "red") if holds(row, as_of) else Cell("已移出" if row.valid_to else "未列入", "none"),
            row,
        )
        for row in rows
    ]


def trusteeships_of(actor: Actor, record_id: int, as_of: AsOf) -> list[tuple[Trusteeship, Cell]]:
    """The contracts of an enterprise with their state on the day."""
    rows = visible_trusteeships(actor).filter(enterprise_id=record_id).order_by("-valid_from", "-id")
    return [(row, contract_state(row, as_of)) for row in rows]


def non_normal_of(actor: Actor, record_id: int, as_of: AsOf) -> list[tuple[NonNormalFiling, Cell]]:
    """The non-normal filings of an enterprise with their state on the day."""
    rows = visible_non_normal(actor).filter(enterprise_id=record_id).order_by("-listed_date", "-id")
    return [(row, filing_state(row, as_of)) for row in rows]


def excluding_entry(right_id: int, as_of: AsOf) -> NonNormalFiling | None:
    """The entry of the non-normal list that takes this right out of every count on the day, if any."""
    rows = NonNormalFiling.objects.filter(recorded(), non_normal_standing(as_of), right_id=right_id)
    return rows.order_by("listed_date", "id").first()


def excluded_rights(records: Iterable[int], as_of: AsOf) -> set[int]:
    """Which of these rights stand on the non-normal list on the day."""
    rows = NonNormalFiling.objects.filter(recorded(), non_normal_standing(as_of), right_id__in=list(records))
    return {right for right in rows.values_list("right_id", flat=True) if right is not None}


def enterprises_under_trusteeship(
    division_code: str, as_of: AsOf, *, revision: int | None = None
) -> set[tuple[int | None, str]]:
    """Who has a contract in force on the day (I32): the record where it was matched, and the printed name."""
    rows = Trusteeship.objects.filter(recorded(revision), trusteeship_in_force(as_of), division_code=division_code)
    return set(rows.values_list("enterprise_id", "enterprise_name"))
