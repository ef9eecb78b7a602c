"""What a trusteeship contract is worth on a day: services and payment, the agency's licence, who is under trusteeship."""

from collections import Counter
from collections.abc import Sequence

from qiangxian.contexts.lists.types import Cell
from qiangxian.kernel import rulebook
from qiangxian.kernel.asof import AsOf

from ..records.conditions import recorded
from ..records.kinds import kind_of
from ..records.validity import CONTRACT
from ..types import AgencyKind, RecordKind
from .models import Trusteeship, TrusteeshipService

LICENSED = {AgencyKind.PATENT_AGENCY: "执业许可号", AgencyKind.TRADEMARK_AGENCY: "备案号"}


def services_required(as_of: AsOf, division_code: str) -> int:
    """How many entries of the service log county money waits for."""
    name = "library.funded_services_before_payment"
    return int(rulebook.parameter("cultivation", name, as_of.effective, division_code))


def services_of(records: Sequence[int], as_of: AsOf) -> tuple[Counter[int], Counter[int]]:
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


def licence_of(row: Trusteeship, as_of: AsOf) -> Cell:
    """Whether the agency may do what the contract asks: patent matters need a licensed patent agency, trademark matters a
    filed trademark agency, at work on the day."""
    agencies = kind_of(RecordKind.AGENCY)
    named = agencies.standing(row.division_code).filter(name=row.agency_name)
    if not named.exists():
        words = "服务机构登记中没有这家机构，无法核对执业许可；请先登记机构。"
        return Cell("机构未登记", "yellow", note=words)
    licensed = list(named.filter(agencies.validity.holds(as_of), kind__in=LICENSED).order_by("kind", "id"))
    if not licensed:
        words = "当日没有运行中的专利代理或商标代理登记，不得代办专利、商标事务。"
        return Cell("没有代理资质", "red", note=words)
    proven = [agency for agency in licensed if agency.licence_number]
    if not proven:
        words = "已登记为代理机构，但没有执业许可（备案）号；请向机构索取后补登。"
        return Cell("许可号未登记", "yellow", note=words)
    words = "；".join(
        f"{AgencyKind(agency.kind).label}，{LICENSED[AgencyKind(agency.kind)]} {agency.licence_number}"
        for agency in proven
    )
    return Cell("已核对", "green", note=words)


def enterprises_under_trusteeship(
    division_code: str, as_of: AsOf, *, revision: int | None = None
) -> set[tuple[int | None, str]]:
    """Who has a contract in force on the day (I32): the record where it was matched, and the printed name."""
    rows = Trusteeship.objects.filter(recorded(revision), CONTRACT.holds(as_of), division_code=division_code)
    return set(rows.values_list("enterprise_id", "enterprise_name"))
