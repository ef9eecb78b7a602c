"""What every measure of the registers shares: the revision it answers for, and whether anything was declared."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from qiangxian.engines.metrics.measures import Completeness, MeasureResult, PointValue, Question, Revision, Row

from .conditions import recorded
from .models import RegisterClock, ReportedThrough
from .spans import Line


def revision(division: str) -> Revision:
    """The newest revision of the county's registers. It is read before counting, and counting looks no further."""
    clock = RegisterClock.objects.filter(division_code=division).first()
    return Revision(clock.revision, clock.changed_at) if clock else Revision(0, None)


def completeness(question: Question, registers: Iterable[str]) -> Completeness:
    """Missing before the first declaration of any of the registers, partial past the earliest of their days."""
    declared = _declared(question)
    days = [declared.get(register) for register in registers]
    if not all(days):
        return "missing"
    return "complete" if question.as_of.effective <= min(day for day in days if day) else "partial"


def _declared(question: Question) -> Mapping[str, date]:
    """By register the day up to which it is declared; read once for all questions of a call."""
    place = ("declared", question.division, question.recorded)
    if place not in question.shared:
        rows = ReportedThrough.objects.filter(recorded(question.recorded), division_code=question.division)
        question.shared[place] = dict(rows.order_by("revision", "id").values_list("register", "through_date"))
    return question.shared[place]  # type: ignore[no-any-return]  # the memory holds what each name promises


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


def point_values(
    questions: Sequence[Question], registers: Iterable[str], line: Line, numbers: Sequence[int]
) -> list[PointValue]:
    """A value for each question from the numbers of the line's days; missing where nothing was declared."""
    place = {day: index for index, day in enumerate(line.days)}
    states = [completeness(question, registers) for question in questions]
    return [
        PointValue(None if state == "missing" else numbers[place[question.as_of.effective]], state)
        for question, state in zip(questions, states, strict=True)
    ]
