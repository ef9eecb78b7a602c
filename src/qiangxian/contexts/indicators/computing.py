"""From a question to a figure: definition, readings, measure, digest."""

from collections.abc import Sequence
from dataclasses import dataclass

from qiangxian.engines.metrics import definitions
from qiangxian.engines.metrics.definitions import Definition, Value
from qiangxian.engines.metrics.digests import canonical, digest
from qiangxian.engines.metrics.measures import SWEEPS, Measure, MeasureResult, Question, Revision, find_measure
from qiangxian.engines.metrics.periods import period_of
from qiangxian.kernel.asof import AsOf

from .types import Asked, Figure

# From so many days on one pass over all rows costs less than a question a day.
WORTH_SWEEPING = 6


@dataclass(frozen=True)
class Prepared:
    """A question with everything settled but the answer."""

    definition: Definition
    parameters: dict[str, Value]
    division: str
    as_of: AsOf

    @property
    def measure(self) -> Measure:
        """Who counts it."""
        return find_measure(self.definition.measure)

    def revision(self) -> Revision:
        """The state of the facts now."""
        return self.measure.revision(self.division)


def prepare(asked: Asked) -> Prepared:
    """The definition in force on the effective day and all readings; `NotFound` or `Refused` say what is wrong."""
    definition = definitions.definition(asked.indicator, on=asked.as_of.effective, division=asked.division)
    return Prepared(definition, definition.settle(asked.parameters), asked.division, asked.as_of)


def count(prepared: Prepared, recorded: int) -> MeasureResult:
    """Ask the measure, with what was recorded until the revision."""
    return prepared.measure.compute(question(prepared, recorded))


def question(prepared: Prepared, recorded: int) -> Question:
    """What the measure is asked."""
    settled = prepared.parameters
    word = settled.get("period")
    period = period_of(word if isinstance(word, str) else None, prepared.as_of.effective)
    arguments = prepared.definition.arguments(settled)
    return Question(prepared.division, prepared.as_of, period, arguments, recorded)


def count_all(asked: Sequence[tuple[Prepared, int]]) -> list[MeasureResult]:
    """Many at once: the days of one question in one pass where its measure can do that, the others one by one."""
    found: dict[int, MeasureResult] = {}
    groups: dict[object, list[int]] = {}
    for place, (prepared, recorded) in enumerate(asked):
        if prepared.definition.measure in SWEEPS:
            arguments = canonical(prepared.definition.arguments(prepared.parameters))
            groups.setdefault((prepared.definition.measure, prepared.division, arguments, recorded), []).append(place)
    for places in groups.values():
        answer = SWEEPS[asked[places[0]][0].definition.measure] if len(places) >= WORTH_SWEEPING else None
        results = answer([question(*asked[place]) for place in places]) if answer else None
        found.update(zip(places, results or (), strict=False))
    return [found[place] if place in found else count(*one) for place, one in enumerate(asked)]


def figure(prepared: Prepared, recorded: int, result: MeasureResult) -> Figure:
    """The figure with its digest."""
    return Figure(
        definition=prepared.definition,
        parameters=prepared.parameters,
        division=prepared.division,
        as_of=prepared.as_of,
        value=result.value,
        completeness=result.completeness,
        records=len(result.keys),
        digest=digest(
            definition=prepared.definition,
            parameters=prepared.parameters,
            division=prepared.division,
            as_of=prepared.as_of,
            value=result.value,
            completeness=result.completeness,
            keys=result.keys,
        ),
        revision=recorded,
    )
