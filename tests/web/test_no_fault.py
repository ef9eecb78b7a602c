"""Nothing a visitor can write into an address is a fault: every address, every parameter its page offers, with days at both ends of the
calendar, figures that are not ASCII, numbers too large, NUL, pages beyond the last. Bounded in time: what does not fit into one run is
drawn anew in the next."""

import random
import re
import time
from collections.abc import Iterator
from urllib.parse import parse_qsl, quote

import pytest
from django.core.signals import got_request_exception
from django.test import Client

from tests.web.test_access import ALL, county, fill, on_loopback  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db
SECONDS = 40
NAMED = re.compile(r'<(?:input|select|textarea)[^>]*\bname="([^"]+)"')
LINKED = re.compile(r'href="\?([^"]+)"')
EVERYWHERE = (
    "page",
    "sort",
    "q",
    "as_of",
    "known",
    "format",
    "year",
    "month",
    "from",
    "until",
    "next",
    "tab",
    "kind",
    "code",
)
NASTY = (
    "0001-01-01", "9999-12-31", "1000-02-30", "2026-13-01", "10000-01-01", "-1", "0", "99999999999999999999", "9223372036854775808",
    "１２", "²", "٣", "1e309", "nan", "Infinity", "1.5", "\x00", "a\x00b", "\ud800", "%", "%%s", "_", "'", '"><b>', "\\", "[", "*" * 3000,
    "〇", "2026-02-30", "9999-12", "0000", "9999", "0001", "2026Q9", "None", "[]", "{}", "rights:1", ":", "a:b:c", ",", "-", "--", "\u202e",
)  # fmt: skip


class Known(dict):
    """What stands in the addresses; of what the county has none, the first."""

    def __missing__(self, _name: str) -> int:
        return 1


@pytest.fixture
def faults() -> Iterator[list[str]]:
    found: list[str] = []

    def note(sender: object, request, **_more: object) -> None:
        import sys

        found.append(f"{request.method} {request.get_full_path()[:200]}: {sys.exc_info()[1]!r}"[:400])

    got_request_exception.connect(note)
    yield found
    got_request_exception.disconnect(note)


def parameters(page: str) -> set[str]:
    linked = {name for link in LINKED.findall(page) for name, _value in parse_qsl(link.replace("&amp;", "&"))}
    return {*NAMED.findall(page), *linked, *EVERYWHERE} - {"csrfmiddlewaretoken"}


def ask(client: Client, address: str, given: dict[str, str]) -> int:
    query = "&".join(f"{quote(k)}={quote(v.encode('utf-8', 'surrogatepass'))}" for k, v in given.items())
    return client.get(f"{address}?{query}").status_code


def test_no_question_is_a_fault(log_in, county, faults) -> None:  # noqa: F811 - the fixture
    chance, office = random.Random(), log_in("office")
    office.raise_request_exception = False
    end = time.monotonic() + SECONDS
    offered: dict[str, list[str]] = {}
    places = [fill(pattern, Known(county)) for pattern, _name in ALL if "logout" not in pattern]
    chance.shuffle(places)
    for address in places:  # all at once first, so that every address is tried in every run
        page = office.get(address)
        text = page.content.decode("utf-8", "replace") if not page.streaming else ""
        offered[address] = sorted(parameters(text))
        names = [name for name in offered[address] if name not in ("as_of", "known")]
        ask(office, address, {name: chance.choice(NASTY) for name in names})
    while time.monotonic() < end:
        address = chance.choice(places)
        names = chance.sample(offered[address], k=min(2, len(offered[address])))
        ask(office, address, {name: chance.choice(NASTY) for name in names})
    assert not faults, f"{len(faults)} faults\n" + "\n".join(sorted(set(faults))[:40])


@pytest.mark.parametrize("number", ["0", "99999999999999999999", "9223372036854775808"])
def test_no_number_in_an_address_is_a_fault(log_in, county, faults, number) -> None:  # noqa: F811 - the fixture
    office = log_in("office")
    office.raise_request_exception = False
    for pattern, _name in ALL:
        if "<int:" in pattern:
            whole = re.sub(r"<int:\w+>", number, pattern)
            office.get(fill(whole, Known(county)))
    assert not faults, "\n".join(sorted(set(faults))[:40])


@pytest.mark.parametrize("value", ["0001-01-01", "9999-12-31", "1000-01-01", "2500-06-30"])
def test_a_day_far_away_is_refused_and_costs_nothing(log_in, county, value) -> None:  # noqa: F811 - the fixture
    office = log_in("office")
    begun = time.process_time()
    assert office.get("/desk/", {"as_of": value}).status_code == 400
    assert office.get("/desk/targets/", {"as_of": "2025-12-31", "known": value}).status_code == 400
    assert time.process_time() - begun < 5, "a refusal computes nothing"
