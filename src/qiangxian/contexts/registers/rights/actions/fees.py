"""Annual fees and reductions recorded by hand, and taken back where they were recorded in error."""

from datetime import date
from typing import Any

from qiangxian.contexts.audit.types import Receipt
from qiangxian.engines.lifecycle.consistency import fee_contradictions
from qiangxian.engines.lifecycle.facts import FeeYear
from qiangxian.engines.lifecycle.fees import nominal_due_date
from qiangxian.engines.lifecycle.reductions import offered_percents
from qiangxian.kernel.clocks import county_day
from qiangxian.kernel.errors import Conflict, Refused

from ...records.actions.records import part_receipt
from ...records.changing import change
from ...records.models import Record, Recorded
from ...records.versions import Pen, facts, part_of, rows_of
from ...types import PATENT_TYPES, RecordKind
from ..conflicts import comparing as status_conflicts
from ..lifecycle_facts import right_facts
from ..models import AnnualFee, FeeReduction, Right


@change("registers.record_fee", label="记录缴费", kind=RecordKind.RIGHT)
def record_fee(
    pen: Pen, record: Record, *, year: int, paid_on: date | None, receipt_number: str = "", **fen: int | None
) -> Receipt:
    """One year's fee as the receipt says; `paid_on` None: it is known to be unpaid. What was recorded of the year before
    is replaced, which needs a reason. `fen`: amount_fen, surcharge_fen."""
    right, filing_date = _patent(record)
    told_year = FeeYear(year, filing_date, paid_on)
    for found in fee_contradictions(right_facts(right, ()), told_year, county_day(pen.at)):
        raise found.refusal()
    due = nominal_due_date(filing_date, year)
    old = rows_of(AnnualFee, record).filter(year=year).first()
    if old and not pen.reason.strip():
        raise Refused(f"第 {year} 年的年费已有登记", column="理由", remedy="更正已登记的年费请写明理由")
    told = {
        "year": year,
        "due_date": old.due_date if old and old.due_date else due,
        "paid_on": paid_on,
        "amount_fen": None,
        "surcharge_fen": None,
        **fen,
        "receipt_number": receipt_number.strip()[:60],
        "known_date": paid_on or due,
    }
    new = pen.replace(old, **told) if old else pen.add(AnnualFee(record=record, **told))
    status_conflicts.compare_records(record.division_code, [record.pk], at=pen.at)
    return part_receipt(record, right, old, new)


@change("registers.retract_fee", label="作废误登的年费", kind=RecordKind.RIGHT, reasoned=True)
def retract_fee(pen: Pen, record: Record, *, fee_id: int) -> Receipt:
    """The fee was recorded in error: what stood before stands again; history keeps both."""
    right, _ = _patent(record)
    return _retract(pen, record, right, part_of(AnnualFee, record, fee_id))


@change("registers.record_reduction", label="记录费减", kind=RecordKind.RIGHT)
def record_reduction(pen: Pen, record: Record, *, percent: int, approved_date: date) -> Receipt:
    """A reduction was approved: fees that fall due from that day on are reduced, for the years the law allows."""
    right, filing_date = _patent(record)
    if percent not in offered_percents():
        offered = "、".join(f"{each}%" for each in sorted(offered_percents()))
        raise Refused("没有这种减缴比例", column="减缴比例", value=percent, remedy=f"可选：{offered}")
    if not filing_date <= approved_date <= county_day(pen.at):
        raise Refused("批准日不可能是这一天", column="批准日", value=approved_date, remedy="应在申请日与今天之间")
    running = rows_of(FeeReduction, record).filter(valid_to__isnull=True).first()
    if running is not None:
        raise Conflict(f"{running.approved_date} 批准的费减尚未终止", remedy="请先终止原有费减，或作废误登的费减")
    days = {"approved_date": approved_date, "valid_from": approved_date, "known_from": approved_date}
    return part_receipt(record, right, None, pen.add(FeeReduction(record=record, percent=percent, **days)))


@change("registers.end_reduction", label="终止费减", kind=RecordKind.RIGHT, reasoned=True)
def end_reduction(pen: Pen, record: Record, *, reduction_id: int, effective_date: date) -> Receipt:
    """The reduction no longer holds from that day on: a new owner, an income above the limit, a revocation."""
    right, _ = _patent(record)
    old = part_of(FeeReduction, record, reduction_id)
    if old.valid_to is not None:
        raise Conflict(f"这项费减已于 {old.valid_to} 终止", remedy="不用再办；再次获得费减的，请另行登记")
    if effective_date <= (old.valid_from or old.approved_date):
        raise Refused("终止日早于批准日", column="终止日", value=effective_date, remedy="误登的费减请用“作废”")
    return part_receipt(record, right, old, pen.replace(old, valid_to=effective_date, known_to=effective_date))


@change("registers.retract_reduction", label="作废误登的费减", kind=RecordKind.RIGHT, reasoned=True)
def retract_reduction(pen: Pen, record: Record, *, reduction_id: int) -> Receipt:
    """The reduction was recorded in error: what stood before stands again."""
    right, _ = _patent(record)
    return _retract(pen, record, right, part_of(FeeReduction, record, reduction_id))


def _patent(record: Record) -> tuple[Right, date]:
    right = rows_of(Right, record).first()
    if right is None or right.type not in PATENT_TYPES:
        raise Refused("这件权利不缴年费", remedy="年费只适用于发明、实用新型和外观设计专利")
    if right.filing_date is None:
        raise Refused("没有登记申请日", remedy="请先用“更正”补登申请日")
    return right, right.filing_date


def _retract(pen: Pen, record: Record, right: Right, row: Recorded) -> Receipt:
    pen.strike(row)
    if row.batch_id is None:
        before = type(row)._default_manager.filter(record=record, superseded_revision=row.revision)
        for earlier in before.order_by("id"):
            if _same_thing(earlier, row):
                pen.add(type(row)(record=record, **facts(earlier)))
    status_conflicts.compare_records(record.division_code, [record.pk], at=pen.at)
    return part_receipt(record, right, row, None)


def _same_thing(earlier: Any, row: Any) -> bool:
    """Of one right a revision replaces one fee year or one reduction; a year is told apart by its number."""
    return getattr(earlier, "year", None) == getattr(row, "year", None)
