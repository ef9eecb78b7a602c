"""Trusteeship contracts: who are the parties, which rights they cover, what was done under them, how they end."""

from datetime import date, datetime

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import Conflict, NotFound, Refused
from qiangxian.kernel.identifiers import application_number

from ..records import policies
from ..records.actions.records import end_record, receipt
from ..records.conditions import recorded
from ..records.models import Record
from ..records.versions import current, open_pen, record_of, rows_of
from ..rights.models import Right
from ..types import RecordKind
from .models import Trusteeship, TrusteeshipRight, TrusteeshipService


@action("registers.cover_right", label="把权利列入托管合同", policy=policies.may_edit_record)
def cover_right(
    *, actor: Actor, at: datetime, record_id: int, number: str, reason: str = "", source: str = ""
) -> Receipt:
    """One more right stands under the contract."""
    record = record_of(record_id, RecordKind.TRUSTEESHIP)
    pen = open_pen(division_code=record.division_code, actor=actor, at=at, source=source, reason=reason)
    right = _right_numbered(record.division_code, number)
    if rows_of(TrusteeshipRight, record).filter(right_id=right.record_id).exists():
        raise Conflict(f"{right.number} 已在合同的权利清单中")
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


@action("registers.log_trusteeship_service", label="记录托管服务", policy=policies.may_edit_record)
def log_trusteeship_service(
    *,
    actor: Actor,
    at: datetime,
    record_id: int,
    day: date,
    words: str,
    deliverable: str = "",
    stored_file_id: int | None = None,
    source: str = "",
) -> Receipt:
    """One entry of the service log. Before county money is paid there must be enough of them and a deliverable."""
    record = record_of(record_id, RecordKind.TRUSTEESHIP)
    pen = open_pen(division_code=record.division_code, actor=actor, at=at, source=source)
    contract = _contract(record)
    _within(contract, day, at.date())
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


@action("registers.end_trusteeship", label="终止托管合同", policy=policies.may_edit_record)
def end_trusteeship(
    *,
    actor: Actor,
    at: datetime,
    record_id: int,
    revision: int,
    effective_date: date,
    known_date: date | None = None,
    reason: str,
    source: str = "",
) -> Receipt:
    """The contract ends before its last day; from `effective_date` on it no longer counts."""
    record_of(record_id, RecordKind.TRUSTEESHIP)
    days, why = (effective_date, known_date), reason.strip()[:200]
    return end_record(
        actor=actor,
        at=at,
        record_id=record_id,
        revision=revision,
        days=days,
        reason=reason,
        source=source,
        end_reason=why,
    )


def _contract(record: Record) -> Trusteeship:
    row = current(record)
    assert isinstance(row, Trusteeship)  # noqa: S101 - this kind's main row; tells the type checker
    return row
