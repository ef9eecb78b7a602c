"""Units that are handed a matter: one leads, others help; a court is asked. Who led before stays on record."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from qiangxian.contexts.people import readers as people
from qiangxian.kernel.actor import Actor

from .flow import matter_behind
from .models import Matter, Participant

LEAD, CO_UNIT, COURT, COLLECTIVE = "lead", "co_unit", "court", "collective"


def choices(own: Any) -> list[tuple[str, str]]:
    """The units of the county one may hand something to; a collective name is no unit."""
    return _named(own, COLLECTIVE)


def measurable(own: Any) -> list[tuple[str, str]]:
    """Those one may measure and rank: courts are asked and informed only."""
    return _named(own, COLLECTIVE, COURT)


def _named(own: Any, *without: str) -> list[tuple[str, str]]:
    code = matter_behind(own).division_code
    rows = people.standing_units(Actor.system()).filter(division_code=code).exclude(kind__in=without)
    return [(str(unit.pk), unit.name) for unit in rows.order_by("name")]


def take_part(matter: Matter, role: str, unit_id: str, day: date, **more: Any) -> None:
    """The unit takes part under its name of the day."""
    unit = people.visible_units(Actor.system()).get(pk=int(unit_id))
    matter.take_part(role, "unit", unit_id, unit.name, day, is_judicial=unit.kind == COURT, **more)


def hand_to(matter: Matter, day: date, lead: str, helping: Iterable[str] = ()) -> None:
    """One unit leads; whoever else is named helps."""
    take_part(matter, LEAD, lead, day)
    for unit_id in helping:
        if unit_id != lead:
            take_part(matter, CO_UNIT, unit_id, day)


def hand_on(matter: Matter, day: date, lead: str) -> str:
    """Another unit leads from this day on; returns its name."""
    for part in parts(matter, LEAD):
        part.key, part.to_date = "", day
        part.save()
    take_part(matter, LEAD, lead, day)
    return parts(matter, LEAD)[0].label


def parts(own: Any, *roles: str) -> list[Participant]:
    """Who takes part now, in these roles or in any."""
    rows = matter_behind(own).participants.exclude(key="")
    return list(rows.filter(role__in=roles) if roles else rows)


def begin_again(own: Any, state: str, *roles: str, signed: bool = True) -> None:
    """Their own part stands at this state again; `signed`: what they signed still holds."""
    for part in parts(own, *roles):
        part.state, part.signed_date = state, part.signed_date if signed else None
        part.save(update_fields=["state", "signed_date"])


def is_asked_only(own: Any) -> bool:
    """Whether a court leads: it is asked, never urged, coloured or late."""
    return any(part.is_judicial for part in parts(own, LEAD))
