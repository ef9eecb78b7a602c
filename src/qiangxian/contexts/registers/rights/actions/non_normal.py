"""The list of non-normal filings: reinstatement."""

from datetime import date

from qiangxian.contexts.audit.types import Receipt

from ...records.actions.records import end_record
from ...records.changing import change
from ...records.models import Record
from ...records.versions import Pen
from ...types import RecordKind


@change("registers.reinstate_filing", label="恢复非正常申请", kind=RecordKind.NON_NORMAL, reasoned=True)
def reinstate_filing(
    pen: Pen, record: Record, *, revision: int, effective_date: date, known_date: date | None = None
) -> Receipt:
    """The patent office took the filing off the list: from that day on the right counts again."""
    return end_record(pen, record, revision, (effective_date, known_date))
