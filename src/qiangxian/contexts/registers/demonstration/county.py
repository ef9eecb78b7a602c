"""The whole county in the order in which it must be stored: enterprises first, then what belongs to them."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from .dealings import Dealings
from .fees import Fees
from .figures import reported
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
    passing, patents, years = Passing(), Patents(script), script.part("years")
    products = [name for names in script.words["geographical"].values() for name in names]
    known = {"settled": settled, "inventions": [], "products": products}
    teller = Teller(script, known, patents_of=passing.patents_of, **patents.forms)
    firms = list(teller.tell("enterprises"))
    teller.known |= {
        "firms": firms,
        "large": firms[:many],
        "rising_patents": list(_rising(script, firms[many:settled])),
    }
    teller.known["small_holders"] = firms[settled:][: script.count("holders_of_one")]
    for number, firm in enumerate(firms):
        yearly_facts(years, firm, number)
    for line in script.words["contracts"]["listings"]:
        teller.part(firms[line["enterprise"]], {"like": "listing"}, line)
    yield from firms
    yield from passing.watch(_patents(script, teller, patents))
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


def _patents(script: Script, teller: Teller, patents: Patents) -> Iterator[Owned]:
    fees, printed = Fees(script), PrintedStatuses(script)
    for entry in _told(script, teller, patents):
        fees.of(entry)
        printed.on(entry)
        yield entry


def _told(script: Script, teller: Teller, patents: Patents) -> Iterator[Owned]:
    dealings, large = Dealings(script), teller.known["large"]
    for place, owner in enumerate(large):
        teller.known["owner"] = owner
        portfolio = list(teller.tell("early"))
        for entry in teller.tell("portfolio"):
            patents.live(entry, teller)
            portfolio.append(entry)
        teller.known["inventions"].append(portfolio[0])
        dealings.of(place, portfolio)
        yield from portfolio
    for group in ("rising", "holders_of_one", "persons"):
        yield from teller.tell(group)
    for number, entry in enumerate(teller.tell("brought_in")):
        patents.brought_in(entry, large[number % len(large)])
        yield entry
    yield from teller.tell("strangers")


def _rising(script: Script, rising: list[Firm]) -> Iterator[Mapping[str, Any]]:
    days, blow = script.words["rising_second_grant"], script.words["fully_invalidated"]
    for number, owner in enumerate(rising):
        day, is_hit = days[number % len(days)], number % len(days) == blow["rising"]
        yield {"owner": owner, "filed": date(2019, 4, 16), "granted": date(2020, 1, 21)}
        filed = date(day.year - 1, day.month, 10)
        yield {"owner": owner, "filed": filed, "granted": day, "blow": blow["announced"] if is_hit else None}
