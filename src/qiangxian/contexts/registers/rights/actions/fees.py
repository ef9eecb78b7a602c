"""Annual fees and reductions recorded by hand, and taken back where they were recorded in error."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.engines.lifecycle.fees import full_fee, nominal_due_date
from qiangxian.engines.lifecycle.reductions import offered_percents
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import Conflict, Refused

from ...records import policies
from ...records.actions.records import need_reason, part_receipt
from ...records.models import Record, Recorded
from ...records.versions import Pen, facts, open_pen, part_of, record_of, rows_of
from ...types import PATENT_TYPES, RecordKind
from ..conflicts import comparing as status_conflicts
from ..models import AnnualFee, FeeReduction, Right


@action("registers.record_fee", label="记录缴费", policy=policies.may_edit_record)
def record_fee(
    *,
    actor: Actor,
    at: datetime,
    record_id: int,
    year: int,
    paid_on: date | None,
    amount_fen: int | None = None,
    surcharge_fen: int | None = None,
    receipt_number: str = "",
    source: str = "",
    reason: str = "",
) -> Receipt:
    """One year's fee as the receipt says; `paid_on` None: it is known to be unpaid. What was recorded of the year before
    is replaced, which needs a reason."""
    record, right, filing_date = _patent(record_id)
    full_fee(right.type, filing_date, year)  # refuses a year outside the term
    if paid_on and not filing_date <= paid_on <= timezone.localtime(at).date():
        raise Refused("缴费日不可能是这一天", column="缴费日", value=paid_on, remedy="应在申请日与今天之间")
    pen = open_pen(division_code=record.division_code, actor=actor, at=at, source=source, reason=reason)
    old = rows_of(AnnualFee, record).filter(year=year).first()
    if old and not reason.strip():
        raise Refused(f"第 {year} 年的年费已有登记", column="理由", remedy="更正已登记的年费请写明理由")
    due = nominal_due_date(filing_date, year)
    told = {
        "year": year,
        "due_date": old.due_date if old and old.due_date else due,
        "paid_on": paid_on,
        "amount_fen": amount_fen,
        "surcharge_fen": surcharge_fen,
        "receipt_number": receipt_number.strip()[:60],
        "known_date": paid_on or due,
    }
    new = pen.replace(old, **told) if old else pen.add(AnnualFee(record=record, **told))
    status_conflicts.compare_records(record.division_code, [record.pk], at=at)
    return part_receipt(record, right, old, new)


@action("registers.retract_fee", label="作废误登的年费", policy=policies.may_edit_record)
def retract_fee(*, actor: Actor, at: datetime, record_id: int, fee_id: int, reason: str) -> Receipt:
    """The fee was recorded in error: what stood before stands again; history keeps both."""
    record, right, _ = _patent(record_id)
    return _retract(AnnualFee, record, right, fee_id, actor=actor, at=at, reason=reason)


@action("registers.record_reduction", label="记录费减", policy=policies.may_edit_record)
def record_reduction(
    *,
    actor: Actor,
    at: datetime,
    record_id: int,
    percent: int,
    approved_date: date,
    source: str = "",
    reason: str = "",
) -> Receipt:
    """A reduction was approved: fees that fall due from that day on are reduced, for the years the law allows."""
    record, right, filing_date = _patent(record_id)
    if percent not in offered_percents():
        offered = "、".join(f"{each}%" for each in sorted(offered_percents()))
        raise Refused("没有这种减缴比例", column="减缴比例", value=percent, remedy=f"可选：{offered}")
    if not filing_date <= approved_date <= timezone.localtime(at).date():
        raise Refused("批准日不可能是这一天", column="批准日", value=approved_date, remedy="应在申请日与今天之间")
    pen = open_pen(division_code=record.division_code, actor=actor, at=at, source=source, reason=reason)
    running = rows_of(FeeReduction, record).filter(valid_to__isnull=True).first()
    if running is not None:
        raise Conflict(f"{running.approved_date} 批准的费减尚未终止", remedy="请先终止原有费减，或作废误登的费减")
    days = {"approved_date": approved_date, "valid_from": approved_date, "known_from": approved_date}
    return part_receipt(record, right, None, pen.add(FeeReduction(record=record, percent=percent, **days)))


@action("registers.end_reduction", label="终止费减", policy=policies.may_edit_record)
def end_reduction(
    *,
    actor: Actor,
    at: datetime,
    record_id: int,
    reduction_id: int,
    effective_date: date,
    reason: str,
    source: str = "",
) -> Receipt:
    """The reduction no longer holds from that day on: a new owner, an income above the limit, a revocation."""
    record, right, _ = _patent(record_id)
    need_reason(reason)
    pen = open_pen(division_code=record.division_code, actor=actor, at=at, source=source, reason=reason)
    old = part_of(FeeReduction, record, reduction_id)
    if old.valid_to is not None:
        raise Conflict(f"这项费减已于 {old.valid_to} 终止")
    if effective_date <= (old.valid_from or old.approved_date):
        raise Refused("终止日早于批准日", column="终止日", value=effective_date, remedy="误登的费减请用“作废”")
    return part_receipt(record, right, old, pen.replace(old, valid_to=effective_date, known_to=effective_date))


@action("registers.retract_reduction", label="作废误登的费减", policy=policies.may_edit_record)
def retract_reduction(*, actor: Actor, at: datetime, record_id: int, reduction_id: int, reason: str) -> Receipt:
    """The reduction was recorded in error: what stood before stands again."""
    record, right, _ = _patent(record_id)
    return _retract(FeeReduction, record, right, reduction_id, actor=actor, at=at, reason=reason)


def _patent(record_id: int) -> tuple[Record, Right, date]:
    record = record_of(record_id, RecordKind.RIGHT)
    right = rows_of(Right, record).first()
    if right is None or right.type not in PATENT_TYPES:
        raise Refused("这件权利不缴年费", remedy="年费只适用于发明、实用新型和外观设计专利")
    if right.filing_date is None:
        raise Refused("没有登记申请日", remedy="请先用“更正”补登申请日")
    return record, right, right.filing_date


def _retract(
    model: type[Recorded], record: Record, right: Right, row_id: int, *, actor: Actor, at: datetime, reason: str
) -> Receipt:
    need_reason(reason)
    pen: Pen = open_pen(division_code=record.division_code, actor=actor, at=at, reason=reason)
    row = part_of(model, record, row_id)
    pen.strike(row)
    if row.batch_id is None:
        before = model._default_manager.filter(record=record, superseded_revision=row.revision)
        for earlier in before.order_by("id"):
            if _same_thing(earlier, row):
                pen.add(model(record=record, **facts(earlier)))
    status_conflicts.compare_records(record.division_code, [record.pk], at=at)
    return part_receipt(record, right, row, None)


def _same_thing(earlier: Any, row: Any) -> bool:
    """Of one right a revision replaces one fee year or one reduction; a year is told apart by its number."""
    return getattr(earlier, "year", None) == getattr(row, "year", None)
