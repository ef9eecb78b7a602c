"""Members of an alliance come and go."""

from datetime import date

from qiangxian.contexts.audit.types import Receipt
from qiangxian.kernel.errors import Conflict, NotFound, Refused

from ..records.actions.records import receipt
from ..records.changing import change
from ..records.matching import match_enterprise
from ..records.models import Record
from ..records.validation import organisation_code
from ..records.versions import Pen, current, rows_of
from ..types import RecordKind
from .models import AllianceMember


@change("registers.add_member", label="录入联盟成员", kind=RecordKind.ALLIANCE)
def add_member(
    pen: Pen,
    record: Record,
    *,
    member_name: str,
    uscc: str = "",
    effective_date: date | None = None,
    known_date: date | None = None,
) -> Receipt:
    """A body joins the alliance."""
    name = member_name.strip()
    if not name:
        raise Refused("成员没有名称", remedy="请填写成员名称")
    if rows_of(AllianceMember, record).filter(member_name=name, valid_to__isnull=True).exists():
        raise Conflict(f"{name}已经是成员", remedy="要改加入日的，请先登记退出再重新加入")
    match = match_enterprise(record.division_code, name, organisation_code(uscc))
    days = {"valid_from": effective_date, "known_from": known_date}
    row = pen.add(AllianceMember(record=record, enterprise_id=match.record_id, member_name=name, **days))
    return receipt(record, current(record), None, {"成员": name, "自": str(effective_date or "")}, row.pk)


@change("registers.end_member", label="终止联盟成员", kind=RecordKind.ALLIANCE)
def end_member(
    pen: Pen, record: Record, *, member_id: int, effective_date: date, known_date: date | None = None
) -> Receipt:
    """A member leaves the alliance from that day."""
    row = rows_of(AllianceMember, record).filter(pk=member_id, valid_to__isnull=True).first()
    if row is None:
        raise NotFound("该成员已经退出或已被更正", remedy="请重新打开登记页面")
    pen.end(row, effective_date, known_date)
    name = row.member_name
    return receipt(record, current(record), {"成员": name}, {"成员": name, "至": str(effective_date)}, row.pk)
