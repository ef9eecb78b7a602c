"""New records, corrections and closings. Nothing is deleted: a correction supersedes, a closing dates the end."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from qiangxian.contexts.audit.types import Receipt
from qiangxian.kernel.asking import SOURCE, Field, known, reason
from qiangxian.kernel.clocks import county_day
from qiangxian.kernel.errors import Conflict, Refused

from ..changing import change
from ..kinds import Kind, kind_of, kind_of_row, label_of
from ..models import Record, Recorded
from ..parties import Finder, placed_parties
from ..steps import RecordStep
from ..validation import valid_values
from ..versions import Pen, audited, changed, current, current_at, facts, record_of


@change("registers.create_record", label="录入", new=True)
def create_record(pen: Pen, *, kind: str, values: Mapping[str, Any], is_demo: bool = False, **beside: Any) -> Receipt:
    """Register something new. `beside`: what the kind keeps in other tables (the holders of a right, since when an
    enterprise is seated here)."""
    declared = kind_of(kind)
    checked = valid_values(kind, values, today=county_day(pen.at))
    record = Record.objects.create(kind=kind, division_code=pen.division_code, created_at=pen.at)
    model: Any = declared.model
    row = model(
        record=record, is_demo=is_demo, **completed(declared, pen.division_code, checked.values, None, record.pk)
    )
    _refuse_twin(declared, pen.division_code, row)
    pen.add(row)
    declared.opened(pen, row, **beside)
    return receipt(record, row, None, audited(facts(row)))


@change("registers.correct_record", label="更正登记", reasoned=True)
def correct_record(pen: Pen, record: Record, *, revision: int, values: Mapping[str, Any]) -> Receipt:
    """What was recorded was wrong: a new version with these values replaces it. `revision`: the version one saw."""
    old = current_at(record, revision)
    new = corrected(record, old, values)
    if not changed(old, new):
        raise Refused("没有任何改动", remedy="改动后再保存，或直接返回")
    _refuse_twin(kind_of(record.kind), record.division_code, new)
    pen.strike(old)
    pen.add(new)
    kind_of(record.kind).corrected(pen, old, new)
    return compared(record, old, new)


@change("registers.close_record", label="终止登记", reasoned=True)
def close_record(
    pen: Pen, record: Record, *, revision: int, closed_date: date, known_date: date | None = None
) -> Receipt:
    """Deregistered, dissolved, closed, revoked: the end gets its day, everything recorded stays."""
    declared = kind_of(record.kind)
    if declared.not_closed_here:
        raise Refused(*declared.not_closed_here[:1], remedy=declared.not_closed_here[1])
    return end_record(pen, record, revision, (closed_date, known_date))


def end_record(pen: Pen, record: Record, revision: int, days: tuple[date, date | None], **more: Any) -> Receipt:
    """The end of a record gets its day and the day it was known. `more`: other columns that change with it."""
    declared = kind_of(record.kind)
    old = current_at(record, revision)
    ends, known = declared.validity.closing
    if (ended := getattr(old, ends)) is not None:
        raise Conflict(f"已于 {ended} {declared.ending}", remedy="日期有误的请用“更正”")
    standing = form_values(declared, old)
    valid_values(record.kind, {**standing, ends: days[0]}, standing)
    return compared(record, old, pen.replace(old, **{ends: days[0], known: days[1], **more}))


CLOSE = RecordStep(
    "记录终止",
    close_record,
    (
        Field("closed_date", "终止（注销、撤销）日", "day", required=True),
        known("公告日", "有公告的填公告日；不填则以终止日为准"),
        SOURCE,
        reason(),
    ),
    button="终止",
    confirm="记录终止",
    is_versioned=True,
    offered=lambda row: getattr(row, kind_of_row(row).validity.ends) is None,
    words="从终止日起不再计入指标；已登记的内容和历史都保留，不会删除。",
    done="已记录终止，登记内容和历史保留。",
)


def steps_of(declared: Kind) -> Mapping[str, RecordStep]:
    """Every step of a kind, in the order of the page: its own, then closing where it is closed by that."""
    return declared.steps if declared.not_closed_here else {**declared.steps, "close": CLOSE}


def corrected(record: Record, old: Recorded, values: Mapping[str, Any]) -> Recorded:
    """The version that would replace `old`, not stored: for the action and for the comparison shown before it."""
    declared = kind_of(record.kind)
    standing, kept = form_values(declared, old), facts(old)
    checked = valid_values(record.kind, {**standing, **values}, standing)
    full = completed(declared, record.division_code, {**kept, **checked.values}, kept, record.pk)
    return declared.model(record=record, **full)


def form_values(declared: Kind, row: Recorded) -> dict[str, Any]:
    """What the form of a correction begins with."""
    return {field.name: getattr(row, field.name) for field in declared.fields}


def completed(
    declared: Kind, division_code: str, values: Mapping[str, Any], kept: Mapping[str, Any] | None, record_id: int
) -> dict[str, Any]:
    """What follows from the values: the parties, the known day, what the kind computes."""
    full, finder = dict(values), Finder(division_code)
    known = declared.validity.known
    if declared.validity.is_known_set:
        full[known] = full.get(known) or declared.started(full)
    full |= placed_parties(declared.parties, full, finder, kept)[0]
    declared.complete(full, finder)
    declared.derive(full, record_id)
    return full


def receipt(record: Record, row: Recorded, before: Any, after: Any, result: int = 0) -> Receipt:
    """The receipt of a change of a record: told under the record's kind and id; the result is the record, or the part of it
    that was changed."""
    return Receipt(
        kind=f"registers.{record.kind}",
        id=str(record.pk),
        label=label_of(row),
        before=before,
        after=after,
        division_code=record.division_code,
        result=result or record.pk,
    )


def part_receipt(record: Record, row: Recorded, before: Recorded | None, after: Recorded | None) -> Receipt:
    """The receipt of a change of a part (an event, a fee year): told under the record, with all facts of the part."""
    old, new = (audited(facts(part)) if part else None for part in (before, after))
    return receipt(record, row, old, new, (after or before or row).pk)


def compared(record: Record, old: Recorded, new: Recorded) -> Receipt:
    """The receipt of a new version: only what differs."""
    pairs = changed(old, new)
    before = audited({name: pair[0] for name, pair in pairs.items()})
    return receipt(record, new, before, audited({name: pair[1] for name, pair in pairs.items()}))


def _refuse_twin(declared: Kind, division_code: str, row: Recorded) -> None:
    twin = declared.twin_of(division_code, row)
    if twin is not None and twin != row.record_id:
        known = label_of(current(record_of(twin)))
        raise Conflict(
            f"“{known}”已经登记过，号码与本次填写的相同", remedy="请打开它，再更正或补充", about=(declared.code, twin)
        )
