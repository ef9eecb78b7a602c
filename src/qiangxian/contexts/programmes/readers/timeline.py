"""The phases of a programme as days, and where a day stands among them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from qiangxian.kernel.period import Period

from ..models import STANDING, Phase, PhaseCheck

OPEN_END_SHARE = 8  # an open last phase is drawn as one eighth of what is dated, so that it is seen without leading
WHOLE = 1000


@dataclass(frozen=True)
class PhaseSpan:
    """One phase on the line: its days (an open end is None), its state on the day, its place in thousandths of the line."""

    phase: Phase
    start: date | None
    end: date | None
    state: str
    elapsed: int
    offset: int
    width: int

    @property
    def open_checks(self) -> list[PhaseCheck]:
        """What is still to be seen to."""
        return [check for check in self.phase.checks.all() if check.done_at is None]


@dataclass(frozen=True)
class Timeline:
    """The phases in order and the day's own place (None outside the line)."""

    spans: tuple[PhaseSpan, ...]
    day: date
    day_at: int | None

    @property
    def current(self) -> list[PhaseSpan]:
        """Phases that hold the day; two where a month belongs to both."""
        return [span for span in self.spans if span.state == "current"]

    @property
    def coming(self) -> PhaseSpan | None:
        """The next phase to begin."""
        return next((span for span in self.spans if span.state == "coming"), None)


def timeline(programme_id: int, *, day: date) -> Timeline:
    """The standing phases of a programme as of a day."""
    return timeline_of(Phase.objects.filter(STANDING, programme_id=programme_id).prefetch_related("checks"), day=day)


def timeline_of(given: Iterable[Phase], *, day: date) -> Timeline:
    """These phases as of a day."""
    phases = list(given)
    days = [(_first(phase.start), _last(phase.end)) for phase in phases]
    known = [one for pair in days for one in pair if one]
    if not known:
        return Timeline(tuple(_span(phase, None, None, day, None) for phase in phases), day, None)
    line = _line(min(known), max(known), is_open=any(start and not end for start, end in days))
    spans = [_span(phase, start, end, day, line) for phase, (start, end) in zip(phases, days, strict=True)]
    return Timeline(tuple(spans), day, _place(day, line) if line.start <= day < line.end else None)


def _first(printed: str) -> date | None:
    return Period.parse(printed).start if printed else None


def _last(printed: str) -> date | None:
    return Period.parse(printed).last_day if printed else None


def _line(first: date, last: date, *, is_open: bool) -> Period:
    length = (last - first).days + 1
    return Period(first, last + timedelta(days=1 + (length // OPEN_END_SHARE if is_open else 0)))


def _place(day: date, line: Period) -> int:
    return round((day - line.start).days * WHOLE / (line.end - line.start).days)


def _state(start: date | None, end: date | None, day: date) -> str:
    if start is None and end is None:
        return "undated"
    if start and day < start:
        return "coming"
    return "past" if end and day > end else "current"


def _span(phase: Phase, start: date | None, end: date | None, day: date, line: Period | None) -> PhaseSpan:
    state = _state(start, end, day)
    if line is None or state == "undated":
        return PhaseSpan(phase, start, end, state, 0, 0, 0)
    first = start or line.start
    after = end + timedelta(days=1) if end else line.end
    offset = _place(first, line)
    share = 0 if state == "coming" else min((day - first).days + 1, (after - first).days) * 100 // (after - first).days
    return PhaseSpan(phase, start, end, state, share if end else 0, offset, _place(after, line) - offset)
