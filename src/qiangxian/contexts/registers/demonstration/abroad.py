"""Rights beyond the border: inventions granted by other offices, international applications, international marks."""

from collections.abc import Iterator
from datetime import date, timedelta

from qiangxian.kernel.calendar import add_months

from ..rights.lifecycle_facts import expiry_of
from ..rights.models import Right
from ..types import EventType, RightType
from .holders import held_by, legal_event
from .script import Firm, Owned, RecordToBe, Script

OVERSEAS_TERM_MONTHS = 240
MADRID_FIRST_NUMBER = 1_990_000
PCT_FIRST_NUMBER = 990_000


def abroad(script: Script, owners: list[Firm], inventions: dict[int, Owned]) -> Iterator[Owned]:
    """`owners`: the large holders; `inventions`: the early invention of each, by its place, which the family stems from."""
    for unit in range(script.scale):
        yield from _overseas(script, owners, inventions, unit)
        yield from _international(script, owners, inventions, unit)
        yield from _madrid(script, owners, unit)


def _overseas(script: Script, owners: list[Firm], inventions: dict[int, Owned], unit: int) -> Iterator[Owned]:
    """The last day is printed on the foreign certificate; our law has no term for it."""
    for place, line in enumerate(script.words["abroad"]["overseas"]):
        holder = _place(line["holder"], unit, owners)
        row = Right(
            type=RightType.OVERSEAS_INVENTION,
            number=line["number"].format(n=unit * 100 + place + 1),
            country=line["country"],
            title=inventions[holder].row.title,
            priority_number=inventions[holder].row.number,
            classification=inventions[holder].row.classification,
            filing_date=line["filed"],
            grant_date=line["granted"],
            printed_expiry=add_months(line["filed"], OVERSEAS_TERM_MONTHS) - timedelta(days=1),
            is_demo=True,
        )
        row.expiry_date = expiry_of(row, [])
        entry = RecordToBe(row)
        entry.add(legal_event(EventType.GRANT, line["granted"], line["granted"]))
        if "lapsed" in line:
            entry.add(legal_event(EventType.LAPSE_UNPAID_FEE, line["lapsed"], line["announced"]))
        held_by(entry, owners[holder], line["filed"])
        yield entry


def _international(script: Script, owners: list[Firm], inventions: dict[int, Owned], unit: int) -> Iterator[Owned]:
    for place, filed in enumerate(script.words["abroad"]["pct"]):
        holder = _place(place, unit, owners)
        row = Right(
            type=RightType.PCT_APPLICATION,
            number=f"PCT/CN{filed.year}/{PCT_FIRST_NUMBER + unit * 100 + place:06d}",
            title=inventions[holder].row.title,
            filing_date=filed,
            is_demo=True,
        )
        entry = RecordToBe(row)
        held_by(entry, owners[holder], filed)
        yield entry


def _madrid(script: Script, owners: list[Firm], unit: int) -> Iterator[Owned]:
    for place, registered in enumerate(script.words["abroad"]["madrid"]):
        owner = owners[_place(place, unit, owners)]
        row = Right(
            type=RightType.MADRID_MARK,
            number=f"G{MADRID_FIRST_NUMBER + unit * 100 + place}",
            title=f"{owner.row.name[:4]}国际{place + 1}",
            filing_date=_filed(registered),
            grant_date=registered,
            registration_date=registered,
            is_demo=True,
        )
        row.expiry_date = expiry_of(row, [])
        entry = RecordToBe(row)
        entry.add(legal_event(EventType.REGISTRATION, registered, registered))
        held_by(entry, owner, registered)
        yield entry


def _place(holder: int, unit: int, owners: list[Firm]) -> int:
    """The same holder of every unit; the units follow one another in the list of owners."""
    return (holder + unit * 8) % len(owners)


def _filed(registered: date) -> date:
    return registered - timedelta(days=120)
