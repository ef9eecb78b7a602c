"""The list of non-normal filings: reinstatement."""

from datetime import date, datetime

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.kernel.actor import Actor

from ...records import policies
from ...records.actions.records import end_record
from ...records.versions import record_of
from ...types import RecordKind


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
    record_of(record_id, RecordKind.NON_NORMAL)
    days = (effective_date, known_date)
    return end_record(
        actor=actor, at=at, record_id=record_id, revision=revision, days=days, reason=reason, source=source
    )
