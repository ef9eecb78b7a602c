"""New records, corrections and closings. Nothing is deleted: a correction supersedes, a closing dates the end."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import Conflict, Refused

from ...contracts.actions import parties
from ...enterprises.models import Domicile, Enterprise, EnterpriseName
from ...models import REGISTER_MODELS
from ...rights.actions.holdings import Holder, open_holdings
from ...rights.actions.non_normal import found_for
from ...rights.lifecycle_facts import expiry_of
from ...rights.models import LegalEvent, Right
from ...types import RecordKind
from .. import policies
from ..fields import FIELDS
from ..keys import label_of, taken_by
from ..matching import match_enterprise
from ..models import Record, Recorded
from ..names import fold_name
from ..validation import valid_values
from ..versions import Pen, audited, changed, current_at, facts, open_pen, record_of, rows_of

CLOSING_FIELDS = {
    RecordKind.ENTERPRISE: ("closed_date", "closed_known_date"),
    RecordKind.TITLE: ("revoked_date", "revoked_known_date"),
    RecordKind.AGENCY: ("closed_date", "closed_known_date"),
    RecordKind.FACILITY: ("closed_date", "closed_known_date"),
    RecordKind.ALLIANCE: ("closed_date", "closed_known_date"),
}


@action("registers.create_record", label="录入", policy=policies.may_edit)
def create_record(
    *,
    actor: Actor,
    at: datetime,
    kind: str,
    division_code: str,
    values: Mapping[str, Any],
    holders: Sequence[Holder] = (),
    since: date | None = None,
    source: str = "",
    reason: str = "",
    is_demo: bool = False,
) -> Receipt:
    """Register something new. `holders`: of a right, in their order; `since`: from when an enterprise is seated here."""
    checked = valid_values(kind, values)
    pen = open_pen(division_code=division_code, actor=actor, at=at, source=source, reason=reason)
    record = Record.objects.create(kind=kind, division_code=division_code, created_at=at)
    values_of_row = {**_completed(kind, division_code, checked.values), "is_demo": is_demo}
    row = REGISTER_MODELS[kind](record=record, **values_of_row)
    _refuse_twin(kind, division_code, row, record.pk)
    if isinstance(row, Right):
        row.number_status, row.expiry_date = checked.values["number_status"], expiry_of(row, ())
    pen.add(row)
    if isinstance(row, Enterprise):
        _open_enterprise(pen, row, since or row.established_date)
    if isinstance(row, Right):
        open_holdings(pen, record, holders, effective_date=row.filing_date, known_date=None)
    return _receipt(record, row, None, audited(facts(row)), record.pk)


@action("registers.correct_record", label="更正登记", policy=policies.may_edit_record)
def correct_record(
    *,
    actor: Actor,
    at: datetime,
    record_id: int,
    revision: int,
    values: Mapping[str, Any],
    reason: str,
    source: str = "",
) -> Receipt:
    """What was recorded was wrong: a new version with these values replaces it. `revision`: the version one saw."""
    record = record_of(record_id)
    _need_reason(reason)
    pen = open_pen(division_code=record.division_code, actor=actor, at=at, source=source, reason=reason)
    old = current_at(record, revision)
    new = corrected(record, old, values)
    if not changed(old, new):
        raise Refused("没有任何改动", remedy="改动后再保存，或直接返回")
    _refuse_twin(record.kind, record.division_code, new, record.pk)
    pen.strike(old)
    pen.add(new)
    if isinstance(old, Enterprise) and isinstance(new, Enterprise):
        _correct_enterprise(pen, record, old, new)
    return _compared(record, old, new)


@action("registers.close_record", label="终止登记", policy=policies.may_edit_record)
def close_record(
    *,
    actor: Actor,
    at: datetime,
    record_id: int,
    revision: int,
    closed_date: date,
    known_date: date | None = None,
    reason: str,
    source: str = "",
) -> Receipt:
    """Deregistered, dissolved, closed, revoked: the end gets its day, everything recorded stays."""
    record = record_of(record_id)
    _need_reason(reason)
    if record.kind not in CLOSING_FIELDS:
        raise Refused("知识产权的终止按法律事件登记", remedy="请用“补录法律状态”")
    pen = open_pen(division_code=record.division_code, actor=actor, at=at, source=source, reason=reason)
    old = current_at(record, revision)
    ends, known = CLOSING_FIELDS[RecordKind(record.kind)]
    if getattr(old, ends) is not None:
        raise Conflict(f"已于{getattr(old, ends)}终止", remedy="日期有误的请用“更正”")
    standing = _form_values(record.kind, old)
    valid_values(record.kind, {**standing, ends: closed_date}, standing)
    new = pen.replace(old, **{ends: closed_date, known: known_date})
    return _compared(record, old, new)


def corrected(record: Record, old: Recorded, values: Mapping[str, Any]) -> Recorded:
    """The version that would replace `old`, not stored: for the action and for the comparison shown before it."""
    standing = _form_values(record.kind, old)
    checked = valid_values(record.kind, {**standing, **values}, standing)
    kept = facts(old)
    new = type(old)(record=record, **{**kept, **_completed(record.kind, record.division_code, checked.values, kept)})
    if isinstance(new, Right):
        new.number_status = checked.values["number_status"]
        new.expiry_date = expiry_of(new, rows_of(LegalEvent, record))
    return new


def _form_values(kind: str, row: Recorded) -> dict[str, Any]:
    return {field.name: getattr(row, field.name) for field in FIELDS[kind]}


def _completed(
    kind: str, division_code: str, values: Mapping[str, Any], kept: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """What follows from the values: the folded name, the enterprise a title or facility belongs to, the known day."""
    full = dict(values)
    if kind == RecordKind.ENTERPRISE:
        full["folded_name"] = fold_name(full["name"])
        full["area_code"] = full.get("area_code") or division_code
    if kind == RecordKind.TITLE:
        full["known_date"] = full.get("known_date") or full["valid_from"]
        if kept is None or (kept["enterprise_name"], kept["uscc"]) != (full["enterprise_name"], full.get("uscc", "")):
            match = match_enterprise(division_code, full["enterprise_name"], full.get("uscc") or "")
            full |= {"enterprise_id": match.record_id, "match_state": match.state}
    if kind == RecordKind.FACILITY and full.get("operator_name"):
        full["operator_id"] = match_enterprise(division_code, full["operator_name"]).record_id
    if kind == RecordKind.TRUSTEESHIP:
        full |= parties(division_code, full)
    if kind == RecordKind.NON_NORMAL:
        full |= found_for(division_code, full)
    return full


def _open_enterprise(pen: Pen, row: Enterprise, since: date | None) -> None:
    pen.add(EnterpriseName(record=row.record, name=row.name, folded_name=row.folded_name, valid_from=since))
    pen.add(
        Domicile(
            record=row.record,
            area_code=row.area_code,
            township_code=row.township_code,
            address=row.address,
            valid_from=since,
        )
    )


def _correct_enterprise(pen: Pen, record: Record, old: Enterprise, new: Enterprise) -> None:
    """The name and seat that hold now were recorded wrongly too; earlier ones stay as they are."""
    if old.name != new.name:
        for row in rows_of(EnterpriseName, record).filter(valid_to__isnull=True):
            pen.replace(row, name=new.name, folded_name=new.folded_name)
    place = ("area_code", "township_code", "address")
    if any(getattr(old, name) != getattr(new, name) for name in place):
        for row in rows_of(Domicile, record).filter(valid_to__isnull=True):
            pen.replace(row, **{name: getattr(new, name) for name in place})


def _refuse_twin(kind: str, division_code: str, row: Recorded, record_id: int) -> None:
    twin = taken_by(kind, division_code, row)
    if twin is not None and twin != record_id:
        raise Conflict(f"“{label_of(row)}”已经登记过", remedy="请在列表中找到它，再更正或补充")


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused("没有写明理由", remedy="请写明依据，例如来源文件和核对结果")


def _receipt(record: Record, row: Recorded, before: Any, after: Any, result: Any) -> Receipt:
    return Receipt(
        kind=f"registers.{record.kind}",
        id=str(record.pk),
        label=label_of(row),
        before=before,
        after=after,
        division_code=record.division_code,
        result=result,
    )


def _compared(record: Record, old: Recorded, new: Recorded) -> Receipt:
    differing = changed(old, new)
    return _receipt(
        record,
        new,
        audited({name: pair[0] for name, pair in differing.items()}),
        audited({name: pair[1] for name, pair in differing.items()}),
        record.pk,
    )
