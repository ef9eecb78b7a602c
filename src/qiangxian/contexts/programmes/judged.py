"""A numeric target judged on a day: what was counted against what was planned and asked for, on the day itself, on the due day
where that has passed, and on the day the programme ended."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from qiangxian.contexts.indicators.types import Figure, FigureAsked
from qiangxian.engines.metrics.comparators import FALLING, meets, required_level
from qiangxian.engines.metrics.curve import Light, PlanCurve
from qiangxian.engines.metrics.measures import Number
from qiangxian.kernel import rulebook
from qiangxian.kernel.asof import AsOf

from .judging import Standard


class TargetReading(NamedTuple):
    """The target on one of its days: the value as it was then, and whether it met the target (None: nobody can say)."""

    day: date
    value: Number | None
    met: bool | None


@dataclass(frozen=True)
class JudgedTarget:
    """`figure` is the value of the day asked; `then` holds the figures of the due day and of the day the programme ended,
    where these lie before it."""

    standard: Standard
    as_of: AsOf
    figure: Figure | None
    baseline: Number | None
    then: Mapping[date, Figure] = field(default_factory=dict)

    @property
    def day(self) -> date:
        """The day asked."""
        return self.as_of.effective

    @property
    def value(self) -> Number | None:
        """The value of the day."""
        return self.standard.told(self.figure.value, self.day) if self.figure else None

    @property
    def unit(self) -> str:
        """In what it is counted."""
        return self.standard.target.unit_of_measure

    @cached_property
    def curve(self) -> PlanCurve | None:
        """The plan; None where a part of it is missing."""
        return curve_of(self.standard, self.baseline)

    @property
    def planned(self) -> Decimal | None:
        """Planned by the day, unrounded."""
        return self.curve.planned(self.day) if self.curve else None

    @cached_property
    def level(self) -> Decimal | None:
        """What is to be reached."""
        target = self.standard.target
        if target.required is None:
            return None
        return required_level(target.comparator, target.required, baseline=self.baseline, unit=self.unit)

    @property
    def overdue(self) -> bool:
        """The due day has passed."""
        return self.standard.due is not None and self.day > self.standard.due

    @property
    def now(self) -> TargetReading:
        """The target on the day asked."""
        return self._reading(self.day, self.value)

    @property
    def at_due(self) -> TargetReading | None:
        """The target on its due day, once that has passed."""
        return self._past(self.standard.due)

    @property
    def at_end(self) -> TargetReading | None:
        """The target when the programme ended: that state it keeps."""
        return self._past(self.standard.ended)

    @property
    def met(self) -> bool | None:
        """Whether the target counts as met."""
        return (self.at_end or self.now).met

    @property
    def light(self) -> Light:
        """How it stands."""
        last = self.at_end or self.now
        if self.curve is None:
            return "none"
        rule = judgement("yellow_from", last.day)
        return self.curve.light(
            last.value, last.day, met=last.met, due=self.standard.due, yellow_from=Decimal(str(rule))
        )

    @property
    def missing_by(self) -> Decimal | None:
        """How far the value is from what is asked of it by the day."""
        planned = self.curve.shown(self.day) if self.curve else None
        against = self.level if self.overdue or planned is None else planned
        return None if against is None or self.value is None else abs(against - Decimal(self.value))

    def _past(self, day: date | None) -> TargetReading | None:
        return (
            self._reading(day, self.standard.told(self.then[day].value, day))
            if day is not None and day in self.then
            else None
        )

    def _reading(self, day: date, value: Number | None) -> TargetReading:
        tolerance = Decimal(str(judgement("about_tolerance", day)))
        return TargetReading(day, value, meets(self.standard.target.comparator, value, self.level, tolerance=tolerance))


def curve_of(standard: Standard, baseline: Number | None) -> PlanCurve | None:
    """From the baseline on the first day of implementation to what is required on the target's own due day; None where a part
    is missing."""
    target, span, last = standard.target, standard.span, standard.due
    if span is None or last is None or last < span.first or baseline is None or target.required is None:
        return None
    level = required_level(target.comparator, target.required, baseline=baseline, unit=target.unit_of_measure)
    if level is None:
        return None
    whole = target.unit_of_measure in judgement("whole_units", span.first)
    return PlanCurve(baseline, level, span.first, last, target.comparator in FALLING, whole)


def past_questions(standard: Standard, division: str, as_of: AsOf) -> dict[date, FigureAsked]:
    """By day what is asked of the due day and of the programme's end, where they have passed: a stock as it was known then,
    a flow with what is known now, for its reports come after its days."""
    if standard.definition is None:
        return {}
    days = {day for day in (standard.due, standard.ended) if day is not None and day < as_of.effective}
    flow = standard.definition.kind == "flow"
    return {
        day: asked
        for day in sorted(days)
        if (asked := standard.asked(division, AsOf(day, as_of.known if flow else min(day, as_of.known))))
    }


def judgement(name: str, day: date) -> Any:
    """A rule by which values are judged."""
    return rulebook.parameter("metrics", f"judgement.{name}", day, None)
