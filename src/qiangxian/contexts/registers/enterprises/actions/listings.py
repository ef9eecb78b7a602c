"""Public lists on which an enterprise stands: 经营异常名录, 严重违法失信名单, 失信被执行人."""

from datetime import date

from qiangxian.contexts.audit.types import Receipt
from qiangxian.kernel.errors import Conflict, NotFound, Refused

from ...records.actions.records import receipt
from ...records.changing import change
from ...records.models import Record
from ...records.versions import Pen, current, rows_of
from ...types import ListingKind, RecordKind
from ..models import EnterpriseListing


@change("registers.add_listing", label="记录列入名录", kind=RecordKind.ENTERPRISE)
def add_listing(
    pen: Pen, record: Record, *, kind: str, effective_date: date, known_date: date | None = None, **about: str
) -> Receipt:
    """The enterprise is put on a list from that day. `about`: number of the document, particulars."""
    if kind not in ListingKind.values:
        raise Refused("不认识的名录", value=kind, remedy="、".join(ListingKind.labels))
    if rows_of(EnterpriseListing, record).filter(kind=kind, valid_to__isnull=True).exists():
        raise Conflict(f"已在{ListingKind(kind).label}中", remedy="请先登记上一次的移出日期")
    row = pen.add(
        EnterpriseListing(
            record=record,
            kind=kind,
            **{name: words.strip() for name, words in about.items()},
            valid_from=effective_date,
            known_from=known_date,
        )
    )
    return receipt(
        record, current(record), None, {"名录": ListingKind(kind).label, "自": effective_date.isoformat()}, row.pk
    )


@change("registers.end_listing", label="记录移出名录", kind=RecordKind.ENTERPRISE)
def end_listing(
    pen: Pen, record: Record, *, listing_id: int, effective_date: date, known_date: date | None = None
) -> Receipt:
    """The enterprise is taken off the list: on that day it no longer stands there."""
    row = rows_of(EnterpriseListing, record).filter(pk=listing_id, valid_to__isnull=True).first()
    if row is None:
        raise NotFound("该条已经移出或已被更正", remedy="请重新打开登记页面")
    if row.valid_from is not None and effective_date < row.valid_from:
        raise Refused("移出日早于列入日", value=effective_date, remedy=f"列入日是 {row.valid_from}")
    pen.replace(row, valid_to=effective_date, known_to=known_date)
    words = ListingKind(row.kind).label
    return receipt(record, current(record), {"名录": words}, {"名录": words, "至": effective_date.isoformat()}, row.pk)
