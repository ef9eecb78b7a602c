"""On which days rights are granted, in force, or granted within the period: what measures count."""

from functools import partial

from qiangxian.engines.lifecycle.facts import ENDING
from qiangxian.engines.lifecycle.terms import MARK_TYPES
from qiangxian.engines.metrics.measures import Question

from ...records.points import union
from .clauses import ANNULLING, begun_days, out_days, renewed_days, since_event, starting_days, unpaid_days, until_days
from .rows import DaysByRight, rights


def granted(question: Question, right_type: str) -> DaysByRight:
    """Rights with the days on which they are granted, not fully invalidated, and on no non-normal list."""

    def work() -> DaysByRight:
        out = out_days(question, ANNULLING)
        return {
            record: days
            for record, begun in begun_days(question, right_type).items()
            if (days := begun & ~out[record] if record in out else begun)
        }

    return question.once(("granted", right_type), work)


def in_force(question: Question, right_type: str) -> DaysByRight:
    """Rights with the days on which they count as in force."""
    return question.once(("in force", right_type), partial(_in_force, question, right_type))


def _in_force(question: Question, right_type: str) -> DaysByRight:
    out = out_days(question, (*ANNULLING, *ENDING))
    renewed = renewed_days(question) if right_type in MARK_TYPES else {}
    unpaid, until = unpaid_days(question, right_type), until_days(question, right_type)
    rows, counted = rights(question, right_type), {}
    for record, begun in begun_days(question, right_type).items():
        days = begun & (renewed[record] if record in renewed else until[rows[record][5]])
        if record in out:
            days &= ~out[record]
        if record in unpaid:
            days &= ~unpaid[record]
        if days:
            counted[record] = days
    return counted


def granted_within(question: Question, right_type: str) -> DaysByRight:
    """Rights with the days in whose period they were granted (or registered)."""
    moments, rows, starts = question.moments, rights(question, right_type), starting_days(question, right_type)
    counted = {}
    for record, granted_days in granted(question, right_type).items():
        if begins := rows[record][4]:
            days = granted_days & moments.within(begins)
        else:
            announced = (moments.within(day) & since_event(question, day, known) for day, known in starts[record])
            days = granted_days & union(announced)
        if days:
            counted[record] = days
    return counted
