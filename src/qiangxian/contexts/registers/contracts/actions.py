"""Trusteeship contracts: who are the parties, which rights they cover, what was done under them, how they end."""

from datetime import date

from qiangxian.contexts.audit.types import Receipt
from qiangxian.kernel.clocks import county_day
from qiangxian.kernel.errors import Conflict, NotFound, Refused
from qiangxian.kernel.identifiers import application_number

from ..records.actions.records import end_record, receipt
from ..records.changing import change
from ..records.conditions import recorded
from ..records.models import Record
from ..records.versions import Pen, current, rows_of
from ..rights.models import Right
from ..types import RecordKind
from .models import Trusteeship, TrusteeshipRight, TrusteeshipService


@change("registers.cover_right", label="把权利列入托管合同", kind=RecordKind.TRUSTEESHIP)
def cover_right(pen: Pen, record: Record, *, number: str) -> Receipt:
    """One more right stands under the contract."""
    right = _right_numbered(record.division_code, number)
    if rows_of(TrusteeshipRight, record).filter(right_id=right.record_id).exists():
        raise Conflict(f"{right.number} 已在合同的权利清单中", remedy="请核对号码，不用重复登记")
    pen.add(TrusteeshipRight(record=record, right_id=right.record_id))
    return receipt(record, current(record), None, {"权利": right.number})


def _right_numbered(division_code: str, number: str) -> Right:
    check = application_number.validate(number)
    wanted = {number.strip(), check.canonical or number.strip()}
    found = Right.objects.filter(recorded(), division_code=division_code, number__in=wanted).order_by("sub_key", "id")
    right = found.first()
    if right is None:
        raise NotFound("基础台账中没有这件权利", remedy="请核对号码，或先登记这件权利")
    return right


@change("registers.log_trusteeship_service", label="记录托管服务", kind=RecordKind.TRUSTEESHIP)
def log_trusteeship_service(
    pen: Pen, record: Record, *, day: date, words: str, deliverable: str = "", stored_file_id: int | None = None
) -> Receipt:
    """One entry of the service log. Before county money is paid there must be enough of them and a deliverable."""
    contract = _contract(record)
    _within(contract, day, county_day(pen.at))
    if not words.strip():
        raise Refused("没有写明做了什么", column="服务内容", remedy="请写明服务内容和结果")
    pen.add(
        TrusteeshipService(
            record=record, day=day, words=words.strip(), deliverable=deliverable.strip(), stored_file_id=stored_file_id
        )
    )
    return receipt(
        record, current(record), None, {"日期": day.isoformat(), "服务": words.strip(), "交付物": deliverable.strip()}
    )


def _within(contract: Trusteeship, day: date, today: date) -> None:
    if day < contract.valid_from or (contract.ended_date and day >= contract.ended_date):
        raise Refused("服务日不在合同期内", value=day, remedy=f"合同自 {contract.valid_from} 起生效")
    if day > today:
        raise Refused("服务日在今天以后", value=day, remedy="请在服务完成后登记")


@change("registers.end_trusteeship", label="终止托管合同", kind=RecordKind.TRUSTEESHIP, reasoned=True)
def end_trusteeship(
    pen: Pen, record: Record, *, revision: int, effective_date: date, known_date: date | None = None
) -> Receipt:
    """The contract ends before its last day; from `effective_date` on it no longer counts."""
    return end_record(pen, record, revision, (effective_date, known_date), end_reason=pen.reason.strip()[:200])


def _contract(record: Record) -> Trusteeship:
    row = current(record)
    assert isinstance(row, Trusteeship)  # noqa: S101 - this kind's main row; tells the type checker
    return row
