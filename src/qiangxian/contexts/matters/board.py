"""待办和逾期: unit × flow, what is open, what is late, and how days were kept."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from django.db.models import Count, F, Func, IntegerField, Min, Q

from qiangxian.kernel.actor import Actor

from .models import Deadline
from .readers import visible_matters


@dataclass
class UnitLine:
    """What one unit owes: open and late by flow, and how it kept its days over what is closed."""

    code: str
    label: str
    cells: dict[str, tuple[int, int]]
    closed: int = 0
    late_closed: int = 0
    median: int | None = None

    @property
    def late(self) -> int:
        """How many are late, over all flows."""
        return sum(late for _, late in self.cells.values())

    @property
    def in_time(self) -> int:
        """How many were closed by their day."""
        return self.closed - self.late_closed


class Days(Func):
    """How many days lie between two, the later first, counted by the database."""

    output_field = IntegerField()
    template = "(%(expressions)s)"
    arg_joiner = " - "

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """Days are texts there."""
        first, last = (f"julianday({compiler.compile(one)[0]})" for one in self.source_expressions)
        return f"CAST({first} - {last} AS INTEGER)", ()


def board(actor: Actor, today: date) -> list[UnitLine]:
    """Unit × flow of every matter the actor may see, the latest units first: one question, which goes through the matters once
    and groups them by few short columns, because grouping is what costs."""
    seen = visible_matters(actor).order_by().filter(participants__kind="unit", participants__key__gt="")
    late = Q(due_date__lt=today, participants__is_judicial=False)
    broken = Deadline.objects.filter(is_owed=True, ended_date__gt=F("effective_due")).values("matter")
    grouped = seen.values_list("participants__key", "flow", Days(F("closed_date"), F("opened_date"))).annotate(
        label=Min("participants__label"),
        number=Count("pk"),
        over=Count("pk", filter=late),
        late_closed=Count("pk", filter=Q(closed_date__isnull=False, pk__in=broken)),
    )
    lines: dict[str, UnitLine] = {}
    days: dict[str, Counter[int]] = defaultdict(Counter)
    for key, flow, took, label, number, over, late_closed in grouped:
        _role, _kind, code = key.split(":", 2)
        line = lines.setdefault(code, UnitLine(code, label, {}))
        if took is None:
            before, late_before = line.cells.get(flow, (0, 0))
            line.cells[flow] = before + number, late_before + over
        else:
            line.closed, line.late_closed = line.closed + number, line.late_closed + late_closed
            days[code][took] += number
    for code, spent in days.items():
        lines[code].median = int(median(spent.elements()))
    return sorted(lines.values(), key=lambda line: (-line.late, line.label))
