"""Series of values by month, quarter or year: every measure is asked once for all its days, without records or digests.

Each point equals the figure of its day, known on the day its `Course` says."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from qiangxian.engines.metrics import definitions
from qiangxian.engines.metrics.digests import canonical
from qiangxian.engines.metrics.measures import DayValue
from qiangxian.engines.metrics.series import FLOW_PERIODS, Course, Step
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.collector import collector_paused

from .computing import Settled, plain, prepare, question, together
from .types import FigureAsked, SeriesPoint


def series(
    *,
    division: str,
    indicator: str,
    course: Course,
    parameters: Mapping[str, Any] | None = None,
    recorded: int | None = None,
) -> list[SeriesPoint]:
    """The value at the end of every month, quarter or year; a flow is that of the month, quarter or year. With `recorded`
    what was recorded until that revision is used."""
    return _lines(division, {indicator: dict(parameters or {})}, course, recorded)[indicator]


def all_series(*, division: str, course: Course, recorded: int | None = None) -> dict[str, list[SeriesPoint]]:
    """The same for every indicator there is at the end of the period, in its default reading, by its code."""
    listed = definitions.definitions(on=course.period.last_day, division=division)
    return _lines(division, {one.code: {} for one in listed}, course, recorded)


def _lines(
    division: str, chosen: Mapping[str, Mapping[str, Any]], course: Course, recorded: int | None
) -> dict[str, list[SeriesPoint]]:
    lines = {code: _asked(division, code, given, course) for code, given in chosen.items()}
    values = _Values(recorded)
    points = (point for line in lines.values() for _, point in line)
    values.count(one for point in points for one in point.parts_first() if not one.terms)
    return {code: [_point(label, one, values.of(one)) for label, one in line] for code, line in lines.items()}


def _asked(division: str, code: str, given: Mapping[str, Any], course: Course) -> list[tuple[str, Settled]]:
    """The questions of one line by the labels of its points."""
    kind = definitions.definition(code, on=course.period.last_day, division=division).kind
    return [(label, _prepared(division, code, given, day, course.step)) for label, day in course.points(kind)]


def _prepared(division: str, code: str, given: Mapping[str, Any], as_of: AsOf, step: Step) -> Settled:
    prepared = prepare(FigureAsked(division, code, as_of, given))
    return prepared if "period" in given else _over(prepared, FLOW_PERIODS[step])


def _over(prepared: Settled, word: str) -> Settled:
    """Flows over the span of the step, whatever spans the definition offers a reader."""
    terms = {role: _over(term, word) for role, term in prepared.terms.items()}
    own = {"period": word} if "period" in prepared.parameters else {}
    return replace(prepared, parameters={**prepared.parameters, **own}, terms=terms)


def _point(label: str, prepared: Settled, found: DayValue) -> SeriesPoint:
    return SeriesPoint(label, prepared.as_of, plain(found.value), found.completeness, dict(found.parts), found.state)


class _Values:
    """The values of many questions on many days; the same question is answered once."""

    def __init__(self, recorded: int | None) -> None:
        self.recorded = recorded
        self.found: dict[Hashable, DayValue] = {}
        self.revisions: dict[Hashable, int] = {}
        self.arguments: dict[Hashable, str] = {}

    def of(self, prepared: Settled) -> DayValue:
        """The value of one point; of a ratio or a sum from its terms."""
        if not prepared.terms:
            return self.found[self._key(prepared)]
        found = together(prepared, {role: self.of(term) for role, term in prepared.terms.items()})
        return replace(found, value=plain(found.value))

    @collector_paused()
    def count(self, leaves: Iterable[Settled]) -> None:
        """Ask each measure once for all days on which it is asked the same."""
        groups: dict[Hashable, dict[Hashable, Settled]] = {}
        for leaf in leaves:
            key = self._key(leaf)
            groups.setdefault(key[:-1], {})[key] = leaf
        memory: dict[Hashable, Any] = {}
        for group in groups.values():
            days = list(group.values())
            answer = days[0].measure.compute(question(days, self._revision(days[0]), memory))
            self.found |= zip(group, answer.values, strict=True)

    def _key(self, leaf: Settled) -> tuple[Hashable, ...]:
        """What is asked, the day last."""
        chosen = (leaf.definition.code, leaf.definition.version, repr(leaf.parameters))
        if chosen not in self.arguments:
            self.arguments[chosen] = canonical(leaf.definition.arguments(leaf.parameters))
        return (leaf.definition.measure, leaf.division, self.arguments[chosen], leaf.as_of)

    def _revision(self, leaf: Settled) -> int:
        if self.recorded is not None:
            return self.recorded
        source = (leaf.division, leaf.measure.revision)
        if source not in self.revisions:
            self.revisions[source] = leaf.revision().number
        return self.revisions[source]
