"""Statutory periods: the one clock of the product (protection.md §10; rules in `rulebook/…/clocks/rules.yaml`).

How to use it, for a module that keeps a period running (`contexts/matters` stores these arguments as a row):

    end = deadline("ruling_decision", filed, extensions=(Length("months", 1),), pauses=(Pause(first, None, "中止"),), on=today)
    end.statutory · end.nominal · end.due     without pause and extension · with them · after rolling to a working day
    end.due_at                                the instant, for a period in hours (then `filed` is a datetime with a zone)
    working_days_left(end, today) · light(end, today)

The starting day is not counted; months and years end on the corresponding day; an end on a rest day rolls once, at the very
end, unless the rule says it does not. A pause is a half-open span that does not count: a period in working days skips its
working days, every other period ends so many days later; one that still runs (`end=None`) counts up to `on`, so its due day
moves on day by day. `next_extension(rule, taken)` says what an approval may add next and who gives it; an extension begins
where the period ends. A restarted period is a new call with its new first day, the old one stays as it was. The version of
a rule is that of its first day, or of `version_on` where another day decides (receipt, act, filing: the rule's `version_by`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo

from qiangxian.kernel import rulebook
from qiangxian.kernel.calendar import CALENDARS, WorkCalendar, add_days, add_months
from qiangxian.kernel.errors import NotFound, Refused
from qiangxian.kernel.marked_yaml import Issue, MarkedDocument
from qiangxian.kernel.period import Period
from qiangxian.kernel.shapes import DatedShape, Shape, faults

Unit = Literal["hours", "working_days", "days", "months", "years"]
Light = Literal["green", "yellow", "red"]
COUNTY_ZONE = ZoneInfo("Asia/Shanghai")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Length:
    """So many hours, working days, days, months or years."""

    unit: Unit
    count: int

    @classmethod
    def of(cls, unit: str, count: int) -> Length:
        """From the unit as it is written or stored."""
        [known] = (each for each in get_args(Unit) if each == unit)
        return cls(known, count)


class Extension(Shape):
    """What an approval may add: one number under its unit, and who gives it."""

    hours: int | None = None
    working_days: int | None = None
    days: int | None = None
    months: int | None = None
    years: int | None = None
    by: str = ""

    @property
    def length(self) -> Length:
        """How much it adds."""
        [(unit, count)] = ((unit, count) for unit in get_args(Unit) if (count := getattr(self, unit)) is not None)
        return Length(unit, count)


@dataclass(frozen=True, slots=True)
class Pause:
    """Days that do not count: from `start` up to, not including, `end`; None while it lasts."""

    start: date
    end: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class ClockRule:
    """One statutory period in the version of a day. `served`: the rule of presumed service, where the period runs from
    service. `types`: the kinds of right it is for; empty where it does not depend on them."""

    code: str
    label: str
    begins: str
    length: Length
    calendar: WorkCalendar
    rolls: bool
    source: str
    note: str
    extensions: tuple[Extension, ...] = ()
    served: str = ""
    types: tuple[str, ...] = ()
    version_by: str = ""


@dataclass(frozen=True, slots=True)
class PeriodEnd:
    """`statutory`: the end without pause or extension. `nominal` and `due`: the end that counts, before and after rolling;
    the nominal one is always safe. `provisional`: a holiday notice that may still move it is not at hand."""

    rule: ClockRule
    statutory: date
    nominal: date
    due: date
    provisional: bool
    due_at: datetime | None = None


def county_day(at: datetime) -> date:
    """The day of an instant in the county: seven in the morning there is the day before in UTC."""
    return at.astimezone(COUNTY_ZONE).date()


def clock_rule(code: str, on: date, division: str | None = None) -> ClockRule:
    """The rule of that code as it stood on the day; `NotFound` where there is none, `Refused` before its first version."""
    entry = rulebook.load("clocks", "rules", division=division).get(code)
    if entry is None:
        raise NotFound(f"没有期限规则 {code}", remedy="可用的规则见规则库 clocks/rules")
    if on < (first := entry["length"][0]["from"]):
        raise Refused(f"{on} 尚无规定", value=on, remedy=f"规则库自 {first} 起；此前的请以当时的文件为准")
    length = rulebook.dated("clocks", f"rules.{code}.length", on, division)
    return ClockRule(
        code=code,
        label=entry["label"],
        begins=entry["begins"],
        length=Length(_unit(code, entry, on, division), length.value),
        calendar=CALENDARS[entry["calendar"]],
        rolls=entry.get("roll", True),
        source=length.source,
        note=length.note,
        extensions=tuple(Extension(**each) for each in entry.get("extensions", ())),
        served=entry.get("served", ""),
        types=tuple(entry.get("types", ())),
        version_by=entry.get("version_by", ""),
    )


def clock_rules(on: date, division: str | None = None) -> tuple[ClockRule, ...]:
    """Every rule that stood on the day, in the order of the rulebook."""
    entries = rulebook.load("clocks", "rules", division=division)
    begun = [code for code, entry in entries.items() if entry["length"][0]["from"] <= on]
    return tuple(clock_rule(code, on, division) for code in begun)


def clock_codes(division: str | None = None) -> frozenset[str]:
    """The codes of all rules there are."""
    return frozenset(rulebook.load("clocks", "rules", division=division))


def rule_for_type(code: str, right_type: str) -> str:
    """The code of the rule for a kind of right: its own (`priority_claim_design`), or the general one where it is for it."""
    entries = rulebook.load("clocks", "rules", division=None)
    own = f"{code}_{right_type}"
    types = entries.get(code, {}).get("types", ())
    if own in entries:
        return own
    if not types or right_type in types or (len(types) == 1 and not right_type):
        return code
    if not right_type:
        raise Refused("这一期限因权利种类而不同", column="--type", remedy="请写明权利种类")
    reason = entries[code].get("others", f"“{entries[code]['label']}”不适用于这种权利")
    raise Refused(reason, column="--type", value=right_type, remedy="请核对权利种类或期限")


def next_extension(rule: ClockRule, taken: int) -> Extension | None:
    """What may be added after so many extensions; None where the law allows no more."""
    return rule.extensions[taken] if taken < len(rule.extensions) else None


def deadline(
    code: str,
    start: date,
    *,
    extensions: Sequence[Length] = (),
    pauses: Sequence[Pause] = (),
    on: date | None = None,
    version_on: date | None = None,
) -> PeriodEnd:
    """When the period that begins on `start` ends; `on`: the day to which a pause that still lasts is counted."""
    day = _in_county(start, code).date() if isinstance(start, datetime) else start
    rule = clock_rule(code, version_on or day)
    return reckon(rule, start, extensions=extensions, pauses=pauses, on=on)


def reckon(
    rule: ClockRule,
    start: date,
    *,
    extensions: Sequence[Length] = (),
    pauses: Sequence[Pause] = (),
    on: date | None = None,
) -> PeriodEnd:
    """As `deadline`, for a rule at hand: one kept with a running period, or one made of a parameter."""
    instant = _in_county(start, rule.code) if isinstance(start, datetime) else None
    day = instant.date() if instant else start
    spans = _spans(pauses, on)
    if rule.length.unit == "hours":
        return _in_hours(rule, instant, extensions, spans)
    statutory = end = _lengthened(day, rule.length, rule.calendar, ())
    if spans or extensions:
        end = day
        for length in (rule.length, *extensions):
            end = _lengthened(end, length, rule.calendar, spans)
    nominal = end if rule.length.unit == "working_days" else _paused(day, end, spans)
    due = rule.calendar.roll(nominal) if rule.rolls else nominal
    provisional = rule.calendar.is_provisional(nominal) or rule.calendar.is_provisional(due)
    return PeriodEnd(rule, rule.calendar.roll(statutory) if rule.rolls else statutory, nominal, due, provisional)


def working_days_left(end: PeriodEnd, day: date) -> int:
    """Working days after `day` up to the due day; negative once it has passed."""
    calendar = end.rule.calendar
    first, last, sign = (day, end.due, 1) if day <= end.due else (end.due, day, -1)
    span = (first + step * _DAY for step in range(1, (last - first).days + 1))
    return sign * sum(not calendar.is_rest_day(each) for each in span)


def light(end: PeriodEnd, day: date, division: str | None = None) -> Light:
    """Red and yellow by the working days left, as `clocks/lights` says; overdue is red."""
    limits = rulebook.load("clocks", "lights", division=division)
    left = working_days_left(end, day)
    return "red" if left <= limits["red"] else "yellow" if left <= limits["yellow"] else "green"


def _unit(code: str, entry: Mapping[str, Any], on: date, division: str | None) -> Unit:
    """The unit, which may itself have changed (投诉调解: 45 working days, later 60 days)."""
    unit: Unit = entry["unit"]
    return unit if isinstance(unit, str) else rulebook.parameter("clocks", f"rules.{code}.unit", on, division)


def _in_county(start: datetime, code: str) -> datetime:
    if start.tzinfo is None:
        raise Refused(f"期限 {code} 的起算时刻没有时区", value=start, remedy="请给出带时区的时刻")
    add_days(start.date(), 1)  # a year past all use is refused
    return start.astimezone(COUNTY_ZONE)


def _spans(pauses: Sequence[Pause], on: date | None) -> tuple[Period, ...]:
    """The pauses in order; two that overlap are a contradiction, one that lasts needs a day to be counted to."""
    spans: list[Period] = []
    for pause in sorted(pauses, key=lambda pause: pause.start):
        end = pause.end or on
        if end is None:
            raise Refused("不计入的期间还没有结束", value=pause.start, remedy="请写明计算到哪一天")
        if spans and pause.start < spans[-1].end:
            raise Refused("不计入的期间互相重叠", value=pause.start, remedy="请核对起止日期")
        if pause.end or end > pause.start:
            spans.append(Period(pause.start, end))
    return tuple(spans)


def _in_hours(
    rule: ClockRule, start: datetime | None, extensions: Sequence[Length], spans: tuple[Period, ...]
) -> PeriodEnd:
    """Hours run through nights and rest days and do not roll."""
    if start is None:
        raise Refused(f"“{rule.label}”按小时计算", remedy="起算须写明时刻，如 2026-11-27T16:30")
    if any(length.unit != "hours" for length in extensions):
        raise Refused("按小时计算的期限只能按小时延长", remedy="请写成 24h")
    hours = sum(length.count for length in extensions)
    add_days(start.date(), hours // 24 + 1)
    statutory = start + timedelta(hours=rule.length.count)
    end = statutory + timedelta(hours=hours)
    end += _paused(start.date(), end.date(), spans) - end.date()
    return PeriodEnd(rule, statutory.date(), end.date(), end.date(), False, end)


def _lengthened(day: date, length: Length, calendar: WorkCalendar, pauses: Sequence[Period]) -> date:
    if length.unit in ("months", "years"):
        return add_months(day, length.count * (12 if length.unit == "years" else 1))
    if length.unit == "days":
        return add_days(day, length.count)
    if length.unit == "hours":
        raise Refused("按日、月、年计算的期限不能按小时延长", value=length.count, remedy="请改用日或工作日")
    return calendar.after_working_days(day, length.count, pauses)


def _paused(start: date, end: date, pauses: Sequence[Period]) -> date:
    for pause in pauses:
        if start < pause.end and pause.start <= end:
            end = add_days(end, (pause.end - max(pause.start, start)).days)
    return end


class ClockShape(Shape):
    """One statutory period of `rules.yaml`."""

    label: str
    calendar: Literal["cnipa", "office"]
    unit: Unit | list[DatedShape[Unit]]
    begins: str
    length: list[DatedShape[int]]
    roll: bool = True
    extensions: list[Extension] = []
    served: str = ""
    types: list[str] = []
    version_by: str = ""
    others: str = ""


class LightsShape(Shape):
    """`lights.yaml`: how many days before the end the light changes."""

    yellow: int
    red: int


@rulebook.schema("clocks")
def check_clocks(document: MarkedDocument) -> Iterator[Issue]:
    """`rules.yaml` and `lights.yaml`; files of worked examples are checked by the tests that run them."""
    found = list(faults(document, rules=dict[str, ClockShape], lights=LightsShape))
    yield from found
    if (
        document.file.endswith("/lights.yaml")
        and not found
        and not 0 <= document.value["red"] < document.value["yellow"]
    ):
        yield document.issue("red 须小于 yellow", "red")
    for code, entry in document.value.items() if document.file.endswith("/rules.yaml") else ():
        if (served := entry.get("served")) and served not in document.value:
            yield document.issue("served 须为另一条规则", code, "served")
