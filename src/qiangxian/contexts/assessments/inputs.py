"""Where the value of a criterion comes from, besides what a unit reports: figures, the targets of the plan, work orders. Each source
stands under its code, which libraries of criteria name; what it is made of goes with it, so that a score can be followed."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from qiangxian.contexts.indicators import readers as indicators
from qiangxian.contexts.indicators.types import Figure, FigureAsked
from qiangxian.contexts.programmes import readers as programmes
from qiangxian.contexts.programmes.progress import readers as progress
from qiangxian.contexts.programmes.types import AssignmentRole
from qiangxian.contexts.supervision import readers as supervision
from qiangxian.engines.scoring.shapes import CriterionShape
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.registry import Registry


@dataclass(frozen=True)
class AssessedSpan:
    """Whose records of which days are asked for; `last` is the last day that can be known."""

    division: str
    first: date
    last: date

    @property
    def as_of(self) -> AsOf:
        """The figures of the last day as that day knew them."""
        return AsOf.on(self.last)


@dataclass(frozen=True)
class CriterionInput:
    """A value as exact text (empty: missing) with what it is made of; `complete`: nothing is lacking; `applies`: it concerns the unit."""

    value: str
    words: str
    complete: bool = True
    applies: bool = True
    proof: Mapping[str, Any] = field(default_factory=dict)

    @property
    def kept(self) -> dict[str, Any]:
        """As it is frozen with a result."""
        return asdict(self)


Source = Callable[[AssessedSpan, int], CriterionInput]
SOURCES: Registry[Source] = Registry("取数来源")
INDICATOR = "indicator"


def source(code: str) -> Callable[[Source], Source]:
    """Register what a unit's value is under a dotted code."""
    return SOURCES.adding(code, lambda function: function)


def collected(
    criteria: Iterable[CriterionShape], span: AssessedSpan, unit_ids: Iterable[int]
) -> dict[tuple[int, str], CriterionInput]:
    """By unit and criterion the value, of those that have a source; figures of the county are the same for every unit."""
    listed, units = [one for one in criteria if one.source], list(unit_ids)
    counted = [one for one in listed if one.source == INDICATOR]
    figures = indicators.figures([asked(one, span.division, span.as_of) for one in counted])
    shared = {one.key: _of_figure(one, figure) for one, figure in zip(counted, figures, strict=True)}
    return {
        (unit, one.key): shared[one.key] if one.key in shared else SOURCES.named(one.source)(span, unit)
        for unit in units
        for one in listed
    }


def asked(criterion: CriterionShape, division: str, as_of: AsOf) -> FigureAsked:
    """The question to the library of figures."""
    return FigureAsked(division, criterion.indicator, as_of, criterion.parameters)


def _of_figure(criterion: CriterionShape, figure: Figure) -> CriterionInput:
    value, unit = figure.part(criterion.part)
    state = indicators.state_words(figure)
    words = f"{figure.definition.label} {indicators.shown(value)} {unit}（{figure.as_of.effective}，{state}）"
    proof = {
        "indicator": figure.definition.code,
        "version": figure.definition.version,
        "effective": figure.as_of.effective.isoformat(),
        "known": figure.as_of.known.isoformat(),
        "digest": figure.digest,
        "revision": figure.revision,
        "state": figure.state,
    }
    complete = figure.completeness == "complete" and figure.state != "reported"
    return CriterionInput("" if value is None else str(value), words, complete, proof=proof)


@source("supervision.closed_in_time")
def closed_in_time(span: AssessedSpan, unit_id: int) -> CriterionInput:
    """Of the orders a unit led that fell due, the share it ended in time, in per cent; without any it does not concern the unit."""
    every, in_time = supervision.closed_in_time(span.division, unit_id, span.first, span.last)
    proof = {"orders": every, "in_time": in_time}
    return share(len(in_time), len(every), "件到期的调度事项", "件按期办结", proof)


@source("programmes.targets_met")
def targets_met(span: AssessedSpan, unit_id: int) -> CriterionInput:
    """Of the targets under tasks the unit leads, the share met on the last day, in per cent."""
    programme = programmes.current_programme(Actor.system(), span.division)
    if programme is None:
        return CriterionInput("", "没有已生效的工作方案", applies=False)
    rows = programmes.unit_task_matrix(programme.pk).units
    led = {
        key for row in rows if row.unit_id == unit_id for key, part in row.roles.items() if part == AssignmentRole.LEAD
    }
    found = [one for one in programmes.targets_on(programme, span.as_of, Actor.system()) if one.target.task_key in led]
    judged = [one for one in found if one.met is not None]
    proof = {"targets": {one.target.key: [one.met, one.digest] for one in judged}}
    made = share(sum(bool(one.met) for one in judged), len(judged), "项牵头目标", "项已完成", proof)
    return CriterionInput(made.value, made.words, len(judged) == len(found), made.applies, proof)


@source("programmes.reports_in_time")
def reports_in_time(span: AssessedSpan, unit_id: int) -> CriterionInput:
    """Of the progress reports a unit owed, the share that was signed in time and accepted, in per cent."""
    programme = programmes.current_programme(Actor.system(), span.division)
    if programme is None:
        return CriterionInput("", "没有已生效的工作方案", applies=False)
    owed = progress.due_between(programme.pk, unit_id, span.first, span.last)
    done = progress.accepted(programme.pk, until=span.last, unit_id=unit_id)
    in_time = {one.matter_id: one.digest for one in done if not one.is_late}
    counted = [one.pk for one in owed if one.pk in in_time]
    proof = {"owed": [one.matter.code for one in owed], "in_time": [in_time[key] for key in counted]}
    return share(len(counted), len(owed), "份应报的进展报告", "份按期报送并被接收", proof)


def share(part: int, whole: int, of: str, done: str, proof: Mapping[str, Any]) -> CriterionInput:
    """A share in per cent, exactly; of nothing there is none."""
    if not whole:
        return CriterionInput("", f"没有{of.lstrip('件项份次')}", applies=False, proof=proof)
    return CriterionInput(str(Fraction(100 * part, whole)), f"{whole} {of}中 {part} {done}", proof=proof)
