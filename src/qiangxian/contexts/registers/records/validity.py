"""How a row holds on a day: from which day, to which day, and when the world could know either end. One declaration answers
as a condition for the database, as words, for one row at hand, as a span of days, and names the fields that close it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from qiangxian.kernel.asof import AsOf

from .conditions import happened, happened_by, not_happened

TONES = {"coming": "none", "holds": "green", "past": "red", "ended": "red"}


@dataclass(frozen=True)
class Validity:
    """The columns a kind keeps its days in.

    `begins` with the day it was known (`is_known_set`: that column is never empty), `ends` (exclusive) with its own known
    day, and perhaps `through`, the last day (inclusive), known from the beginning. `is_open`: a missing first day does not
    exclude. `holding` and `ended` name these states in addresses."""

    begins: str
    known: str
    ends: str
    ends_known: str
    through: str = ""
    is_open: bool = False
    is_known_set: bool = False
    holding: str = "in_force"
    ended: str = ""

    @property
    def closing(self) -> tuple[str, str]:
        """The fields an early end is written to: its day and the day it was known."""
        return self.ends, self.ends_known

    def holds(self, as_of: AsOf, *, prefix: str = "") -> Q:
        """Begun, known, not past the last day, not ended as far as known."""
        return self.begun(as_of, prefix=prefix) & self._running(as_of, prefix) & self._unended(as_of, prefix)

    def begun(self, as_of: AsOf, *, prefix: str = "") -> Q:
        """The first day has come and could be known."""
        if self.is_known_set:
            begun = Q(**{f"{prefix}{self.begins}__lte": as_of.effective, f"{prefix}{self.known}__lte": as_of.known})
        else:
            begun = happened(self.begins, self.known or self.begins, as_of, prefix=prefix)
        return Q(**{f"{prefix}{self.begins}__isnull": True}) | begun if self.is_open else begun

    def has_ended(self, as_of: AsOf, *, prefix: str = "") -> Q:
        """Ended by its own day (not by the last day running out), as far as known."""
        return happened(self.ends, self.ends_known, as_of, prefix=prefix)

    def in_state(self, as_of: AsOf, state: str) -> Q:
        """The rows of a state as addresses name it: holding, ended, and everything else is not holding."""
        if state == self.ended:
            return self.has_ended(as_of)
        return self.holds(as_of) if state == self.holding else ~self.holds(as_of)

    def _running(self, as_of: AsOf, prefix: str) -> Q:
        if not self.through:
            return Q()
        name = f"{prefix}{self.through}"
        return Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": as_of.effective})

    def _unended(self, as_of: AsOf, prefix: str) -> Q:
        return not_happened(self.ends, self.ends_known, as_of, prefix=prefix)

    def state(self, row: Any, as_of: AsOf) -> str:
        """Of one row at hand: `coming`, `holds`, `past` (the last day is over) or `ended`."""
        if happened_by(getattr(row, self.ends), getattr(row, self.ends_known), as_of):
            return "ended"
        last = getattr(row, self.through) if self.through else None
        if last is not None and last < as_of.effective:
            return "past"
        first = getattr(row, self.begins)
        if (first is None and self.is_open) or happened_by(first, getattr(row, self.known or self.begins), as_of):
            return "holds"
        return "coming"

    def span(self, row: Any) -> tuple[date | None, date | None]:
        """Asked with the knowledge of each day itself: the first day on which the row holds and the first on which it no
        longer does; None is open."""
        first, known = getattr(row, self.begins), getattr(row, self.known or self.begins)
        ends, told = getattr(row, self.ends), getattr(row, self.ends_known)
        last = getattr(row, self.through) if self.through else None
        stops = [max(ends, told or ends)] if ends else []
        stops += [last + timedelta(days=1)] if last else []
        return (max(first, known or first) if first else None), (min(stops) if stops else None)


INTERVAL = Validity("valid_from", "known_from", "valid_to", "known_to", is_open=True)
OPERATION = Validity(
    "opened_date", "opened_known_date", "closed_date", "closed_known_date", is_open=True, holding="working"
)
CERTIFICATE = Validity(
    "valid_from", "known_date", "revoked_date", "revoked_known_date", "valid_through",
    is_known_set=True, holding="valid", ended="revoked",
)  # fmt: skip
CONTRACT = Validity(
    "valid_from", "known_date", "ended_date", "ended_known_date", "valid_through", is_known_set=True
)  # fmt: skip
LISTED = Validity(
    "listed_date", "known_date", "reinstated_date", "reinstated_known_date",
    is_known_set=True, holding="standing", ended="reinstated",
)  # fmt: skip
UNDATED = Validity("", "", "", "")
"""A kind that says itself what holds: a right by its law, a figure by its period."""
