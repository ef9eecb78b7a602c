"""Invented trademarks: most of the old ones renewed, some in the renewal window, some in the months of grace."""

from collections.abc import Iterator
from datetime import date, timedelta

from qiangxian.engines.lifecycle.terms import mark_term
from qiangxian.kernel.calendar import add_months

from ..rights.lifecycle_facts import expiry_of
from ..rights.models import Right
from ..types import EventType, RightType
from .holders import held_by, legal_event
from .script import LAST_DAY, Firm, Owned, RecordToBe, Script

RENEWED = 0.85
LATE_RENEWAL = 0.1
FIRST_NUMBER = 10_000_000


def trademarks(script: Script, owners: list[Firm]) -> Iterator[Owned]:
    """Registered marks and pending ones; then those whose term ends about the last day of the story."""
    own = script.part("marks")
    for number in range(1, script.count("trademarks") + 1):
        filed = own.day_between(date(2010, 1, 1), date(2025, 9, 30))
        registered = own.later(filed, 240, 420)
        entry = _mark(own, owners, number, filed, registered if registered <= LAST_DAY else None)
        if entry.row.registration_date:
            _live(own, entry)
        yield entry
    yield from _ending(own, owners, script.count("trademarks"))


def _mark(script: Script, owners: list[Firm], number: int, filed: date, registered: date | None) -> Owned:
    owner = script.chance.choice(owners)
    row = Right(
        type=RightType.TRADEMARK,
        number=str(FIRST_NUMBER + number * 37),
        sub_key=str(script.chance.randint(1, 45)),
        title=f"{owner.row.name[:4]}{number}",
        filing_date=filed,
        is_demo=True,
    )
    entry = RecordToBe(row)
    held_by(entry, owner, filed)
    if registered:
        row.registration_date = row.grant_date = registered
        entry.add(legal_event(EventType.REGISTRATION, registered, registered))
        row.expiry_date = expiry_of(row, [])
    return entry


def _live(script: Script, entry: Owned) -> None:
    """The renewal of an old mark in its window, or late in its grace; without one the mark has run out."""
    row = entry.row
    if row.registration_date is None:
        return
    term = mark_term(row.registration_date)
    late = script.happens(LATE_RENEWAL)
    day = script.later(term.last_day, 10, 150) if late else script.later(term.last_day, -300, -20)
    if day <= LAST_DAY and script.happens(RENEWED):
        _renew(script, entry, row, day)


def _renew(script: Script, entry: Owned, row: Right, day: date) -> None:
    renewal = legal_event(EventType.RENEWAL, day, script.later(day, 10, 30))
    entry.add(renewal)
    row.expiry_date = expiry_of(row, [renewal])


def _ending(script: Script, owners: list[Firm], number: int) -> Iterator[Owned]:
    """Marks not renewed yet: in the months of grace on the last day of the story, and in the window before the end."""
    windows = [(script.words["marks_in_grace"], -170, -10), (script.words["marks_in_window"], 20, 340)]
    recorded = script.words["marks_with_customs_record"] * script.scale
    for count, first, last in windows:
        for _ in range(count * script.scale):
            number += 1
            end = script.later(LAST_DAY, first, last)
            registered = add_months(end + timedelta(days=1), -120)
            entry = _mark(script, owners, number, registered - timedelta(days=300), registered)
            if recorded:
                recorded -= 1
                until = add_months(LAST_DAY, 18).isoformat()
                entry.add(legal_event(EventType.CUSTOMS_RECORD, date(2024, 4, 8), date(2024, 4, 8), until=until))
            yield entry
