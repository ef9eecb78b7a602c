"""Printed names and codes that mean a record of another kind: whom a title is given to, who runs a facility, which right a
contract covers. Declared once with the kind; matching, the queue of doubts, matching anew and what undo must not tear
apart follow from it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet

from ..types import MatchState
from .conditions import standing
from .kinds import kind_of
from .matching import Match, Matcher, match_enterprise
from .models import Recorded
from .names import fold_name
from .party import Party

DOUBTS = (MatchState.DOUBTFUL, MatchState.UNMATCHED)


class Finder:
    """What names and codes of one county mean. With a `matcher` (an import) all names are at hand; without one each name is
    a query."""

    def __init__(self, division_code: str, matcher: Matcher | None = None) -> None:
        self.division_code, self.matcher = division_code, matcher
        self._named: dict[str, dict[str, int]] = {}

    @property
    def is_by_hand(self) -> bool:
        """One record is entered in a form, not a table imported."""
        return self.matcher is None

    def find(self, party: Party, values: Mapping[str, Any]) -> Match | None:
        """The record a row's party means; None where nothing is printed."""
        name, code = str(values.get(party.name) or ""), str(values.get(party.code) or "") if party.code else ""
        if not (name or code):
            return None
        if kind_of(party.kind).names:
            if self.matcher is not None:
                return self.matcher.match(name, code)
            return match_enterprise(self.division_code, name, code)
        return self.exactly(party.kind, name)

    def exactly(self, kind: str, name: str) -> Match:
        """The record that bears exactly this name or number."""
        if self.matcher is None:
            rows = kind_of(kind).standing(self.division_code).filter(**{kind_of(kind).named_by: name})
            record_id = rows.order_by("id").values_list("record_id", flat=True).first()
        else:
            record_id = self._known(kind).get(name)
        return Match(record_id, MatchState.MATCHED if record_id else MatchState.UNMATCHED)

    def _known(self, kind: str) -> dict[str, int]:
        """All names of a kind without likenesses, read once."""
        if kind not in self._named:
            rows = kind_of(kind).standing(self.division_code).order_by("-id")
            rows = rows.values_list(kind_of(kind).named_by, "record_id")
            self._named[kind] = dict(rows.iterator(chunk_size=5000))
        return self._named[kind]


def placed_parties(
    parties: Iterable[Party], values: Mapping[str, Any], finder: Finder, kept: Mapping[str, Any] | None = None
) -> tuple[dict[str, Any], list[tuple[Party, Match]]]:
    """The link columns of a row, and what was found for which party. A party that keeps its state stays as it is where its name and code
    did not change: a person may have decided it."""
    columns: dict[str, Any] = {}
    found: list[tuple[Party, Match]] = []
    for party in parties:
        if kept and party.state and all(kept.get(name) == (values.get(name) or "") for name in party.printed):
            continue
        match = finder.find(party, values)
        columns[party.column] = match.record_id if match else None
        if match and kind_of(party.kind).names:
            found.append((party, match))
        if party.state:
            columns[party.state] = str(match.state if match else MatchState.UNMATCHED)
    return columns, found


def doubtful_rows(party: Party, model: type[Recorded], division_code: str) -> QuerySet[Any]:
    """The rows whose printed name nobody has placed."""
    rows = standing(model, division_code)
    if party.state:
        return rows.filter(**{f"{party.state}__in": DOUBTS})
    return rows.filter(**{f"{party.column}__isnull": True}).exclude(**{party.name: ""})


def rows_named(party: Party, rows: QuerySet[Any], folded_names: Iterable[str]) -> Iterable[Any]:
    """Those of the rows that print one of the names."""
    names = frozenset(folded_names)
    if party.folded:
        return rows.filter(**{f"{party.folded}__in": names}).order_by("id")
    return (row for row in rows.order_by("id") if fold_name(getattr(row, party.name)) in names)
