"""Figures on a date, their explanation, their month series, and the proof that stored ones still come out the same."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from qiangxian.engines.metrics import definitions
from qiangxian.engines.metrics.definitions import Definition
from qiangxian.engines.metrics.digests import parameters_hash
from qiangxian.engines.metrics.measures import MeasureResult, Number, Revision
from qiangxian.engines.metrics.series import month_points
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import DomainError
from qiangxian.kernel.period import Period

from . import observations
from .computing import Prepared, count, count_all, figure, prepare
from .models import Observation
from .policies import may_see_row
from .types import Asked, Discrepancy, Explanation, Figure, ParameterView, Point


def figures(asked: Sequence[Asked], *, recorded: int | None = None) -> list[Figure]:
    """Many figures at once, in the order asked: stored ones are read in one query, the others counted and stored.

    The revision is read before anything is counted and counting uses nothing recorded later, so a figure computed while
    an import commits still belongs to the revision it names. With `recorded` the figures are those of that revision, as
    they could have been asked then; they are not stored again.
    """
    prepared = [prepare(one) for one in asked]
    revisions = _revisions(prepared)
    at = [recorded if recorded is not None else revisions[_source(one)].number for one in prepared]
    keys = [observations.key_of(one, revision) for one, revision in zip(prepared, at, strict=True)]
    kept = observations.kept(keys)
    wanted = {key: (one, revision) for one, revision, key in zip(prepared, at, keys, strict=True) if key not in kept}
    results = count_all(list(wanted.values()))
    fresh = {
        key: figure(one, revision, result)
        for (key, (one, revision)), result in zip(wanted.items(), results, strict=True)
    }
    if recorded is None:
        instants = {key: revisions[_source(one)].changed_at for one, key in zip(prepared, keys, strict=True)}
        observations.keep((made, instants[key]) for key, made in fresh.items())
    return [
        fresh[key] if key in fresh else observations.as_figure(kept[key], one)
        for one, key in zip(prepared, keys, strict=True)
    ]


def evaluate(
    *,
    division: str,
    indicator: str,
    parameters: Mapping[str, Any] | None = None,
    as_of: AsOf,
    recorded: int | None = None,
) -> Figure:
    """One figure. `indicator` is its code or its library number; `parameters` only those that differ from the default."""
    return figures([Asked(division, indicator, as_of, parameters or {})], recorded=recorded)[0]


def explain(
    *,
    division: str,
    indicator: str,
    parameters: Mapping[str, Any] | None = None,
    as_of: AsOf,
    actor: Actor,
    recorded: int | None = None,
) -> Explanation:
    """The figure with its definition, its readings and the records that made it, as far as the actor may see them."""
    shown = evaluate(division=division, indicator=indicator, parameters=parameters, as_of=as_of, recorded=recorded)
    rows = _rows(shown)
    visible = tuple(row for row in rows if may_see_row(actor, division, row))
    return Explanation(shown, readings(shown), visible, len(rows) - len(visible))


def readings(shown: Figure) -> tuple[ParameterView, ...]:
    """The readings of a figure with their alternatives and sources."""
    return tuple(
        ParameterView(
            name=name,
            label=parameter.label,
            value=shown.parameters[name],
            words=parameter.words(shown.parameters[name]),
            choices=tuple(parameter.choices.items()),
            source=parameter.source,
        )
        for name, parameter in shown.definition.parameters.items()
    )


def series(
    *,
    division: str,
    indicator: str,
    parameters: Mapping[str, Any] | None = None,
    period: Period,
    recorded: int | None = None,
) -> list[Point]:
    """The figure at the end of every month, each with the knowledge of that day; a flow is that of the month."""
    points = month_points(period)
    chosen = dict(parameters or {})
    if definitions.definition(indicator, on=points[-1][1].effective, division=division).kind == "flow":
        chosen.setdefault("period", "month")
    asked = [Asked(division, indicator, as_of, chosen) for _, as_of in points]
    made = figures(asked, recorded=recorded)
    return [Point(month, one) for (month, _), one in zip(points, made, strict=True)]


def available(*, on: date, division: str) -> tuple[Definition, ...]:
    """All indicators there are on the day."""
    return definitions.definitions(on=on, division=division)


def overview(*, division: str, as_of: AsOf) -> list[Figure]:
    """Every indicator in its default reading."""
    listed = available(on=as_of.effective, division=division)
    return figures([Asked(division, one.code, as_of) for one in listed])


def observation_count() -> int:
    """How many figures are stored."""
    return Observation.objects.count()


def verify_observations(progress: Callable[[], None] | None = None) -> Iterator[Discrepancy]:
    """Recompute every stored figure from what was recorded when it was computed, and check the chain of seals."""
    yield from observations.broken_chain()
    for row in Observation.objects.order_by("seq").iterator(chunk_size=500):
        yield from _recomputed(row)
        if progress:
            progress()


def _recomputed(row: Observation) -> Iterator[Discrepancy]:
    where = f"指标值第 {row.seq} 条 {row.indicator} {row.effective.isoformat()}"
    try:
        again = _again(row)
    except DomainError as problem:
        yield Discrepancy("指标定义不符", where, f"{row.indicator} {row.definition_version}", str(problem))
        return
    expected: dict[str, object] = {
        "数值": again.value,
        "校验值": again.digest,
        "完整程度": again.completeness,
        "记录数": again.records,
        "口径": parameters_hash(again.parameters),
    }
    found: dict[str, object] = {
        "数值": observations.number(row.value),
        "校验值": row.digest,
        "完整程度": row.completeness,
        "记录数": row.record_count,
        "口径": row.parameters_hash,
    }
    for name, value in expected.items():
        if value != found[name]:
            yield Discrepancy(f"指标值{name}不符", where, _text(value), _text(found[name]))


def _again(row: Observation) -> Figure:
    definition = definitions.version(row.indicator, row.definition_version, row.division_code)
    as_of = AsOf(row.effective, row.known)
    prepared = Prepared(definition, definition.settle(row.parameters), row.division_code, as_of)
    return figure(prepared, row.revision, count(prepared, row.revision))


def _rows(shown: Figure) -> list[Any]:
    prepared = Prepared(shown.definition, dict(shown.parameters), shown.division, shown.as_of)
    result: MeasureResult = count(prepared, shown.revision)
    return result.rows()


def _source(prepared: Prepared) -> tuple[str, object]:
    return prepared.division, prepared.measure.revision


def _revisions(prepared: Sequence[Prepared]) -> dict[tuple[str, object], Revision]:
    """Asked once for each county and source of facts."""
    sources = {_source(one): one for one in prepared}
    return {source: one.revision() for source, one in sources.items()}


def _text(value: Number | object | None) -> str:
    return "null" if value is None else str(value)
