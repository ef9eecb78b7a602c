"""Who holds a right: holders come and go with their days; members of an alliance likewise."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import Conflict, NotFound, Refused
from qiangxian.kernel.identifiers import uscc as uscc_code

from ...bodies.models import AllianceMember
from ...records import policies
from ...records.kinds import label_of
from ...records.matching import match_enterprise
from ...records.models import Record
from ...records.names import fold_name
from ...records.versions import Pen, current, open_pen, record_of, rows_of
from ...types import MatchState, RecordKind
from ..models import Holding


@dataclass(frozen=True)
class Holder:
    """A holder as printed. `person`: a natural person, who is never matched to an enterprise."""

    name: str
    uscc: str = ""
    address: str = ""
    area_code: str = ""
    person: bool = False


CODE_LENGTH = 18


def holders_of(text: str) -> list[Holder]:
    """One holder a line: the name, and after a blank its code where it is known."""
    found = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        name, _, code = line.rpartition(" ")
        is_coded = bool(name) and len(code) == CODE_LENGTH
        found.append(Holder(name.strip() if is_coded else line, uscc=code if is_coded else ""))
    return found


def open_holdings(
    pen: Pen,
    record: Record,
    holders: Iterable[Holder],
    *,
    effective_date: date | None,
    known_date: date | None,
    first_rank: int = 1,
) -> list[Holding]:
    """The holders take the right from that day, in the order given."""
    return [
        pen.add(_holding(pen, record, holder, rank, effective_date, known_date))
        for rank, holder in enumerate(holders, start=first_rank)
    ]


def _holding(
    pen: Pen, record: Record, holder: Holder, rank: int, effective_date: date | None, known_date: date | None
) -> Holding:
    name = holder.name.strip()
    if not name:
        raise Refused("权利人没有名称", remedy="请填写权利人名称")
    record_id, state = None, str(MatchState.PERSON)
    if not holder.person:
        match = match_enterprise(pen.division_code, name, holder_code(holder.uscc))
        record_id, state = match.record_id, match.state
    return Holding(
        record=record,
        holder_id=record_id,
        holder_name=name,
        folded_name=fold_name(name),
        rank=rank,
        address=holder.address,
        area_code=holder.area_code,
        match_state=state,
        valid_from=effective_date,
        known_from=known_date,
    )


def holder_code(text: str) -> str:
    """The canonical code of a holder, empty where none is given; a wrong one is refused."""
    if not text.strip():
        return ""
    check = uscc_code.validate(text)
    if check.canonical is None:
        raise Refused(check.reason, column="统一社会信用代码", value=text, remedy=check.remedy)
    return check.canonical


def standing(record: Record) -> list[Holding]:
    """The holdings without an end, in rank order."""
    return list(rows_of(Holding, record).filter(valid_to__isnull=True).order_by("rank", "id"))


@action("registers.add_holder", label="录入权利人", policy=policies.may_edit_record)
def add_holder(
    *,
    actor: Actor,
    at: datetime,
    record_id: int,
    holder: Holder,
    effective_date: date | None = None,
    known_date: date | None = None,
    reason: str,
    source: str = "",
) -> Receipt:
    """One more holder, ranked after those that stand."""
    record = record_of(record_id, RecordKind.RIGHT)
    pen = open_pen(division_code=record.division_code, actor=actor, at=at, source=source, reason=reason)
    held = standing(record)
    if fold_name(holder.name) in {row.folded_name for row in held}:
        raise Conflict(f"{holder.name}已经是权利人")
    rank = max((row.rank for row in held), default=0) + 1
    [row] = open_holdings(pen, record, [holder], effective_date=effective_date, known_date=known_date, first_rank=rank)
    return _receipt(record, None, {"权利人": row.holder_name, "自": str(effective_date or "")}, row.pk)


@action("registers.end_holder", label="终止权利人", policy=policies.may_edit_record)
def end_holder(
    *,
    actor: Actor,
    at: datetime,
    record_id: int,
    holding_id: int,
    effective_date: date,
    known_date: date | None = None,
    reason: str,
    source: str = "",
) -> Receipt:
    """The holder gave up or lost its share from that day."""
    record = record_of(record_id, RecordKind.RIGHT)
    pen = open_pen(division_code=record.division_code, actor=actor, at=at, source=source, reason=reason)
    row = rows_of(Holding, record).filter(pk=holding_id, valid_to__isnull=True).first()
    if row is None:
        raise NotFound("该权利人已经终止或已被更正", remedy="请重新打开登记页面")
    _end(pen, row, effective_date, known_date)
    return _receipt(record, {"权利人": row.holder_name}, {"权利人": row.holder_name, "至": str(effective_date)}, row.pk)


@action("registers.add_member", label="录入联盟成员", policy=policies.may_edit_record)
def add_member(
    *,
    actor: Actor,
    at: datetime,
    record_id: int,
    member_name: str,
    uscc: str = "",
    effective_date: date | None = None,
    known_date: date | None = None,
    reason: str = "",
    source: str = "",
) -> Receipt:
    """A body joins the alliance."""
    record = record_of(record_id, RecordKind.ALLIANCE)
    pen = open_pen(division_code=record.division_code, actor=actor, at=at, source=source, reason=reason)
    name = member_name.strip()
    if not name:
        raise Refused("成员没有名称", remedy="请填写成员名称")
    if rows_of(AllianceMember, record).filter(member_name=name, valid_to__isnull=True).exists():
        raise Conflict(f"{name}已经是成员")
    match = match_enterprise(record.division_code, name, holder_code(uscc))
    row = pen.add(
        AllianceMember(
            record=record,
            enterprise_id=match.record_id,
            member_name=name,
            valid_from=effective_date,
            known_from=known_date,
        )
    )
    return _receipt(record, None, {"成员": name, "自": str(effective_date or "")}, row.pk)


@action("registers.end_member", label="终止联盟成员", policy=policies.may_edit_record)
def end_member(
    *,
    actor: Actor,
    at: datetime,
    record_id: int,
    member_id: int,
    effective_date: date,
    known_date: date | None = None,
    reason: str,
    source: str = "",
) -> Receipt:
    """A member leaves the alliance from that day."""
    record = record_of(record_id, RecordKind.ALLIANCE)
    pen = open_pen(division_code=record.division_code, actor=actor, at=at, source=source, reason=reason)
    row = rows_of(AllianceMember, record).filter(pk=member_id, valid_to__isnull=True).first()
    if row is None:
        raise NotFound("该成员已经退出或已被更正", remedy="请重新打开登记页面")
    _end(pen, row, effective_date, known_date)
    return _receipt(record, {"成员": row.member_name}, {"成员": row.member_name, "至": str(effective_date)}, row.pk)


def _end(pen: Pen, row: Holding | AllianceMember, day: date, known: date | None) -> None:
    if row.valid_from is not None and day < row.valid_from:
        raise Refused("终止日早于起始日", value=day, remedy=f"起始日是 {row.valid_from}")
    pen.replace(row, valid_to=day, known_to=known)


def end_standing(pen: Pen, record: Record, day: date, known: date | None) -> None:
    """All holders of the right end together, as at a transfer."""
    for row in standing(record):
        _end(pen, row, day, known)


def _receipt(record: Record, before: dict[str, str] | None, after: dict[str, str], result: int) -> Receipt:
    return Receipt(
        kind=f"registers.{record.kind}",
        id=str(record.pk),
        label=label_of(current(record)),
        before=before,
        after=after,
        division_code=record.division_code,
        result=result,
    )
