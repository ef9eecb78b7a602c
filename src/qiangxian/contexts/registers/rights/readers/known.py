"""What the register knows of rights, for a source that compares."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from ...records.conditions import by_record, recorded
from ...records.names import fold_name
from ...types import PATENT_TYPES
from ..models import Holding, LegalEvent, Right

AT_ONCE = 500


@dataclass(frozen=True)
class Known:
    """One standing right: its events by type and day, who holds it, by folded name."""

    right: Right
    events: frozenset[tuple[str, date]]
    holders: frozenset[str]

    def has(self, type_: str, *days: date | None) -> bool:
        """Whether an event of the type is entered for one of the days."""
        return any((type_, day) in self.events for day in days if day)

    def is_held_by(self, names: Iterable[str]) -> bool:
        """Whether these printed names are those that hold it."""
        return frozenset(map(fold_name, names)) == self.holders


def patent_numbers(division_code: str) -> Iterator[list[str]]:
    """The numbers of the county's standing patents, some hundred at a time."""
    rights = Right.objects.filter(recorded(), division_code=division_code, type__in=PATENT_TYPES, country="")
    numbers = iter(list(rights.order_by("number").values_list("number", flat=True)))
    while some := list(islice(numbers, AT_ONCE)):
        yield some


def known_patents(division_code: str, numbers: Iterable[str]) -> dict[str, Known]:
    """Standing patents of the county by number."""
    rows = Right.objects.filter(
        recorded(), division_code=division_code, type__in=PATENT_TYPES, number__in=list(numbers)
    )
    rights = {right.record_id: right for right in rows}
    events, holdings = by_record(LegalEvent, rights), by_record(Holding, rights)
    return {
        right.number: Known(
            right,
            frozenset((one.type, day) for one in events[pk] for day in (one.effective_date, one.announced_date) if day),
            frozenset(one.folded_name for one in holdings[pk] if one.valid_to is None),
        )
        for pk, right in rights.items()
    }
