"""What every invented right shares: who holds it, what happened to it."""

from datetime import date

from ..records.names import fold_name
from ..rights.models import Holding, LegalEvent
from ..types import MatchState
from .script import Firm, Owned


def legal_event(type_: str, day: date, announced: date | None = None, **detail: object) -> LegalEvent:
    """An event known on its announced day, else on its own."""
    known = announced or day
    return LegalEvent(type=type_, effective_date=day, announced_date=announced, known_date=known, detail=detail)


def held_by(entry: Owned, owner: Firm, first: date | None) -> Holding:
    """An enterprise of the county holds the right from the day; the paper prints its name and address."""
    firm = owner.row
    return held_by_name(entry, firm.name, firm.area_code, firm.address, first, MatchState.MATCHED, holder=owner)


def held_by_name(
    entry: Owned, name: str, area: str, address: str, first: date | None, state: MatchState, **links: Firm
) -> Holding:
    """Somebody holds the right: a person, a body elsewhere, a name nobody placed, or the enterprise of the link."""
    printed = {"holder_name": name, "folded_name": fold_name(name), "address": address, "area_code": area}
    row = Holding(**printed, rank=1, valid_from=first, known_from=first, match_state=state)
    entry.add(row, **links)
    return row


def happened_to(entry: Owned, *types: str) -> bool:
    """Whether an event of one of the types stands in the entry's history."""
    return any(event.type in types for event in entry.each(LegalEvent))
