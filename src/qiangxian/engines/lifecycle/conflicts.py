"""Where what was imported contradicts what the law gives (patent-lifecycle.md §9 and §10).

Nothing is decided here: both values go to a person, and the register copy (专利登记簿副本) wins.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from qiangxian.engines.lifecycle.facts import Event, RightFacts, State
from qiangxian.engines.lifecycle.status import grace_end, status
from qiangxian.engines.lifecycle.terms import MARK_TYPES, PRINTED_ONLY, expiry_date
from qiangxian.kernel import rulebook
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.calendar import add_months


@lru_cache(maxsize=4096)
def states_of(printed: str) -> frozenset[str] | None:
    """The states a printed status can mean, by `lifecycle/status_words`; None where the words are not known."""
    for entry in rulebook.load("lifecycle", "status_words", division=None)["words"]:
        if any(word in printed for word in entry["contains"]):
            return frozenset(entry["states"])
    return None


def status_conflict(printed: str, facts: RightFacts, day: date) -> State | None:
    """The state by the statistical reading of the day, where a status printed on it cannot mean that; None where they agree."""
    possible = states_of(printed)
    computed = status(facts, AsOf.on(day), "statistical").state
    return None if possible is None or computed in possible else computed


def premature_lapses(facts: RightFacts) -> tuple[Event, ...]:
    """Lapses for unpaid fees announced before the law allows: grace end and four months after the fee's due day."""
    lapses = (event for event in facts.events if event.type == "lapse_unpaid_fee" and event.announced_date)
    return tuple(event for event in lapses if event.known_date < _earliest_announcement(event.effective_date))


def printed_expiry_differs(facts: RightFacts) -> bool:
    """Whether a printed last day of a patent contradicts the term by law (marks and varieties follow the print)."""
    computed = expiry_date(facts)
    if facts.printed_expiry is None or facts.filing_date is None or computed is None:
        return False
    follows_print = MARK_TYPES | PRINTED_ONLY | {"plant_variety"}
    return facts.type not in follows_print and (computed - facts.printed_expiry).days not in {0, 1}


def _earliest_announcement(due_date: date) -> date:
    months = rulebook.parameter("lifecycle", "status_words.lapse_announcement_months", due_date, None)
    return add_months(grace_end(due_date), months)
