"""Figures no register counts, as bureaus report and bulletins print them: null until reported, zero only where reported.

A stock or a survey is the newest published one; a flow is put together from reports that lie one after another from the first
day of the period on. Two reports of one span are never mixed: the longest that fits is taken."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from qiangxian.engines.metrics.combining import least_checked, worst
from qiangxian.engines.metrics.measures import (
    Completeness,
    MeasureResult,
    Number,
    PointValue,
    Question,
    Row,
    measure,
    sweep,
)
from qiangxian.kernel.period import Period

from ..records.conditions import recorded
from ..records.counting import revision
from ..records.kinds import natural_key
from ..types import FigureState, RecordKind
from .models import ReportedFigure

_DAY = timedelta(days=1)
FIGURES = (RecordKind.FIGURE,)


@dataclass(frozen=True)
class Answer:
    """A value with the reports it was made of."""

    value: Number | None
    completeness: Completeness
    used: tuple[ReportedFigure, ...] = ()

    @property
    def state(self) -> str:
        return least_checked(row.state for row in self.used)


NONE = Answer(None, "missing")


def _rows_of(question: Question) -> Mapping[tuple[str, str], list[ReportedFigure]]:
    """All reports by series and part, oldest first; read once for all questions of a call."""
    place = ("reported", question.division, question.recorded)
    if place not in question.shared:
        found: dict[tuple[str, str], list[ReportedFigure]] = {}
        rows = ReportedFigure.objects.filter(recorded(question.recorded), division_code=question.division)
        for row in rows.select_related("record").order_by("period_end", "published_date", "id"):
            found.setdefault((row.series, row.part), []).append(row)
        question.shared[place] = found
    return question.shared[place]  # type: ignore[no-any-return]  # the memory holds what each name promises


def _answer(question: Question, part: str) -> Answer:
    rows = _rows_of(question).get((question.filters["series"], part), [])
    known = [row for row in rows if row.published_date <= question.as_of.known]
    if question.period is None:
        return _newest(known, question)
    return _flow(known, question.period)


def _newest(rows: Iterable[ReportedFigure], question: Question) -> Answer:
    """Of the stocks and surveys that end by the day the newest; with `pick` = year_end only that of the day's own year."""
    day, own_year = question.as_of.effective, question.filters.get("pick") == "year_end"
    fitting = [row for row in rows if row.period_end <= day and (not own_year or row.period_end.year == day.year)]
    if own_year:  # the year-end figure holds for every day of its year, once it is published
        fitting = [row for row in rows if row.period_end == date(day.year, 12, 31)]
    if not fitting:
        return NONE
    row = fitting[-1]
    return Answer(_plain(row.value), "complete", (row,))


def _flow(rows: Sequence[ReportedFigure], period: Period) -> Answer:
    """The sum of the reports from the period's first day on; partial where they do not reach its last day."""
    used: list[ReportedFigure] = []
    begins = period.start
    while begins < period.end:
        fitting = [row for row in rows if row.period_start == begins and row.period_end < period.end]
        if not fitting:
            break
        used.append(max(fitting, key=lambda row: row.period_end))
        begins = used[-1].period_end + _DAY
    if not used:
        return NONE
    total = sum((row.value for row in used), Decimal(0))
    return Answer(_plain(total), "complete" if begins >= period.end else "partial", tuple(used))


def _first(answer: Answer) -> Answer:
    """What stood at the beginning: the value of the first report only."""
    return Answer(_plain(answer.used[0].value), answer.completeness, answer.used[:1]) if answer.used else answer


def _plain(value: Decimal) -> Number:
    return int(value) if value == value.to_integral_value() else value.normalize()


# -- the measures --------------------------------------------------------------------------------------------------------


def _answers(question: Question) -> Mapping[str, Answer]:
    """By part; the first is the value. A series without parts has the one named ''."""
    opening = set(question.filters.get("opening", ()))
    found = {}
    for part in question.filters.get("parts", ("",)):
        answer = _answer(question, part)
        found[part] = _first(answer) if part in opening else answer
    return found


def _parts(question: Question, answers: Mapping[str, Answer]) -> dict[str, Number | None]:
    """The figures beside the first, and the rates the definition asks for: parts over the sum of parts, per hundred."""
    parts = {code: answer.value for code, answer in list(answers.items())[1:]}
    for code, rate in question.filters.get("rates", {}).items():
        parts[code] = _rate([answers[one].value for one in rate["of"]], [answers[one].value for one in rate["over"]])
    return parts


def _rate(above: Sequence[Number | None], below: Sequence[Number | None]) -> Number | None:
    if None in above or None in below:
        return None
    base = sum((Decimal(one) for one in below if one is not None), Decimal(0))
    share = sum((Decimal(one) for one in above if one is not None), Decimal(0))
    return share * 100 / base if base else None


def _value(answers: Mapping[str, Answer]) -> PointValue:
    first, *others = answers.values()
    reported = [one for one in (first, *others) if one.used]
    state = least_checked(one.state for one in reported)
    whole = "missing" if first.value is None else worst(one.completeness for one in reported)
    return PointValue(first.value, whole, {}, state)


@measure("registers.figures.reported", label="上报、核定或上级公布的数据", registers=FIGURES, revision=revision)
def reported(question: Question) -> MeasureResult:
    """The value of a `series`, with the state it was checked to. `parts` names figures under it (the first is the value),
    `opening` those that stand at the beginning of the period, `rates` shares to be computed from them."""
    answers = _answers(question)
    value = _value(answers)
    used = {row.pk: row for answer in answers.values() for row in answer.used}.values()
    return MeasureResult(
        value=value.value,
        completeness=value.completeness,
        keys=tuple(_key(row) for row in used),
        rows=lambda: [_row(row) for row in used],
        parts=_parts(question, answers),
        state=value.state,
    )


@sweep("registers.figures.reported")
def reported_on(questions: Sequence[Question]) -> Sequence[PointValue]:
    """As `reported`; the reports are few and read once."""
    found = []
    for question in questions:
        answers = _answers(question)
        value = _value(answers)
        found.append(PointValue(value.value, value.completeness, _parts(question, answers), value.state))
    return found


def _key(row: ReportedFigure) -> str:
    return f"{natural_key(row)} {row.value.normalize():f} {row.unit} {row.state} {row.vintage}"


def _row(row: ReportedFigure) -> Row:
    span = f"{row.period_start} 至 {row.period_end}" if row.period_start else f"数据截至 {row.period_end}"
    words = (
        span,
        f"{row.value.normalize():f} {row.unit}",
        FigureState(row.state).label,
        f"{row.bulletin}（{row.vintage}）" if row.vintage else row.bulletin,
        f"{row.published_date} 公布",
    )
    return Row(kind=RecordKind.FIGURE, key=natural_key(row), label=row.unit_name or row.bulletin, because=words)
