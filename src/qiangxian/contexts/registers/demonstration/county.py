"""The whole county in the order in which it must be stored: enterprises first, then what belongs to them."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from ..types import EventType, RightType
from .dealings import Dealings
from .fees import Fees
from .figures import reported
from .holders import legal_event
from .passing import Passing
from .printed import PrintedStatuses
from .rights import Patents
from .script import Firm, Owned, RecordToBe, Script
from .teller import Teller
from .titles import certificates
from .years import yearly_facts


def county(division_code: str, scale: int) -> Iterator[RecordToBe[Any]]:
    """Every entry of the county; the same division and scale give the same county."""
    script = Script(division_code, scale)
    many, rising = script.count("holders_of_many"), script.count("rising")
    settled = many + rising
    passing, inventions, years = Passing(), [None] * many, script.part("years")
    products = [name for names in script.words["geographical"].values() for name in names]
    known = {"settled": settled, "inventions": inventions, "products": products}
    teller = Teller(script, known, patents_of=passing.patents_of)
    firms = list(teller.tell("enterprises"))
    teller.known |= {"firms": firms, "large": firms[:many]}
    for number, firm in enumerate(firms):
        yearly_facts(years, firm, number)
    for line in script.words["contracts"]["listings"]:
        teller.part(firms[line["enterprise"]], {"like": "listing"}, line)
    yield from firms
    yield from passing.watch(_patents(script, firms[:many], firms[many:settled], firms[settled:], inventions))
    yield from passing.watch(teller.tell("abroad"))
    for group in ("marks", "others", "titles"):
        yield from teller.tell(group)
    yield from certificates(script, firms, teller)
    yield from teller.tell("users")
    teller.known["working"] = working = list(teller.tell("agencies"))
    yield from working
    yield from teller.tell("contracts")
    teller.known["small"] = passing.small(script, firms[settled:])
    teller.known["reported"] = list(reported(script))
    for group in ("non_normal", "facilities", "alliances", "figures"):
        yield from teller.tell(group)


def _patents(
    script: Script, large: list[Firm], rising: list[Firm], rest: list[Firm], inventions: list[Any]
) -> Iterator[Owned]:
    patents, fees, printed = Patents(script), Fees(script), PrintedStatuses(script)
    for entry in _all_patents(script, patents, large, rising, rest, inventions):
        fees.of(entry)
        printed.on(entry)
        yield entry


def _all_patents(
    script: Script,
    patents: Patents,
    large: list[Firm],
    rising: list[Firm],
    rest: list[Firm],
    inventions: list[Any],
) -> Iterator[Owned]:
    dealings = Dealings(script)
    for place, owner in enumerate(large):
        portfolio = [*_early_pair(patents, owner), *_portfolio(script, patents, owner)]
        inventions[place] = portfolio[0]
        dealings.of(place, portfolio)
        yield from portfolio
    yield from _rising(script, patents, rising)
    for owner in rest[: script.count("holders_of_one")]:
        filed = script.day_between(date(2012, 1, 1), date(2025, 12, 31))
        yield patents.owned(owner, filed, RightType.UTILITY_MODEL)
    for _ in range(script.count("persons")):
        yield patents.of_person()
    for number in range(script.count("brought_in")):
        yield patents.brought_in(large[number % len(large)])
    for name in script.words["unplaced_holders"]:
        yield patents.of_stranger(name)


def _early_pair(patents: Patents, owner: Firm) -> Iterator[Owned]:
    """Two inventions that every large holder had from the beginning and keeps."""
    for month in (3, 9):
        yield patents.owned(owner, date(2016, month, 8), RightType.INVENTION, granted=date(2019, month, 12))


def _portfolio(script: Script, patents: Patents, owner: Firm) -> Iterator[Owned]:
    for _ in range(int(script.words["per_unit"]["patents_of_each_large"])):
        filed = script.day_between(date(2010, 1, 1), date(2026, 3, 31))
        entry = patents.owned(owner, filed, patents.any_type())
        patents.live(entry)
        yield entry


def _rising(script: Script, patents: Patents, rising: list[Firm]) -> Iterator[Owned]:
    """Enterprises with one patent that are granted a second on the story's days; one second patent never existed."""
    days, blow = script.words["rising_second_grant"], script.words["fully_invalidated"]
    for number, owner in enumerate(rising):
        place = number % len(days)
        yield patents.owned(owner, date(2019, 4, 16), RightType.UTILITY_MODEL, granted=date(2020, 1, 21))
        day = days[place]
        second = patents.owned(owner, date(day.year - 1, day.month, 10), RightType.UTILITY_MODEL, granted=day)
        if place == blow["rising"]:
            second.add(legal_event(EventType.INVALIDATION_FULL, blow["announced"], blow["announced"]))
        yield second
