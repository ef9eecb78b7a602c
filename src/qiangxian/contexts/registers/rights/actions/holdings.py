"""Who holds a right: holders come and go with their days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from qiangxian.contexts.audit.types import Receipt
from qiangxian.kernel.errors import Conflict, NotFound, Refused

from ...records.actions.records import receipt
from ...records.changing import change
from ...records.matching import match_enterprise
from ...records.models import Record
from ...records.names import fold_name
from ...records.validation import organisation_code
from ...records.versions import Pen, current, rows_of
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
    code, record_id, state = organisation_code(holder.uscc), None, str(MatchState.PERSON)
    if not holder.person:
        match = match_enterprise(pen.division_code, name, code)
        record_id, state = match.record_id, match.state
    return Holding(
        record=record,
        holder_id=record_id,
        holder_name=name,
        folded_name=fold_name(name),
        holder_uscc=code,
        rank=rank,
        address=holder.address,
        area_code=holder.area_code,
        match_state=state,
        valid_from=effective_date,
        known_from=known_date,
    )


def standing(record: Record) -> list[Holding]:
    """The holdings without an end, in rank order."""
    return list(rows_of(Holding, record).filter(valid_to__isnull=True).order_by("rank", "id"))


@change("registers.add_holder", label="录入权利人", kind=RecordKind.RIGHT)
def add_holder(
    pen: Pen, record: Record, *, holder: Holder, effective_date: date | None = None, known_date: date | None = None
) -> Receipt:
    """One more holder, ranked after those that stand."""
    held = standing(record)
    if fold_name(holder.name) in {row.folded_name for row in held}:
        raise Conflict(f"{holder.name}已经是权利人", remedy="请核对名称；要改位次的，请更正原来的一条")
    rank = max((row.rank for row in held), default=0) + 1
    [row] = open_holdings(pen, record, [holder], effective_date=effective_date, known_date=known_date, first_rank=rank)
    return receipt(record, current(record), None, {"权利人": row.holder_name, "自": str(effective_date or "")}, row.pk)


@change("registers.end_holder", label="终止权利人", kind=RecordKind.RIGHT)
def end_holder(
    pen: Pen, record: Record, *, holding_id: int, effective_date: date, known_date: date | None = None
) -> Receipt:
    """The holder gave up or lost its share from that day."""
    row = rows_of(Holding, record).filter(pk=holding_id, valid_to__isnull=True).first()
    if row is None:
        raise NotFound("该权利人已经终止或已被更正", remedy="请重新打开登记页面")
    pen.end(row, effective_date, known_date)
    return receipt(
        record,
        current(record),
        {"权利人": row.holder_name},
        {"权利人": row.holder_name, "至": str(effective_date)},
        row.pk,
    )


def end_standing(pen: Pen, record: Record, day: date, known: date | None) -> None:
    """All holders of the right end together, as at a transfer."""
    for row in standing(record):
        pen.end(row, day, known)
