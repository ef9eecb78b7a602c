"""Patents out of the count for unpaid fees that no announcement has ended yet (engines/lifecycle/status, clause 5)."""

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import F, Q

from qiangxian.engines.lifecycle.status import legal
from qiangxian.engines.metrics.measures import Question
from qiangxian.kernel import rulebook
from qiangxian.kernel.calendar import add_months

from ...records.conditions import recorded
from ...types import PATENT_TYPES
from ..lifecycle_facts import right_facts
from ..models import AnnualFee, LegalEvent, Right
from .terms import counted_on

UNPAID = frozenset({"in_force_grace", "presumed_lapsed"})


def unpaid_lapses(question: Question) -> frozenset[int]:
    """Records of the asked types whose state for an unpaid fee the reading does not count. Few fees are unpaid, so the
    law's engine is asked about their patents one by one."""
    left_out = UNPAID - counted_on(question)
    types = sorted(set(PATENT_TYPES).intersection(question.filters["types"]))
    if not left_out or not types:
        return frozenset()
    name = ("unpaid lapses", tuple(types), tuple(sorted(left_out)))
    return question.once(name, lambda: _found(question, types, left_out))  # type: ignore[no-any-return]


def _found(question: Question, types: Sequence[str], left_out: frozenset[str]) -> frozenset[int]:
    day, known = question.as_of.effective, question.as_of.known
    records = _with_open_fees(question, types)
    rights = Right.objects.filter(recorded(question.recorded), record_id__in=records, type__in=types)
    events, fees = defaultdict(list), defaultdict(list)
    for event in LegalEvent.objects.filter(recorded(question.recorded), record_id__in=records):
        events[event.record_id].append(event)
    for fee in AnnualFee.objects.filter(recorded(question.recorded), record_id__in=records):
        fees[fee.record_id].append(fee)
    return frozenset(
        right.record_id
        for right in rights
        if legal(right_facts(right, events[right.record_id], fees[right.record_id]), day, known).state in left_out
    )


def _with_open_fees(question: Question, types: Sequence[str]) -> set[int]:
    """Records with a fee that fell due before the day and was perhaps not paid in time."""
    day, known = question.as_of.effective, question.as_of.known
    # A fee paid a month before its grace ends is settled for certain, however its printed day was rolled.
    surely = rulebook.parameter("lifecycle", "status.fee_grace_months", day, None) - 1
    open_or_late = Q(paid_on__isnull=True) | Q(paid_on__gt=F("due_date")) | Q(paid_on__gt=known)
    rows = AnnualFee.objects.filter(
        recorded(question.recorded), open_or_late, division_code=question.division, due_date__lt=day
    ).values_list("record_id", "due_date", "paid_on")
    return {
        record for record, due, paid in rows if due and (paid is None or paid > known or paid > add_months(due, surely))
    }
