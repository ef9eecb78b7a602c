"""The clocks of a matter: started, stopped, paused and extended by steps, reckoned by the kernel's one clock; a matter owes by
the earliest of those that run."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from qiangxian.kernel import clocks as kernel
from qiangxian.kernel.calendar import CALENDARS
from qiangxian.kernel.errors import Conflict, Refused

from .flow import Flow, FlowStep
from .models import Deadline, Matter
from .types import PeriodUnit


def start(flow: Flow, matter: Matter, own: Any, code: str, at: datetime, day: date) -> Deadline:
    """Start a clock; one that runs already is ended and kept."""
    stop(matter, (code,), day)
    row = reckoned(flow, matter, own, code, at, day)
    row.save()
    return row


def reckoned(flow: Flow, matter: Matter, own: Any, code: str, at: datetime, day: date) -> Deadline:
    """A clock as it would run if it started on the day."""
    clock = flow.clocks[code]
    row = Deadline(matter=matter, clock=code, start_date=day, started_at=at, is_owed=clock.owes, calendar="office")
    if clock.day is not None:
        row.unit, row.nominal_due = PeriodUnit.GIVEN, clock.day(own) or day
    else:
        made = clock.rule(own, day) if callable(clock.rule) else None
        rule = made or kernel.clock_rule(str(clock.rule), day, matter.division_code)
        row.rule, row.calendar, row.rolls = rule.code, rule.calendar.kind, rule.rolls
        row.unit, row.length = rule.length.unit, rule.length.count
    _reckon(row, day)
    return row


def running(matter: Matter, code: str = "") -> Any:
    """The clocks of a matter that have not ended."""
    rows = Deadline.objects.filter(matter=matter, ended_date__isnull=True)
    return rows.filter(clock=code) if code else rows


def newest(matter: Matter, code: str) -> Deadline | None:
    """The last run of a clock, whether it still runs or not."""
    return Deadline.objects.filter(matter=matter, clock=code).order_by("-id").first()


def stop(matter: Matter, codes: tuple[str, ...], day: date) -> None:
    """End these clocks."""
    running(matter).filter(clock__in=codes).update(ended_date=day)


def stop_all(matter: Matter, day: date) -> None:
    """A closed matter has no clock that runs."""
    running(matter).update(ended_date=day)


def pause(matter: Matter, code: str, day: date, reason: str) -> None:
    """From this day on the clock does not count."""
    for row in running(matter, code):
        if not row.is_paused:
            row.pauses = [*row.pauses, {"from": day.isoformat(), "to": None, "reason": reason}]
            row.save(update_fields=["pauses"])


def resume(matter: Matter, code: str, day: date) -> None:
    """From this day on it counts again; its end moves by the days that did not count."""
    for row in running(matter, code):
        if row.is_paused:
            row.pauses = [*row.pauses[:-1], {**row.pauses[-1], "to": day.isoformat()}]
            _reckon(row, day)
            row.save()


def extend(matter: Matter, code: str, to: date | kernel.Length, by: str, reason: str, on: date) -> Deadline:
    """Move the named day of a running clock, or add to its period; kept with who did it, when and why."""
    row: Deadline | None = running(matter, code).first()
    if row is None:
        raise Conflict("没有正在计算的期限", remedy="请刷新页面")
    before = row.effective_due
    added = {"day": to.isoformat()} if isinstance(to, date) else {"unit": to.unit, "count": to.count}
    entry = {**added, "by": by, "on": on.isoformat(), "reason": reason, "before": before.isoformat()}
    row.extensions = [*row.extensions, entry]
    _reckon(row, on)
    if row.effective_due <= before:
        raise Refused("延长后的期限不晚于原期限", column="延期至", value=row.effective_due, remedy=f"原期限为 {before}")
    row.save()
    return row


def _reckon(row: Deadline, on: date) -> None:
    """Where the clock ends as things stand."""
    pauses = [
        kernel.Pause(
            date.fromisoformat(one["from"]), date.fromisoformat(one["to"]) if one["to"] else None, one["reason"]
        )
        for one in row.pauses
    ]
    if row.unit == PeriodUnit.GIVEN:
        named = [date.fromisoformat(one["day"]) for one in row.extensions]
        row.nominal_due = named[-1] if named else row.nominal_due
        row.effective_due = row.nominal_due + sum(((one.end or on) - one.start for one in pauses), timedelta())
        return
    length = kernel.Length.of(row.unit, row.length)
    rule = kernel.ClockRule(row.rule, "", "", length, CALENDARS[row.calendar], row.rolls, "", "")
    more = [kernel.Length(one["unit"], one["count"]) for one in row.extensions]
    begun = row.started_at if row.unit == PeriodUnit.HOURS else row.start_date
    end = kernel.reckon(rule, begun, extensions=more, pauses=pauses, on=on)
    row.nominal_due, row.effective_due, row.due_at = end.nominal, end.due, end.due_at
    words = PeriodUnit(row.unit).label
    row.because = f"自 {row.start_date} 起（当日不计入）{row.length} {words}，到 {end.due} 届满"


def moved(on: date, division_code: str = "") -> list[tuple[Deadline, date]]:
    """Running clocks whose end is another as days are computed now, with the end that is kept: another holiday notice stands, or
    is supposed to. Paused ones are reckoned when they go on."""
    rows = Deadline.objects.filter(ended_date__isnull=True, matter__closed_date__isnull=True)
    rows = rows.filter(matter__division_code=division_code) if division_code else rows
    found = []
    for row in rows.exclude(unit=PeriodUnit.GIVEN).select_related("matter"):
        before = row.effective_due
        if not row.is_paused:
            _reckon(row, on)
        if row.effective_due != before:
            found.append((row, before))
    return found


def reckon_again(on: date) -> None:
    """Keep the ends as days are computed now."""
    for row, _ in moved(on):
        row.save()
        Matter.objects.filter(pk=row.matter_id).update(due_date=owed_day(row.matter))


def run_out(spec: FlowStep, before: date) -> QuerySet[Matter]:
    """The matters a step of the clock waits for: its clock runs, is not paused and ended before the day."""
    rows = Deadline.objects.filter(
        clock=spec.by_clock,
        ended_date__isnull=True,
        effective_due__lt=before,
        matter__flow=spec.flow.code,
        matter__state__in=spec.sources,
        matter__is_demo=False,
    )
    waiting = [row.matter_id for row in rows if not row.is_paused]
    return Matter.objects.filter(pk__in=waiting).order_by("id")


def owed_day(matter: Matter) -> date | None:
    """The earliest day by which somebody must act; a paused clock asks nothing."""
    rows = [row for row in running(matter) if row.is_owed and not row.is_paused]
    return min((row.effective_due for row in rows), default=None)
