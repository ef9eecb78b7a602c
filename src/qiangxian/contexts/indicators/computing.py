"""From a question to a figure: definition, readings, measure or terms, digest."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from qiangxian.engines.metrics import definitions
from qiangxian.engines.metrics.combining import combined, least_checked, worst
from qiangxian.engines.metrics.definitions import Definition, Value
from qiangxian.engines.metrics.digests import digest
from qiangxian.engines.metrics.measures import (
    DayValue,
    Measure,
    MeasureAnswer,
    Number,
    Question,
    RecordedRevision,
    find_measure,
)
from qiangxian.engines.metrics.periods import period_of
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.calendar import edition_until
from qiangxian.kernel.collector import collector_paused
from qiangxian.kernel.errors import DomainError

from .types import Figure, FigureAsked, PartFigure

Versions = Mapping[str, str]


class UncountableError(DomainError):
    """A definition whose terms cannot be put together."""


@dataclass(frozen=True)
class Settled:
    """A question with everything settled but the answer. `terms` are the questions behind a ratio or a sum, by role."""

    definition: Definition
    parameters: dict[str, Value]
    division: str
    as_of: AsOf
    terms: Mapping[str, "Settled"] = field(default_factory=dict)

    @property
    def measure(self) -> Measure:
        """Who counts it; of a ratio or a sum who counts its first term."""
        return next(iter(self.terms.values())).measure if self.terms else find_measure(self.definition.measure)

    def revision(self) -> RecordedRevision:
        """The state of the facts now."""
        return self.measure.revision(self.division)

    def parts_first(self) -> Iterator["Settled"]:
        """The questions behind it, each before those made of it, and itself last."""
        for term in self.terms.values():
            yield from term.parts_first()
        yield self


def prepare(asked: FigureAsked) -> Settled:
    """The definition in force on the effective day and all readings; `NotFound` or `Refused` say what is wrong."""
    definition = definitions.definition(asked.indicator, on=asked.as_of.effective, division=asked.division)
    return settled(definition, definition.settle(asked.parameters), asked.division, asked.as_of)


def settled(
    definition: Definition, parameters: dict[str, Value], division: str, as_of: AsOf, versions: Versions | None = None
) -> Settled:
    """The question with its terms. A term is asked in the readings it shares with the whole, by name, and in the version
    of the day unless `versions` names another by role."""
    terms = {
        role: _term(code, parameters, division, as_of, (versions or {}).get(role), (definition.code,))
        for role, code in definition.terms.items()
    }
    prepared = Settled(definition, parameters, division, as_of, terms)
    if len({term.measure.revision for term in terms.values()}) > 1:
        raise UncountableError(f"指标“{definition.label}”的各项来自不同的登记，不能合成一个数")
    return prepared


def _term(
    code: str, given: Mapping[str, Value], division: str, as_of: AsOf, version: str | None, above: tuple[str, ...]
) -> Settled:
    if code in above:
        raise UncountableError(
            f"指标 {code} 的定义绕回了自身：{' → '.join((*above, code))}", remedy="改正规则库中的定义"
        )
    definition = (
        definitions.version(code, version, division)
        if version
        else definitions.definition(code, on=as_of.effective, division=division)
    )
    shared = definition.settle({name: value for name, value in given.items() if name in definition.parameters})
    terms = {
        role: _term(inner, shared, division, as_of, None, (*above, code)) for role, inner in definition.terms.items()
    }
    return Settled(definition, shared, division, as_of, terms)


def question(days: Sequence[Settled], recorded: int, shared: dict[Hashable, Any] | None = None) -> Question:
    """What the measure is asked for these, which differ in nothing but their day."""
    first = days[0]
    word = first.parameters.get("period")
    periods = (period_of(word if isinstance(word, str) else None, one.as_of.effective) for one in days)
    return Question(
        division=first.division,
        days=tuple(one.as_of for one in days),
        filters=first.definition.arguments(first.parameters),
        recorded=recorded,
        periods=tuple(period for period in periods if period),
        shared={} if shared is None else shared,
    )


def count(prepared: Settled, recorded: int, shared: dict[Hashable, Any] | None = None) -> MeasureAnswer:
    """Ask the measure for one day, with what was recorded until the revision."""
    return prepared.measure.compute(question([prepared], recorded, shared))


Known = Callable[[Settled], Figure | None]


@collector_paused()
def compute(asked: Sequence[tuple[Settled, int]], known: Known = lambda _: None) -> list[Figure]:
    """Many figures, day by day, so that questions of one day share what they need and no longer than that.

    Terms are figures of their own: one already `known` is not counted again."""
    found: dict[int, Figure] = {}
    days: dict[Hashable, list[int]] = {}
    for place, (prepared, recorded) in enumerate(asked):
        days.setdefault((prepared.division, prepared.as_of, recorded), []).append(place)
    for places in days.values():
        memory: dict[Hashable, Any] = {}
        for place in places:
            prepared, recorded = asked[place]
            found[place] = _figure(prepared, recorded, memory, known)
    return [found[place] for place in range(len(asked))]


def _figure(prepared: Settled, recorded: int, memory: dict[Hashable, Any], known: Known) -> Figure:
    """One figure; within the memory of a day the same question is answered once."""
    place = ("figure", prepared.definition.code, prepared.definition.version, repr(prepared.parameters))
    if place not in memory:
        if prepared.terms:
            terms = {
                role: known(term) or _figure(term, recorded, memory, known) for role, term in prepared.terms.items()
            }
            memory[place] = composed(prepared, recorded, terms)
        else:
            memory[place] = figure(prepared, recorded, count(prepared, recorded, memory))
    kept: Figure = memory[place]
    return kept


def figure(prepared: Settled, recorded: int, answer: MeasureAnswer) -> Figure:
    """The figure of what a measure counted."""
    [found] = answer.values
    parts = tuple(
        PartFigure(code, named.label, named.unit, found.parts[code])
        for code, named in prepared.definition.parts.items()
        if code in found.parts
    )
    return _sealed(prepared, recorded, found, parts, answer.keys)


def composed(prepared: Settled, recorded: int, terms: Mapping[str, Figure]) -> Figure:
    """A ratio or a sum from the figures of its terms; their digests are what it seals."""
    found = together(prepared, terms)
    keys = tuple(f"{role} {term.digest}" for role, term in terms.items())
    parts = tuple(_part(prepared, role, term) for role, term in terms.items())
    made = _sealed(prepared, recorded, found, parts, keys)
    return replace(made, records=sum(term.records for term in terms.values()))


def together(prepared: Settled, terms: Mapping[str, Figure] | Mapping[str, DayValue]) -> DayValue:
    """The value of a ratio or a sum, as complete and as checked as the least of its terms."""
    values = {role: term.value for role, term in terms.items()}
    return DayValue(
        combined(prepared.definition, values),
        worst(term.completeness for term in terms.values()),
        values,
        least_checked(term.state for term in terms.values()),
    )


def _part(prepared: Settled, role: str, term: Figure) -> PartFigure:
    named = prepared.definition.parts.get(role)
    label, unit = (named.label, named.unit) if named else (term.definition.label, term.definition.unit)
    return PartFigure(role, label, unit, term.value, term.definition.code, term.definition.version)


def _sealed(
    prepared: Settled, recorded: int, found: DayValue, parts: tuple[PartFigure, ...], keys: Sequence[str]
) -> Figure:
    return Figure(
        definition=prepared.definition,
        parameters=prepared.parameters,
        division=prepared.division,
        as_of=prepared.as_of,
        value=plain(found.value),
        completeness=found.completeness,
        records=len(keys),
        digest=digest(
            definition=prepared.definition,
            parameters=prepared.parameters,
            division=prepared.division,
            as_of=prepared.as_of,
            found=replace(found, parts=parts_document(parts)),
            keys=keys,
        ),
        revision=recorded,
        parts=parts,
        state=found.state,
        calendar=edition_until(prepared.as_of.effective),
    )


def parts_document(parts: Sequence[PartFigure]) -> dict[str, dict[str, str | None]]:
    """Parts as they are sealed and stored: exact numbers, and of terms which indicator in which version."""
    return {
        one.code: {
            "value": exact(one.value),
            **({"indicator": one.indicator, "version": one.version} if one.indicator else {}),
        }
        for one in parts
    }


def exact(value: Number | None) -> str | None:
    """The number in full."""
    return None if value is None else format(Decimal(value).normalize(), "f")


def plain(value: Number | None) -> Number | None:
    """A whole number as int: a count reads 6, not 6.000000."""
    if value is None or isinstance(value, int):
        return value
    return int(value) if value == value.to_integral_value() else value
