"""待办和逾期 over 100,000 matters: one page for the office, cold. Makes the matters in a temporary folder."""

import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta

from bench.table import Line, show

MATTERS, UNITS, ROUNDS, BAR = 100_000, 40, 5, 0.3
TODAY = date(2026, 11, 27)


def _county() -> None:
    """A third open, of which a tenth is late; two units take part in each; one closed in eight was closed late."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from qiangxian.contexts.matters.models import Deadline, Matter, Participant
    from qiangxian.contexts.people.models import Unit

    call_command("migrate", verbosity=0)
    now = timezone.now()
    units = Unit.objects.bulk_create(Unit(division_code="410481", name=f"单位{n}") for n in range(UNITS))
    units = list(Unit.objects.filter(name__startswith="单位")) if units[0].pk is None else units
    matters, days = [], [TODAY - timedelta(days=n % 700) for n in range(MATTERS)]
    for n, opened in enumerate(days):
        closed = None if n % 3 == 0 else min(opened + timedelta(days=5 + n % 40), TODAY)
        due = None if closed else TODAY + timedelta(days=20 - (n // 3) % 22)
        state = "closed" if closed else "running"
        common = {"flow": "supervision", "division_code": "410481", "title": f"事项{n}", "state": state}
        matters.append(Matter(**common, opened_date=opened, due_date=due, closed_date=closed, created_at=now))
    Matter.objects.bulk_create(matters, batch_size=2000)
    matters = list(Matter.objects.order_by("pk"))
    parts, clocks = [], []
    for n, matter in enumerate(matters):
        for role, unit in (("lead", units[n % UNITS]), ("co_unit", units[(n * 7 + 3) % UNITS])):
            key = f"{role}:unit:{unit.pk}"
            part = Participant(matter=matter, role=role, kind="unit", code=str(unit.pk), label=unit.name, key=key)
            part.from_date = matter.opened_date
            parts.append(part)
        due = matter.due_date or matter.opened_date + timedelta(days=40)
        clock = Deadline(matter=matter, clock="work", unit="given", start_date=matter.opened_date, started_at=now)
        clock.nominal_due = clock.effective_due = due
        clock.ended_date = matter.closed_date
        clocks.append(clock)
    Participant.objects.bulk_create(parts, batch_size=2000)
    Deadline.objects.bulk_create(clocks, batch_size=2000)


def _ask() -> tuple[list[float], int]:
    from qiangxian.contexts.matters.board import board
    from qiangxian.kernel.actor import Actor, Grant

    clerk, taken, lines = Actor(1, "bench", frozenset({Grant("office", "410481")})), [], 0
    for _ in range(ROUNDS):
        began = time.perf_counter()
        lines = len(board(clerk, TODAY))
        taken.append(time.perf_counter() - began)
    return taken, lines


def measure() -> list[Line]:
    _county()
    taken, units = _ask()
    slow = max(taken)
    what = f"待办和逾期, {MATTERS:,} matters, {units} units, slowest of {ROUNDS}"
    return [Line(what, slow * 1e3, BAR * 1e3, "ms", slow / BAR, "≤ 1.00", slow <= BAR)]


if __name__ == "__main__":
    if "--here" not in sys.argv:  # settings read the environment once, so the county gets a process with its own folder
        with tempfile.TemporaryDirectory(prefix="qx-bench-") as folder:
            env = {**os.environ, "QIANGXIAN_VAR": folder, "DJANGO_SETTINGS_MODULE": "qiangxian.config.settings"}
            sys.exit(subprocess.run([sys.executable, "-m", "bench.board", "--here", *sys.argv[1:]], env=env).returncode)
    lines = measure()
    print(json.dumps([line.as_json() for line in lines]) if "--json" in sys.argv else show(lines))
