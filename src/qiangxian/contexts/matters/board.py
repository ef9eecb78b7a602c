"""待办和逾期: unit × flow, what is open, what is late, and how days were kept."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Any

from django.db.models import Count, F, Func, IntegerField, Q

from qiangxian.contexts.people.readers import visible_units
from qiangxian.kernel.actor import Actor

from .models import Deadline
from .readers import visible_matters

RETURNS = ("return", "send_back")
"""The steps of all flows that send work back to who did it."""


@dataclass
class UnitLine:
    """What one unit owes: open and late by flow, and how it kept its days over what was closed within a year."""

    code: str
    label: str
    cells: dict[str, tuple[int, int]]
    closed: int = 0
    late_closed: int = 0
    returned: int = 0
    median: int | None = None

    @property
    def late(self) -> int:
        """How many are late, over all flows."""
        return sum(late for _, late in self.cells.values())

    @property
    def in_time(self) -> int:
        """How many were closed by their day."""
        return self.closed - self.late_closed


class DaysBetween(Func):
    """How many days lie between two, the later first, counted by the database."""

    output_field = IntegerField()
    template = "(%(expressions)s)"
    arg_joiner = " - "

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """Days are texts there."""
        first, last = (f"julianday({compiler.compile(one)[0]})" for one in self.source_expressions)
        return f"CAST({first} - {last} AS INTEGER)", ()


def board(actor: Actor, today: date) -> list[UnitLine]:
    """Unit × flow of every open matter the actor may see, the latest units first, and how the year before `today` went: what was
    closed, in time, sent back, within how many days. Each question groups by few short columns, because grouping is what costs."""
    seen = visible_matters(actor).order_by().filter(participants__kind="unit", participants__to_date__isnull=True)
    since = today - timedelta(days=365)
    lines: dict[str, UnitLine] = {}

    def line_of(code: str) -> UnitLine:
        return lines.setdefault(code, UnitLine(code, code, {}))

    late = Q(due_date__lt=today, participants__is_judicial=False)
    owed = seen.filter(closed_date__isnull=True).values_list("participants__code", "flow")
    for code, flow, number, over in owed.annotate(number=Count("pk"), over=Count("pk", filter=late)):
        line = line_of(code)
        before, late_before = line.cells.get(flow, (0, 0))
        line.cells[flow] = before + number, late_before + over
    days: dict[str, Counter[int]] = defaultdict(Counter)
    broken = Deadline.objects.filter(is_owed=True, ended_date__gt=F("effective_due")).values("matter")
    closed = seen.filter(closed_date__gt=since, closed_date__lte=today)
    kept = closed.values_list("participants__code", DaysBetween(F("closed_date"), F("opened_date")))
    for code, took, number, late_closed in kept.annotate(number=Count("pk"), late=Count("pk", filter=Q(pk__in=broken))):
        line = line_of(code)
        line.closed, line.late_closed = line.closed + number, line.late_closed + late_closed
        days[line.code][took] += number
    for code, spent in days.items():
        lines[code].median = int(median(spent.elements()))
    back = Q(steps__step__in=RETURNS, steps__day__gt=since, steps__day__lte=today)
    sent_back = seen.filter(back).values_list("participants__code")
    for code, number in sent_back.annotate(number=Count("steps", distinct=True)):
        line_of(code).returned += number
    for unit in visible_units(actor).filter(pk__in=[code for code in lines if code.isdecimal()]):
        lines[str(unit.pk)].label = unit.name
    return sorted(lines.values(), key=lambda line: (-line.late, line.label))
