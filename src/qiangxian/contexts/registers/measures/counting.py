"""What every measure of the registers shares: the revision it answers for, and whether anything was declared."""

from collections.abc import Callable, Iterable

from qiangxian.engines.metrics.measures import Completeness, MeasureResult, Question, Revision, Row

from ..conditions import recorded
from ..models import RegisterClock, ReportedThrough


def revision(division: str) -> Revision:
    """The newest revision of the county's registers. It is read before counting, and counting looks no further."""
    clock = RegisterClock.objects.filter(division_code=division).first()
    return Revision(clock.revision, clock.changed_at) if clock else Revision(0, None)


def completeness(question: Question, registers: Iterable[str]) -> Completeness:
    """Missing before the first declaration of any of the registers, partial past the earliest of their days."""
    rows = ReportedThrough.objects.filter(recorded(question.recorded), division_code=question.division)
    declared = dict(rows.order_by("revision", "id").values_list("register", "through_date"))
    days = [declared.get(register) for register in registers]
    if not all(days):
        return "missing"
    return "complete" if question.as_of.effective <= min(day for day in days if day) else "partial"


def counted(
    question: Question,
    registers: Iterable[str],
    count: Callable[[], tuple[tuple[str, ...], Callable[[], list[Row]]]],
) -> MeasureResult:
    """The number of keys `count` gives, with their rows; nothing is counted where nothing was declared."""
    state = completeness(question, registers)
    if state == "missing":
        return MeasureResult(None, state, (), list)
    keys, rows = count()
    return MeasureResult(len(keys), state, keys, rows)
