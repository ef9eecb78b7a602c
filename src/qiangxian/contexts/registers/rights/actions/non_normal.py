"""The list of non-normal filings: which right and enterprise an entry means, withdrawal, reinstatement."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import Conflict, Refused

from ...records import policies
from ...records.conditions import recorded
from ...records.keys import label_of
from ...records.matching import first_holder, match_enterprise
from ...records.versions import audited, changed, current_at, open_pen, record_of
from ...types import RecordKind
from ..models import NonNormalFiling, Right


def found_for(division_code: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The right of that number, the enterprise by the printed applicant or, without one, by the right's first holder."""
    right = (
        Right.objects.filter(recorded(), division_code=division_code, number=values["number"])
        .order_by("sub_key", "id")
        .first()
    )
    name = values.get("applicant_name") or ""
    enterprise = match_enterprise(division_code, name).record_id if name else None
    if enterprise is None and right is not None:
        enterprise = first_holder(right.record_id)
    return {
        "right_id": right.record_id if right else None,
        "enterprise_id": enterprise,
        "known_date": values.get("known_date") or values["listed_date"],
    }


@action("registers.reinstate_filing", label="恢复非正常申请", policy=policies.may_edit_record)
def reinstate_filing(
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
    """The patent office took the filing off the list: from that day on the right counts again."""
    record = record_of(record_id, RecordKind.NON_NORMAL)
    pen = open_pen(division_code=record.division_code, actor=actor, at=at, source=source, reason=reason)
    old = current_at(record, revision)
    assert isinstance(old, NonNormalFiling)  # noqa: S101 - this kind's main row; tells the type checker
    if old.reinstated_date is not None:
        raise Conflict(f"已于 {old.reinstated_date} 恢复", remedy="日期有误的请用“更正”")
    if effective_date < old.listed_date:
        raise Refused("恢复日早于通报日", value=effective_date, remedy=f"通报日是 {old.listed_date}")
    if not reason.strip():
        raise Refused("没有写明依据", remedy="请写明恢复通知的文号")
    new = pen.replace(old, reinstated_date=effective_date, reinstated_known_date=known_date)
    pairs = changed(old, new)
    return Receipt(
        kind=f"registers.{record.kind}",
        id=str(record.pk),
        label=label_of(new),
        before=audited({name: pair[0] for name, pair in pairs.items()}),
        after=audited({name: pair[1] for name, pair in pairs.items()}),
        division_code=record.division_code,
        result=record.pk,
    )
