"""Figures on a date, their explanation, their month series, and the proof that stored ones still come out the same."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from qiangxian.engines.metrics import corrections, definitions
from qiangxian.engines.metrics.definitions import Definition, Parameter, Value
from qiangxian.engines.metrics.digests import parameters_hash
from qiangxian.engines.metrics.measures import Number, RecordedRevision
from qiangxian.engines.metrics.periods import same_day_of
from qiangxian.kernel import rulebook
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import DomainError
from qiangxian.kernel.integrity import Discrepancy, Tick
from qiangxian.kernel.period import Period

from . import observations
from .breaking import UNCLASSIFIED, broken_down, dimensions
from .bulletin import Bulletin
from .bulletin_files import as_docx, as_xlsx, shown
from .comparing import FigureComparison, anchors_of
from .computing import Settled, compute, count, parts_document, prepare, settled
from .frozen import FrozenView, frozen_on, frozen_values, verify_frozen
from .grouping import Core, core_indicators, core_on, sections, state_words
from .models import FrozenFigure, Observation
from .policies import may_see_row
from .resolving import unresolved
from .series import all_series, series
from .types import (
    Breakdown,
    CorrectedFigure,
    Explanation,
    Figure,
    FigureAsked,
    FrozenState,
    ParameterView,
)

__all__ = [
    "UNCLASSIFIED",
    "Bulletin",
    "FrozenView",
    "all_series",
    "anchors_of",
    "as_docx",
    "as_xlsx",
    "asked_again",
    "available",
    "breakdown",
    "bulletin",
    "comparison",
    "core_figures",
    "core_indicators",
    "corrected",
    "definition",
    "definition_history",
    "differing_observations",
    "dimensions",
    "evaluate",
    "explain",
    "figures",
    "frozen_on",
    "frozen_values",
    "observation_count",
    "official",
    "overview",
    "readings",
    "recomputed",
    "retired_because",
    "sections",
    "series",
    "shown",
    "state_words",
    "unresolved",
]


def figures(asked: Sequence[FigureAsked], *, recorded: int | None = None) -> list[Figure]:
    """Many figures at once, in the order asked: stored ones are read in one query, the others counted and stored.

    The revision is read before anything is counted and counting uses nothing recorded later, so a figure computed while
    an import commits still belongs to the revision it names. With `recorded` the figures are those of that revision, as
    they could have been asked then; they are not stored again. The terms of a ratio or a sum are figures like any other.
    """
    wanted = [prepare(one) for one in asked]
    prepared = [one for whole in wanted for one in whole.parts_first()]
    revisions = _revisions(prepared)
    keys = {
        id(one): observations.key_of(one, recorded if recorded is not None else revisions[source_of(one)].number)
        for one in prepared
    }
    found = {
        key: observations.as_figure(row, one)
        for one, key, row in _with_rows(prepared, keys, observations.kept(keys.values()))
    }
    fresh = {keys[id(one)]: one for one in prepared if keys[id(one)] not in found}
    made = dict(zip(fresh, compute([(one, key[-1]) for key, one in fresh.items()], _known(found)), strict=True))
    if recorded is None:
        instants = {key: revisions[source_of(one)].changed_at for key, one in fresh.items()}
        observations.keep((figure, instants[key]) for key, figure in made.items())
    found |= made
    return [found[keys[id(one)]] for one in wanted]


def _with_rows(
    prepared: Sequence[Settled], keys: Mapping[int, observations.Key], rows: Mapping[observations.Key, Observation]
) -> Iterator[tuple[Settled, observations.Key, Observation]]:
    for one in prepared:
        key = keys[id(one)]
        if key in rows:
            yield one, key, rows[key]


def _known(found: Mapping[observations.Key, Figure]) -> Callable[[Settled], Figure | None]:
    """Stored figures by the question they answer."""
    stored = {key[:-1]: figure for key, figure in found.items()}
    return lambda term: stored.get(observations.key_of(term, 0)[:-1])


def evaluate(
    *,
    division: str,
    indicator: str,
    parameters: Mapping[str, Any] | None = None,
    as_of: AsOf,
    recorded: int | None = None,
) -> Figure:
    """One figure. `indicator` is its code or its library number; `parameters` only those that differ from the default."""
    return figures([FigureAsked(division, indicator, as_of, parameters or {})], recorded=recorded)[0]


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
    terms = _terms(shown)
    rows = _rows(shown)
    visible = tuple(row for row in rows if may_see_row(actor, division, row))
    return Explanation(shown, readings(shown), visible, len(rows) - len(visible), terms)


def breakdown(
    *,
    division: str,
    indicator: str,
    dimension: str,
    parameters: Mapping[str, Any] | None = None,
    as_of: AsOf,
    recorded: int | None = None,
) -> Breakdown:
    """The figure by `township`, `industry`, `type`, `size_class` or `title`; `Refused` where it cannot be divided."""
    figure = evaluate(division=division, indicator=indicator, parameters=parameters, as_of=as_of, recorded=recorded)
    return broken_down(figure, division=division, as_of=as_of, parameters=dict(figure.parameters), dimension=dimension)


def comparison(
    *,
    division: str,
    indicator: str,
    baseline: AsOf,
    as_of: AsOf,
    parameters: Mapping[str, Any] | None = None,
) -> FigureComparison:
    """The figure beside that of the baseline day (say the day before the programme's phase, or the last of its first year)
    and beside the national figures. A flow is set beside the same span of the baseline's year, both as known now."""
    if definitions.definition(indicator, on=as_of.effective, division=division).kind == "flow":
        baseline = AsOf(same_day_of(as_of.effective, baseline.effective.year), as_of.known)
    chosen = dict(parameters or {})
    then, now = figures([FigureAsked(division, indicator, day, chosen) for day in (baseline, as_of)])
    return FigureComparison(then, now)


def readings(shown: Figure, sources: Mapping[str, str] | None = None) -> tuple[ParameterView, ...]:
    """The readings of a figure with their alternatives, and why this one: the definition says why its default is what it is,
    `sources` by name why another was taken."""
    return tuple(
        ParameterView(
            name=name,
            label=parameter.label,
            value=shown.parameters[name],
            words=parameter.words(shown.parameters[name]),
            choices=tuple(parameter.choices.items()),
            source=(sources or {}).get(name) or _source(parameter, shown.parameters[name]),
        )
        for name, parameter in shown.definition.parameters.items()
    )


def _source(parameter: Parameter, value: Value) -> str:
    if value == parameter.default:
        return parameter.source
    return f"本次查询选用，不是默认的“{parameter.words(parameter.default)}”（默认的依据：{parameter.source}）"


def available(*, on: date, division: str) -> tuple[Definition, ...]:
    """All indicators there are on the day."""
    return definitions.definitions(on=on, division=division)


def definition(code: str, *, on: date, division: str) -> Definition:
    """The version of the indicator in force on the day."""
    return definitions.definition(code, on=on, division=division)


def definition_history(code: str, division: str) -> tuple[Definition, ...]:
    """Every version the indicator had, newest first."""
    return tuple(
        definitions.version(code, entry.value["version"], division)
        for entry in reversed(rulebook.RULEBOOK.history(definitions.TOPIC, f"{code}.definition", division))
    )


def overview(*, division: str, as_of: AsOf) -> list[Figure]:
    """Every indicator in its default reading."""
    listed = available(on=as_of.effective, division=division)
    return figures([FigureAsked(division, one.code, as_of) for one in listed])


def core_figures(*, division: str, as_of: AsOf) -> list[Core]:
    """The core indicators of a county under construction, in their readings."""
    return core_on(division, as_of, figures)


def bulletin(*, division: str, month: Period, today: date) -> Bulletin:
    """The bulletin of a month."""
    return Bulletin(division, month, today=today, figures=figures)


def recomputed(*, division: str, as_of: AsOf) -> list[Figure]:
    """Every indicator in its default reading counted anew by the rules as they are read now: nothing stored is used and
    nothing is stored, so that rules which are only tried leave no trace."""
    prepared = [
        prepare(FigureAsked(division, one.code, as_of)) for one in available(on=as_of.effective, division=division)
    ]
    revisions = _revisions(prepared)
    return compute([(one, revisions[source_of(one)].number) for one in prepared])


def observation_count() -> int:
    """How many figures are stored."""
    return Observation.objects.count()


def differing_observations(tick: Tick = lambda: None) -> Iterator[Discrepancy]:
    """Recompute every stored and every frozen figure from what was recorded when it was computed, and check the chain of
    seals."""
    yield from observations.broken_chain()
    for row in Observation.objects.order_by("seq").iterator(chunk_size=500):
        yield from _recomputed(row)
        tick()
    yield from verify_frozen()


def _recomputed(row: Observation) -> Iterator[Discrepancy]:
    where = f"指标值第 {row.seq} 条 {row.indicator} {row.effective.isoformat()}"
    try:
        again = _again(row)
    except DomainError as problem:
        yield Discrepancy("指标定义不符", where, f"{row.indicator} {row.definition_version}", str(problem))
        return
    expected: dict[str, object] = {
        "数值": observations.rounded(again.value),
        "完整数值": again.value if row.exact else None,
        "校验值": again.digest,
        "完整程度": again.completeness,
        "记录数": again.records,
        "口径": parameters_hash(again.parameters),
        "分项": parts_document(again.parts),
        "核定状态": again.state,
    }
    found: dict[str, object] = {
        "数值": row.value,
        "完整数值": Decimal(row.exact) if row.exact else None,
        "校验值": row.digest,
        "完整程度": row.completeness,
        "记录数": row.record_count,
        "口径": row.parameters_hash,
        "分项": row.parts,
        "核定状态": row.state,
    }
    differing = [name for name, value in expected.items() if value != found[name]]
    if differing and (why := observations.retired_because(row)):
        values = _text(again.value), _text(observations.stored_value(row))
        what = "放假安排已更新" if why == observations.OTHER_NOTICES else "指标定义已更正"
        yield Discrepancy(what, where, *values, why)
        return
    since = "（算出时的规则库与现在不同）" if row.rulebook not in ("", rulebook.digest()) else ""
    for name in differing:
        yield Discrepancy(f"指标值{name}不符", where, _text(expected[name]), _text(found[name]) + since)


def _again(row: Observation) -> Figure:
    definition = definitions.version(row.indicator, row.definition_version, row.division_code)
    days = AsOf(row.effective, row.known)
    readings, versions = definition.settle(row.parameters), observations.versions_of_terms(row)
    prepared = settled(definition, readings, row.division_code, days, versions)
    return compute([(prepared, row.revision)])[0]


def corrected(shown: Figure) -> CorrectedFigure | None:
    """What stood here before a definition was corrected or a holiday notice accepted, where it was another value."""
    row = observations.retired(shown)
    if row is None:
        return None
    return CorrectedFigure(observations.stored_value(row), row.definition_version, observations.retired_because(row))


def official(shown: Figure) -> FrozenFigure | None:
    """What an official source printed for that day, in these readings; it goes before our own count."""
    held = frozen_on(shown.division, shown.as_of).get((shown.definition.code, parameters_hash(shown.parameters)))
    return held if held and held.state == FrozenState.OFFICIAL else None


def retired_because(code: str, version: str) -> str:
    """Why a version of the definition was corrected; empty where it stands."""
    correction = corrections.retiring([(code, version)])
    return corrections.words(correction) if correction else ""


def _rows(shown: Figure) -> list[Any]:
    """The records behind the figure; of a ratio or a sum those of its terms, each once."""
    leaves = [one for one in asked_again(shown).parts_first() if not one.terms]
    rows = {
        (row.kind, row.key, row.label, row.because): row
        for leaf in leaves
        for row in count(leaf, shown.revision).rows()
    }
    return list(rows.values())


def _terms(shown: Figure) -> tuple[Figure, ...]:
    terms = asked_again(shown).terms.values()
    return tuple(compute([(term, shown.revision) for term in terms]))


def asked_again(shown: Figure) -> Settled:
    """The question behind a figure, with its terms in the versions they were counted by."""
    versions = {one.code: one.version for one in shown.parts if one.version}
    return settled(shown.definition, dict(shown.parameters), shown.division, shown.as_of, versions)


def source_of(prepared: Settled) -> tuple[str, object]:
    return prepared.division, prepared.measure.revision


def _revisions(prepared: Sequence[Settled]) -> dict[tuple[str, object], RecordedRevision]:
    """Asked once for each county and source of facts."""
    sources = {source_of(one): one for one in prepared}
    return {source: one.revision() for source, one in sources.items()}


def _text(value: Number | object | None) -> str:
    return "null" if value is None else str(value)
