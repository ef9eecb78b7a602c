"""Which notices stand, and what one that is proposed would change."""

from datetime import date
from typing import Any, NamedTuple

from django.db import DatabaseError

from qiangxian.contexts.audit import database
from qiangxian.contexts.matters import clocks
from qiangxian.contexts.registers.due.filling import fill
from qiangxian.contexts.registers.due.finding import find
from qiangxian.contexts.registers.due.types import DueEntry, DueItem
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.calendar import HolidayNotice, notice_of, supposing

from .flow import days_of
from .models import AnnualNotice

MOST_SHOWN = 200


class Moved(NamedTuple):
    """A right's due day with where it was and where it goes."""

    item: DueItem
    before: date
    after: date


class MovedClock(NamedTuple):
    """The same of a running clock of a matter."""

    deadline: Any
    before: date
    after: date


def accepted_notices() -> tuple[HolidayNotice, ...]:
    """The notices accepted; none where there is no database yet, because the law is computed without one too."""
    if not database.is_there():
        return ()
    try:
        return tuple(notice(row) for row in AnnualNotice.objects.filter(is_accepted=True))
    except DatabaseError:
        return ()


def notice(row: AnnualNotice) -> HolidayNotice:
    """A row as the calendar takes it."""
    return HolidayNotice(row.year, **days_of(row))


def moved(row: AnnualNotice, as_of: AsOf) -> tuple[list[Moved], int, list[MovedClock]]:
    """What the notice changes in its county: due days of rights until the end of its year (the first of them, and how many),
    and the ends of clocks that run."""
    code, until = row.matter.division_code, date(row.year, 12, 31)
    before = {_same(one): one.day for one in find(code, as_of, until=until)}
    with supposing(notice(row)):
        after = [one for one in find(code, as_of, until=until) if before.get(_same(one), one.day) != one.day]
        items = fill(sorted(after)[:MOST_SHOWN], as_of)
        ends = [MovedClock(one, was, one.effective_due) for one, was in clocks.moved(as_of.effective, code)]
    return [Moved(item, before[_same(item.found)], item.found.day) for item in items], len(after), ends


def _same(one: DueEntry) -> tuple[object, ...]:
    return (one.kind, one.record_id, one.part, one.due_date)


def years(today: date) -> list[tuple[int, bool]]:
    """This year and the next, with whether a notice stands for them."""
    return [(year, notice_of(year) is not None) for year in (today.year, today.year + 1)]
