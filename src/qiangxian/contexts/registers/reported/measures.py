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
    CountedRow,
    DayValue,
    MeasureAnswer,
    Number,
    Question,
    measure,
)
from qiangxian.kernel.period import Period

from ..records.conditions import recorded
from ..records.kinds import natural_key
from ..records.points import revision
from ..types import FigureState, RecordKind
from .models import ReportedFigure

_DAY = timedelta(days=1)
FIGURES = (RecordKind.FIGURE,)


@dataclass(frozen=True)
class Sum:
    """A value with the reports it was made of."""

    value: Number | None
    completeness: Completeness
    used: tuple[ReportedFigure, ...] = ()

    @property
    def state(self) -> str:
        return least_checked(row.state for row in self.used)


NONE = Sum(None, "missing")


def _rows_of(question: Question) -> Mapping[tuple[str, str], list[ReportedFigure]]:
    """All reports by series and part, oldest first; read once for all questions of a call."""

    def work() -> Mapping[tuple[str, str], list[ReportedFigure]]:
        found: dict[tuple[str, str], list[ReportedFigure]] = {}
        rows = ReportedFigure.objects.filter(recorded(question.recorded), division_code=question.division)
        for row in rows.select_related("record").order_by("period_end", "published_date", "id"):
            found.setdefault((row.series, row.part), []).append(row)
        return found

    return question.once("reported", work)


def _sum(question: Question, part: str, place: int) -> Sum:
    rows = _rows_of(question).get((question.filters["series"], part), [])
    as_of = question.days[place]
    known = [row for row in rows if row.published_date <= as_of.known]
    if question.periods:
        return _flow(known, question.periods[place])
    return _newest(known, as_of.effective, question.filters.get("pick") == "year_end")


def _newest(rows: Iterable[ReportedFigure], day: date, own_year: bool) -> Sum:
    """Of the stocks and surveys that end by the day the newest; with `own_year` only that of the day's own year."""
    fitting = [row for row in rows if row.period_end <= day and (not own_year or row.period_end.year == day.year)]
    if own_year:  # the year-end figure holds for every day of its year, once it is published
        fitting = [row for row in rows if row.period_end == date(day.year, 12, 31)]
    if not fitting:
        return NONE
    row = fitting[-1]
    return Sum(_plain(row.value), "complete", (row,))


def _flow(rows: Sequence[ReportedFigure], period: Period) -> Sum:
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
    return Sum(_plain(total), "complete" if begins >= period.end else "partial", tuple(used))


def _first(one: Sum) -> Sum:
    """What stood at the beginning: the value of the first report only."""
    return Sum(_plain(one.used[0].value), one.completeness, one.used[:1]) if one.used else one


def _plain(value: Decimal) -> Number:
    return int(value) if value == value.to_integral_value() else value.normalize()


# -- the measures --------------------------------------------------------------------------------------------------------


def _sums(question: Question, place: int) -> Mapping[str, Sum]:
    """On one of the days, by part; the first is the value. A series without parts has the one named ''."""
    opening = set(question.filters.get("opening", ()))
    found = {}
    for part in question.filters.get("parts", ("",)):
        one = _sum(question, part, place)
        found[part] = _first(one) if part in opening else one
    return found


def _parts(question: Question, sums: Mapping[str, Sum]) -> dict[str, Number | None]:
    """The figures beside the first, and the rates the definition asks for: parts over the sum of parts, per hundred."""
    parts = {code: one.value for code, one in list(sums.items())[1:]}
    for code, rate in question.filters.get("rates", {}).items():
        parts[code] = _rate([sums[one].value for one in rate["of"]], [sums[one].value for one in rate["over"]])
    return parts


def _rate(above: Sequence[Number | None], below: Sequence[Number | None]) -> Number | None:
    if None in above or None in below:
        return None
    base = sum((Decimal(one) for one in below if one is not None), Decimal(0))
    share = sum((Decimal(one) for one in above if one is not None), Decimal(0))
    return share * 100 / base if base else None


def _value(question: Question, sums: Mapping[str, Sum]) -> DayValue:
    first, *_ = sums.values()
    reported = [one for one in sums.values() if one.used]
    whole = "missing" if first.value is None else worst(one.completeness for one in reported)
    return DayValue(first.value, whole, _parts(question, sums), least_checked(one.state for one in reported))


@measure("registers.figures.reported", label="上报、核定或上级公布的数据", registers=FIGURES, revision=revision)
def reported(question: Question) -> MeasureAnswer:
    """The value of a `series`, with the state it was checked to. `parts` names figures under it (the first is the value),
    `opening` those that stand at the beginning of the period, `rates` shares to be computed from them."""
    answers = [_sums(question, place) for place in range(len(question.days))]
    used = {row.pk: row for one in answers[-1].values() for row in one.used}.values()
    return MeasureAnswer(
        [_value(question, sums) for sums in answers], [_key(row) for row in used], lambda: [_row(row) for row in used]
    )


def _key(row: ReportedFigure) -> str:
    return f"{natural_key(row)} {row.value.normalize():f} {row.unit} {row.state} {row.vintage}"


def _row(row: ReportedFigure) -> CountedRow:
    span = f"{row.period_start} 至 {row.period_end}" if row.period_start else f"数据截至 {row.period_end}"
    words = (
        span,
        f"{row.value.normalize():f} {row.unit}",
        FigureState(row.state).label,
        f"{row.bulletin}（{row.vintage}）" if row.vintage else row.bulletin,
        f"{row.published_date} 公布",
    )
    return CountedRow(kind=RecordKind.FIGURE, key=natural_key(row), label=row.unit_name or row.bulletin, because=words)
