"""Series of values by month, quarter or year: counted in sweeps over all days at once, without records or digests.

Each point equals the figure of its day, known that day; where a measure offers no sweep the day is counted by itself."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from qiangxian.engines.metrics import definitions
from qiangxian.engines.metrics.combining import combined, least_checked, worst
from qiangxian.engines.metrics.digests import canonical
from qiangxian.engines.metrics.measures import SWEEPS, PointValue
from qiangxian.engines.metrics.series import FLOW_PERIODS, Step, points
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.period import Period

from .computing import Prepared, count, plain, prepare, question
from .types import Asked, Point

# From so many days on one pass over all rows costs less than a question a day.
WORTH_SWEEPING = 3


def series(
    *,
    division: str,
    indicator: str,
    parameters: Mapping[str, Any] | None = None,
    period: Period,
    step: Step = "month",
    recorded: int | None = None,
) -> list[Point]:
    """The value at the end of every month, quarter or year, each with the knowledge of that day; a flow is that of the
    month, quarter or year. With `recorded` what was recorded until that revision is used."""
    return _lines(division, {indicator: dict(parameters or {})}, points(period, step), step, recorded)[indicator]


def all_series(
    *, division: str, period: Period, step: Step = "month", recorded: int | None = None
) -> dict[str, list[Point]]:
    """The same for every indicator there is at the end of the period, in its default reading, by its code."""
    listed = definitions.definitions(on=period.last_day, division=division)
    return _lines(division, {one.code: {} for one in listed}, points(period, step), step, recorded)


def _lines(
    division: str,
    chosen: Mapping[str, Mapping[str, Any]],
    days: Sequence[tuple[str, AsOf]],
    step: Step,
    recorded: int | None,
) -> dict[str, list[Point]]:
    lines = {
        code: [_prepared(division, code, given, as_of, step) for _, as_of in days] for code, given in chosen.items()
    }
    values = _Values(recorded)
    values.count([one for line in lines.values() for point in line for one in point.parts_first() if not one.terms])
    return {
        code: [_point(label, one, values.of(one)) for (label, _), one in zip(days, line, strict=True)]
        for code, line in lines.items()
    }


def _prepared(division: str, code: str, given: Mapping[str, Any], as_of: AsOf, step: Step) -> Prepared:
    prepared = prepare(Asked(division, code, as_of, given))
    return prepared if "period" in given else _over(prepared, FLOW_PERIODS[step])


def _over(prepared: Prepared, word: str) -> Prepared:
    """Flows over the span of the step, whatever spans the definition offers a reader."""
    terms = {role: _over(term, word) for role, term in prepared.terms.items()}
    own = {"period": word} if "period" in prepared.parameters else {}
    return replace(prepared, parameters={**prepared.parameters, **own}, terms=terms)


def _point(label: str, prepared: Prepared, found: PointValue) -> Point:
    return Point(label, prepared.as_of, found.value, found.completeness, dict(found.parts), found.state)


class _Values:
    """The values of many questions on many days; the same question is answered once."""

    def __init__(self, recorded: int | None) -> None:
        self.recorded = recorded
        self.found: dict[Hashable, PointValue] = {}
        self.revisions: dict[Hashable, int] = {}
        self.memory: dict[Hashable, Any] = {}
        self.arguments: dict[Hashable, str] = {}

    def of(self, prepared: Prepared) -> PointValue:
        """The value of one point; of a ratio or a sum from its terms."""
        if not prepared.terms:
            return self.found[self._key(prepared)]
        terms = {role: self.of(term) for role, term in prepared.terms.items()}
        return PointValue(
            plain(combined(prepared.definition, {role: term.value for role, term in terms.items()})),
            worst(term.completeness for term in terms.values()),
            {role: term.value for role, term in terms.items()},
            least_checked(term.state for term in terms.values()),
        )

    def count(self, leaves: Sequence[Prepared]) -> None:
        """Sweep what can be swept; the rest day by day, so that the questions of one day share their work."""
        wanted = {self._key(leaf): leaf for leaf in leaves}
        groups: dict[Hashable, list[Prepared]] = {}
        for key, leaf in wanted.items():
            groups.setdefault(key[:-1], []).append(leaf)
        for group in groups.values():
            self._sweep(group)
        days: dict[AsOf, list[Prepared]] = {}
        for key, leaf in wanted.items():
            if key not in self.found:
                days.setdefault(leaf.as_of, []).append(leaf)
        for rest in days.values():
            memory: dict[Hashable, Any] = {}
            for leaf in rest:
                made = count(leaf, self._revision(leaf), memory)
                self.found[self._key(leaf)] = PointValue(made.value, made.completeness, made.parts, made.state)

    def _sweep(self, group: list[Prepared]) -> None:
        sweep = SWEEPS.get(group[0].definition.measure) if len(group) >= WORTH_SWEEPING else None
        if sweep is None:
            return
        asked = [question(one, self._revision(one), self.memory) for one in group]
        for one, value in zip(group, sweep(asked) or (), strict=False):
            self.found[self._key(one)] = value

    def _key(self, leaf: Prepared) -> tuple[Hashable, ...]:
        """What is asked, the day last."""
        chosen = (leaf.definition.code, leaf.definition.version, repr(leaf.parameters))
        if chosen not in self.arguments:
            self.arguments[chosen] = canonical(leaf.definition.arguments(leaf.parameters))
        return (leaf.definition.measure, leaf.division, self.arguments[chosen], leaf.as_of)

    def _revision(self, leaf: Prepared) -> int:
        if self.recorded is not None:
            return self.recorded
        source = (leaf.division, leaf.measure.revision)
        if source not in self.revisions:
            self.revisions[source] = leaf.revision().number
        return self.revisions[source]
