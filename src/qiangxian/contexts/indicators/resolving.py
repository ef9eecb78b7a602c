"""Whether every definition can be counted: its measure is registered, its terms exist and do not lead back to itself."""

from collections.abc import Iterator, Mapping
from typing import Any

from qiangxian.engines.metrics import definitions
from qiangxian.engines.metrics.measures import MEASURES
from qiangxian.kernel import rulebook
from qiangxian.kernel.rulebook import DatedValue, Rulebook

from .types import Unresolved


def unresolved(book: Rulebook = rulebook.RULEBOOK, divisions: tuple[str | None, ...] = (None,)) -> Iterator[Unresolved]:
    """Every fault among the definitions that hold for the divisions (None: the national ones), each once."""
    seen: set[Unresolved] = set()
    for division in divisions:
        for fault in _faults(book, division):
            if fault not in seen:
                seen.add(fault)
                yield fault


def _faults(book: Rulebook, division: str | None) -> Iterator[Unresolved]:
    names = book.names(definitions.TOPIC, division)
    versions = {name: book.history(definitions.TOPIC, f"{name}.definition", division) for name in names}
    numbers = {book.load(definitions.TOPIC, name, division=division).get("number", ""): name for name in names}
    terms: dict[str, set[str]] = {name: set() for name in names}
    for name, entries in versions.items():
        for entry in entries:
            if (measure := entry.value.get("measure")) and measure not in MEASURES:
                yield Unresolved(name, entry.where, "已登记的计量", measure)
            for code in _terms(entry.value):
                known = code if code in versions else numbers.get(code)
                if known is None:
                    yield Unresolved(name, entry.where, "已定义的指标", code)
                else:
                    terms[name].add(known)
                    yield from _too_early(name, entry, versions[known])
    for name in names:
        if _leads_to(name, name, terms):
            yield Unresolved(name, versions[name][-1].where, "不绕回自身的定义", "、".join(sorted(terms[name])))


def _terms(held: Mapping[str, Any]) -> tuple[str, ...]:
    ratio = held.get("ratio")
    return (ratio["numerator"], ratio["denominator"]) if ratio else tuple(held.get("sum", ()))


def _too_early(name: str, entry: DatedValue, term: tuple[DatedValue, ...]) -> Iterator[Unresolved]:
    """A ratio cannot begin before its terms do."""
    if term[0].from_date > entry.from_date:
        yield Unresolved(name, entry.where, f"不早于各项的起始日 {term[0].from_date}", str(entry.from_date))


def _leads_to(start: str, goal: str, terms: Mapping[str, set[str]]) -> bool:
    seen: set[str] = set()
    waiting = list(terms[start])
    while waiting:
        code = waiting.pop()
        if code == goal:
            return True
        if code not in seen:
            seen.add(code)
            waiting.extend(terms[code])
    return False
