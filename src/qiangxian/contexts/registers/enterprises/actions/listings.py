"""Public lists on which an enterprise stands: 经营异常名录, 严重违法失信名单, 失信被执行人."""

from datetime import date, datetime

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import Conflict, NotFound, Refused

from ...records import policies
from ...records.actions.records import receipt
from ...records.versions import current, open_pen, record_of, rows_of
from ...types import ListingKind, RecordKind
from ..models import EnterpriseListing


@action("registers.add_listing", label="记录列入名录", policy=policies.may_edit_record)
def add_listing(
    *,
    actor: Actor,
    at: datetime,
    record_id: int,
    kind: str,
    effective_date: date,
    known_date: date | None = None,
    document_number: str = "",
    detail: str = "",
    reason: str = "",
    source: str = "",
) -> Receipt:
    """The enterprise is put on a list from that day."""
    record = record_of(record_id, RecordKind.ENTERPRISE)
    if kind not in ListingKind.values:
        raise Refused("不认识的名录", value=kind, remedy="、".join(ListingKind.labels))
    pen = open_pen(division_code=record.division_code, actor=actor, at=at, source=source, reason=reason)
    if rows_of(EnterpriseListing, record).filter(kind=kind, valid_to__isnull=True).exists():
        raise Conflict(f"已在{ListingKind(kind).label}中", remedy="请先登记上一次的移出日期")
    row = pen.add(
        EnterpriseListing(
            record=record,
            kind=kind,
            document_number=document_number.strip(),
            detail=detail.strip(),
            valid_from=effective_date,
            known_from=known_date,
        )
    )
    return receipt(
        record, current(record), None, {"名录": ListingKind(kind).label, "自": effective_date.isoformat()}, row.pk
    )


@action("registers.end_listing", label="记录移出名录", policy=policies.may_edit_record)
def end_listing(
    *,
    actor: Actor,
    at: datetime,
    record_id: int,
    listing_id: int,
    effective_date: date,
    known_date: date | None = None,
    reason: str,
    source: str = "",
) -> Receipt:
    """The enterprise is taken off the list: on that day it no longer stands there."""
    record = record_of(record_id, RecordKind.ENTERPRISE)
    pen = open_pen(division_code=record.division_code, actor=actor, at=at, source=source, reason=reason)
    row = rows_of(EnterpriseListing, record).filter(pk=listing_id, valid_to__isnull=True).first()
    if row is None:
        raise NotFound("该条已经移出或已被更正", remedy="请重新打开登记页面")
    if row.valid_from is not None and effective_date < row.valid_from:
        raise Refused("移出日早于列入日", value=effective_date, remedy=f"列入日是 {row.valid_from}")
    pen.replace(row, valid_to=effective_date, known_to=known_date)
    words = ListingKind(row.kind).label
    return receipt(record, current(record), {"名录": words}, {"名录": words, "至": effective_date.isoformat()}, row.pk)
