"""The register of rights as a list: status of the page's rows by the law's engine, in force as a condition on sets."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from django.db.models import Q

from qiangxian.contexts.lists.types import Cell, Filter, Viewer
from qiangxian.engines.lifecycle.status import Status, legal
from qiangxian.engines.metrics.measures import Question
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.words import word

from ...records.conditions import by_record, holds, recorded
from ...records.scope import visible
from ...records.validity import INTERVAL
from ...records.words import state_words
from ...types import RecordKind
from ..in_force.clauses import begun
from ..in_force.conditions import granted, listed
from ..lifecycle_facts import right_facts
from ..models import AnnualFee, Holding, LegalEvent, Right


def statuses(rights: Sequence[Right], as_of: AsOf) -> dict[int, Status]:
    """The status of these rights on the day, by record: two queries, whatever their number."""
    records = [right.record_id for right in rights]
    events, fees = by_record(LegalEvent, records), by_record(AnnualFee, records)
    return {
        right.record_id: legal(
            right_facts(right, events[right.record_id], fees[right.record_id]), as_of.effective, as_of.known
        )
        for right in rights
    }


def status_cell(status: Status, *, excluded: bool = False) -> Cell:
    """The state in a word, with the flags that stand beside it; `excluded`: on the non-normal list, out of every count."""
    words, tone = state_words(status.state)
    flags = "、".join(
        [*(word("right_flags", flag) for flag in status.flags), *(["非正常申请，不计入"] if excluded else [])]
    )
    return Cell(f"{words}（{flags}）" if flags else words, tone)


def holders_on(records: Iterable[int], as_of: AsOf) -> dict[int, list[Holding]]:
    """Who holds these rights on the day, in rank order."""
    found: dict[int, list[Holding]] = defaultdict(list)
    rows = Holding.objects.filter(recorded(), record_id__in=list(records)).order_by("rank", "id")
    for row in rows:
        if holds(row, as_of):
            found[row.record_id].append(row)
    return found


def _held_by(viewer: Viewer, record_id: str) -> Q:
    if not record_id.isdecimal():
        raise Refused("没有这家企业", column="权利人", value=record_id, remedy="请从企业页面打开这张清单")
    held = Holding.objects.filter(recorded(), INTERVAL.holds(viewer.as_of), holder_id=int(record_id))
    return Q(record_id__in=held.values("record_id"))


def _holder_words(viewer: Viewer, record_id: str) -> str:
    row = visible(RecordKind.ENTERPRISE, viewer.actor).filter(record_id=record_id).first()
    return row.name if row else record_id


HELD_BY = Filter("holder", "权利人", _held_by, hidden=True, words=_holder_words)
"""The rights of one enterprise, as its page leads to them."""
STATES: Mapping[str, Callable[[Question], Q]] = {
    "in_force": listed,
    "granted": granted,
    "ended": lambda question: begun(question) & ~listed(question),
    "pending": lambda question: ~begun(question),
}
"""The states the list is filtered by."""
