"""The general clock for statutory periods (protection.md §10): versions by date, pauses, extensions, two calendars.

The rules stand in `lifecycle/deadlines.yaml`. The first day is not counted. A pause is a half-open span that does not
count: a period in working days skips its working days, any other period ends so many days later. Extensions are added
to the nominal end before pauses, and the result rolls once, at the end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from qiangxian.engines.lifecycle.rules import rule_on
from qiangxian.kernel import rulebook
from qiangxian.kernel.calendar import CALENDARS, WorkCalendar, add_months
from qiangxian.kernel.errors import NotFound
from qiangxian.kernel.period import Period

Unit = Literal["months", "days", "working_days"]
Light = Literal["green", "yellow", "red"]

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Length:
    """So many months, days or working days."""

    unit: Unit
    count: int


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """One statutory period in the version of its first day. `extensions`: what an approval may add, in order."""

    code: str
    label: str
    begins: str
    length: Length
    calendar: WorkCalendar
    rolls: bool
    source: str
    note: str
    extensions: tuple[Length, ...] = ()


@dataclass(frozen=True, slots=True)
class Deadline:
    """`statutory`: the end without pause or extension. `nominal` and `due`: the end that counts, before and after rolling.

    `provisional`: a holiday notice that may still move it is not at hand.
    """

    rule: DeadlineRule
    statutory: date
    nominal: date
    due: date
    provisional: bool


def deadline_rule(code: str, on: date, division: str | None = None) -> DeadlineRule:
    """The rule of that code as it stood on the day; `NotFound` where there is none."""
    entry = rulebook.load("lifecycle", "deadlines", division=division).get(code)
    if entry is None:
        raise NotFound(f"没有期限规则 {code}", remedy="可用的规则见规则库 lifecycle/deadlines")
    length = rule_on(f"deadlines.{code}.length", on, division)
    return DeadlineRule(
        code=code,
        label=entry["label"],
        begins=entry["begins"],
        length=Length(_unit(code, entry, on, division), length.value),
        calendar=CALENDARS[entry["calendar"]],
        rolls=entry.get("roll", True),
        source=length.source,
        note=length.note,
        extensions=tuple(Length(unit, count) for each in entry.get("extensions", ()) for unit, count in each.items()),
    )


def deadline_rules(on: date, division: str | None = None) -> tuple[DeadlineRule, ...]:
    """Every rule that stood on the day, in the order of the rulebook."""
    entries = rulebook.load("lifecycle", "deadlines", division=division)
    begun = [code for code, entry in entries.items() if entry["length"][0]["from"] <= on]
    return tuple(deadline_rule(code, on, division) for code in begun)


def deadline(
    code: str,
    start: date,
    *,
    extensions: tuple[Length, ...] = (),
    pauses: tuple[Period, ...] = (),
    division: str | None = None,
) -> Deadline:
    """When the period that begins on `start` ends. Pauses are given in order and do not overlap."""
    rule = deadline_rule(code, start, division)
    end = start
    for length in (rule.length, *extensions):
        end = _lengthened(end, length, rule.calendar, pauses)
    nominal = _paused(start, end, pauses) if rule.length.unit != "working_days" else end
    due = rule.calendar.roll(nominal) if rule.rolls else nominal
    provisional = rule.calendar.is_provisional(nominal) or rule.calendar.is_provisional(due)
    statutory = _lengthened(start, rule.length, rule.calendar, ())
    return Deadline(rule, rule.calendar.roll(statutory) if rule.rolls else statutory, nominal, due, provisional)


def working_days_left(end: Deadline, day: date) -> int:
    """Working days after `day` up to the due day; negative once it has passed."""
    calendar = end.rule.calendar
    first, last, sign = (day, end.due, 1) if day <= end.due else (end.due, day, -1)
    span = (first + step * _DAY for step in range(1, (last - first).days + 1))
    return sign * sum(not calendar.is_rest_day(each) for each in span)


def light(end: Deadline, day: date, division: str | None = None) -> Light:
    """Red and yellow by the working days left, as `lifecycle/monitoring.deadline_lights` says; overdue is red."""
    limits = rulebook.load("lifecycle", "monitoring", division=division)["deadline_lights"]
    left = working_days_left(end, day)
    return "red" if left <= limits["red"] else "yellow" if left <= limits["yellow"] else "green"


def _unit(code: str, entry: Mapping[str, Any], on: date, division: str | None) -> Unit:
    """The unit, which may itself have changed (投诉调解: 45 working days, later 60 days)."""
    if isinstance(entry["unit"], str):
        unit: Unit = entry["unit"]  # type: ignore[assignment]  # one of three words, checked by the schema
        return unit
    changed: Unit = rulebook.parameter("lifecycle", f"deadlines.{code}.unit", on, division)
    return changed


def _lengthened(day: date, length: Length, calendar: WorkCalendar, pauses: tuple[Period, ...]) -> date:
    if length.unit == "months":
        return add_months(day, length.count)
    if length.unit == "days":
        return day + length.count * _DAY
    counted = 0
    while counted < length.count:
        day += _DAY
        counted += not calendar.is_rest_day(day) and not any(day in pause for pause in pauses)
    return day


def _paused(start: date, end: date, pauses: tuple[Period, ...]) -> date:
    for pause in pauses:
        if start < pause.end and pause.start <= end:
            end += pause.end - max(pause.start, start)
    return end
