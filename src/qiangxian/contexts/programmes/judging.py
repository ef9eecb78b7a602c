"""What a target is measured against: its phase, its due day, its baseline, the readings chosen for it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from qiangxian.contexts.indicators.types import FigureAsked
from qiangxian.engines.metrics import definitions, units
from qiangxian.engines.metrics.definitions import Definition
from qiangxian.engines.metrics.measures import Number
from qiangxian.kernel import rulebook
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import DomainError, Refused
from qiangxian.kernel.period import Period

from .counting import MEAN, PERIOD, YEAR, counted_over, period_word, years_since
from .models import STANDING, Phase, Programme, Target

BASELINE, START, DUE, INDICATOR, READING = "baseline", "start", "due", "indicator", "parameters."
OF_ANOTHER_KIND = frozenset({"growth", "rank", "exists"})
WHEN = frozenset({"per", "recurrence", "month", PERIOD, "cumulative", "attribute", BASELINE, "baseline_year"})
"""What the plan says about when and from where, not about what is counted."""
_DAY = timedelta(days=1)
_TITLE_YEARS = re.compile(r"20\d\d年?\s*[-—–－~至到]{1,2}\s*(?P<last>20\d\d)")


@dataclass(frozen=True)
class TargetSpan:
    """First and last day of the phase that carries the targets, the last None where it is open; and the last day of the
    programme, None where its last phase is open."""

    first: date
    last: date | None
    ended: date | None


class Standard:
    """Everything a numeric target is judged by on a day, before anything is counted: its phase, due day, readings, and the `baseline`
    as the office set it. `problem` says in words why it cannot be counted; `unread` are conditions of the plan that the indicator
    does not tell apart; `ended` is the last day of a programme without an open phase."""

    def __init__(self, target: Target, span: TargetSpan | None, as_of: AsOf, division: str) -> None:
        choices = chosen(target)
        own_readings = {name.removeprefix(READING): one for name, one in choices.items() if name.startswith(READING)}
        if START in choices:
            start = date.fromisoformat(choices[START])
            span = replace(span, first=start) if span else TargetSpan(start, None, None)
        plan_due = Period.parse(target.due).last_day if target.due else None
        over = counted_over(target, own_readings.get(PERIOD))
        if target.is_yearly:
            span = this_year(span, as_of.effective)
            plan_due = day_of_year(target, as_of.effective if span is None else span.first)
        due = date.fromisoformat(choices[DUE]) if DUE in choices else plan_due or (span.last if span else None)
        if over == YEAR and span is not None and due is not None:  # 2025年新增100件: the line begins with that year
            span = replace(span, first=max(span.first, date(due.year, 1, 1)))
        self.target, self.span, self.due, self.ended = target, span, due, span.ended if span else None
        self.baseline = Decimal(str(choices[BASELINE])) if BASELINE in choices else None
        self.definition: Definition | None = None
        self.readings: Mapping[str, Any] = {}
        self.unread: tuple[str, ...] = ()
        self.problem = self.over = ""
        try:
            definition = _definition(indicator_of(target), as_of, division)
            must_be_comparable(target, definition)
            self.readings, self.unread = _readings(definition, target, own_readings, span)
            self.definition, self.over = definition, over if definition.kind == "flow" else ""
        except DomainError as refusal:
            self.problem = str(refusal)

    def told(self, value: Number | None, day: date) -> Number | None:
        """A figure of the indicator on the day, in the unit the plan prints; a mean per year where the plan asks for one."""
        factor = (factor_of(self.target, self.definition) if self.definition else None) or units.ONE
        if self.over == MEAN and self.span is not None:
            factor /= years_since(self.span.first, day)
        if value is None or factor == units.ONE:
            return value
        turned = Decimal(value) * factor
        return int(turned) if turned == turned.to_integral_value() else turned

    def asked(self, division: str, as_of: AsOf) -> FigureAsked | None:
        """The question for the value."""
        return FigureAsked(division, self.definition.code, as_of, self.readings) if self.definition else None

    def baseline_days(self, as_of: AsOf) -> AsOf | None:
        """The day before the phase begins, with the knowledge of that day: later knowledge does not move the start."""
        if self.span is None or as_of.effective < self.span.first:
            return None
        before = self.span.first - _DAY
        return AsOf(before, min(before, as_of.known))


def implementation_span(programme: Programme) -> TargetSpan | None:
    """The first phase named 实施 or 推进 that has a first day, its months whole months; in a plan whose phases are called
    otherwise all of them together; in one that prints no phase from the day of the document to the last year of its title."""
    words = rulebook.load("programmes", "targets", division=programme.division_code)["implementation_phase"]
    phases = list(Phase.objects.filter(STANDING, programme=programme))
    ends = [Period.parse(phase.end).last_day if phase.end else None for phase in phases]
    closed = max((one for one in ends if one), default=None) if None not in ends else None
    for phase, last in zip(phases, ends, strict=True):
        if phase.start and any(word in phase.name for word in words):
            return TargetSpan(Period.parse(phase.start).start, last, closed)
    if closed is None and not phases and (years := _TITLE_YEARS.search(programme.title)):
        closed = date(int(years["last"]), 12, 31)
    printed = [phase.start for phase in phases if phase.start]
    printed = printed or [programme.published_date or programme.signed_date or programme.written_date]
    return TargetSpan(min(Period.parse(one).start for one in printed), closed, closed) if all(printed) else None


def chosen(target: Target) -> dict[str, Any]:
    """What the office set for it, by name: the newest setting stands; one set to nothing gives way to the plan again."""
    newest = {setting.name: setting.value for setting in (*target.settings.all(), *target.supposed)}
    return {name: value for name, value in newest.items() if value is not None}


def indicator_of(target: Target) -> str:
    """The code of the indicator that counts it: the office's, else the plan's; empty where there is none."""
    return str(chosen(target).get(INDICATOR) or target.indicator)


def reasons_of(target: Target) -> dict[str, str]:
    """Why a reading is what it is, by its name: the plan's own words, or the reason of whoever set it."""
    stated = {name: f"方案原文：{target.text}" for name, value in target.parameters.items() if value is not None}
    newest = {setting.name: setting for setting in (*target.settings.all(), *target.supposed)}
    chosen = {
        name.removeprefix(READING): f"{one.set_by}设定：{one.reason}"
        for name, one in newest.items()
        if name.startswith(READING) and one.value is not None
    }
    return stated | chosen


def this_year(span: TargetSpan | None, day: date) -> TargetSpan | None:
    """The part of the span that lies in the year of the day; outside of the span its first or last year."""
    if span is None:
        return None
    year = max(day.year, span.first.year)
    year = min(year, span.last.year) if span.last else year
    last = date(year, 12, 31)
    return TargetSpan(max(span.first, date(year, 1, 1)), min(last, span.last) if span.last else last, span.ended)


def day_of_year(target: Target, day: date) -> date:
    """Until when a yearly target is owed in the year of the day: the month the plan names, else the year's end."""
    month = target.parameters.get("month")
    return Period.month(day.year, month if isinstance(month, int) else 12).last_day


def factor_of(target: Target, definition: Definition) -> Decimal | None:
    """What the indicator's figure is multiplied by to stand in the unit the plan prints; None where it cannot. A growth and a
    rank are of another kind than what is counted."""
    if target.comparator in OF_ANOTHER_KIND:
        return units.factor(definition.unit, "")
    unit = units.stated(target.unit_of_measure, target.subject or target.label, definition.unit)
    return units.factor(definition.unit, unit)


def must_be_comparable(target: Target, definition: Definition) -> None:
    """`Refused` where the plan's unit and the indicator's say different things."""
    if factor_of(target, definition) is None:
        raise Refused(
            f"方案以“{target.unit_of_measure}”计，指标“{definition.label}”以“{definition.unit}”计，不能换算",
            column="计量指标",
            value=definition.label,
            remedy="请改选单位相同的指标，或核对方案中的单位",
        )


def applicable(code: str, *, on: date, division: str) -> Definition:
    """The indicator of that code on the day."""
    return definitions.definition(code, on=on, division=division)


def _definition(code: str, as_of: AsOf, division: str) -> Definition:
    if not code:
        raise DomainError("还没有选定计量指标", remedy="请在目标页选择用哪个指标计数，并写明理由")
    return applicable(code, on=as_of.effective, division=division)


def _readings(
    definition: Definition, target: Target, chosen: Mapping[str, Any], span: TargetSpan | None
) -> tuple[Mapping[str, Any], tuple[str, ...]]:
    """The plan's own conditions under what the office chose; conditions the indicator does not know are named."""
    stated = {name: value for name, value in target.parameters.items() if value is not None and name not in WHEN}
    known = {**stated, **chosen}
    if PERIOD in definition.parameters:
        known[PERIOD] = period_word(counted_over(target, chosen.get(PERIOD)), span.first if span else None)
    readings = {name: value for name, value in known.items() if name in definition.parameters}
    definition.settle(readings)
    return readings, tuple(sorted(set(stated) - set(definition.parameters)))


def hedged(target: Target, division: str) -> bool:
    """逐步, 探索 …: the plan promises progress, not a state by a day."""
    words: Iterable[str] = rulebook.load("programmes", "targets", division=division)["progressive_hedges"]
    return any(word in target.hedge for word in words)
