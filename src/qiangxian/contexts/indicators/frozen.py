"""Frozen values: what they were, what comes out now, and the proof that they still come out of what was recorded then."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from qiangxian.engines.metrics import corrections, definitions
from qiangxian.engines.metrics.digests import parameters_hash
from qiangxian.engines.metrics.measures import Number
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import DomainError
from qiangxian.kernel.integrity import Discrepancy

from . import observations
from .computing import compute, prepare, settled
from .models import FrozenFigure, Observation
from .policies import may_read
from .types import Figure, FigureAsked, FrozenState


@dataclass(frozen=True)
class FrozenView:
    """A frozen value beside what the same days give now; `why` names what changed in between, empty where nothing did."""

    row: FrozenFigure
    now: Number | None
    difference: Number | None
    why: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        return self.difference == 0

    @property
    def state(self) -> str:
        return FrozenState(self.row.state).label


def frozen_values(actor: Actor, division: str, indicator: str, parameters: Mapping[str, Any]) -> list[FrozenView]:
    """Every version put on record for the indicator in these readings, newest day and version first."""
    if not may_read.decide(actor, {"division_code": division}):
        return []
    rows = FrozenFigure.objects.filter(
        division_code=division, indicator=indicator, parameters_hash=parameters_hash(parameters)
    )
    return [_view(row) for row in rows.order_by("-effective", "-version")]


def frozen_on(division: str, as_of: AsOf) -> dict[tuple[str, str], FrozenFigure]:
    """The standing frozen values of a day by indicator and hash of the readings."""
    rows = FrozenFigure.objects.filter(division_code=division, effective=as_of.effective, superseded_at__isnull=True)
    return {(row.indicator, row.parameters_hash): row for row in rows}


def _view(row: FrozenFigure) -> FrozenView:
    try:
        now = _now(row)
    except DomainError as problem:
        return FrozenView(row, None, None, (str(problem),))
    value = observations.rounded(now.value)
    difference = None if value is None or row.value is None else value - row.value
    return FrozenView(row, now.value, difference, tuple(_reasons(row, now, difference)))


def _now(row: FrozenFigure) -> Figure:
    """The same days asked with the definition in force and everything recorded since."""
    prepared = prepare(FigureAsked(row.division_code, row.indicator, AsOf(row.effective, row.known), row.parameters))
    return compute([(prepared, prepared.revision().number)])[0]


def _reasons(row: FrozenFigure, now: Figure, difference: Decimal | None) -> Iterator[str]:
    if difference == 0:
        return
    if difference is None:
        yield "现在没有数值"
    if row.source:
        yield f"冻结值取自{row.source}，现算值由基础台账算出"
    if correction := corrections.retiring(_counted_by(row)):
        yield corrections.words(correction)
    elif now.definition.version != row.definition_version:
        yield f"指标定义由第 {row.definition_version} 版改为第 {now.definition.version} 版"
    if now.revision != row.revision:
        yield f"冻结以后基础台账有 {now.revision - row.revision} 次变动，补录或更正了当时的事实"
    elif now.digest != row.digest and not row.source:
        kept = _observation(row)
        yield observations.OTHER_NOTICES if kept and kept.calendar != now.calendar else "规则参数有变动"


def verify_frozen() -> Iterator[Discrepancy]:
    """Compute every frozen value again from its own definition and revision; an official number of others keeps its digest."""
    for row in FrozenFigure.objects.order_by("id").iterator(chunk_size=500):
        where = f"冻结值 {row.indicator} {row.effective.isoformat()} 第 {row.version} 版"
        try:
            again = _again(row)
        except DomainError as problem:
            yield Discrepancy("冻结值不能重算", where, row.definition_version, str(problem))
            continue
        if again.digest != row.digest:
            yield from _differing(row, "冻结值校验值不符", where, again.digest, row.digest)
        elif row.state != FrozenState.OFFICIAL and observations.rounded(again.value) != row.value:
            yield Discrepancy("冻结值数值不符", where, str(again.value), str(row.value))


def _differing(row: FrozenFigure, what: str, where: str, expected: str, found: str) -> Iterator[Discrepancy]:
    """Another seal: because a definition was corrected since, where the row still agrees with the chained figure it came
    from; else a fault."""
    kept = _observation(row)
    agrees = kept and kept.digest == row.digest and (row.state == FrozenState.OFFICIAL or kept.value == row.value)
    yield Discrepancy(what, where, expected, found, observations.retired_because(kept) if kept and agrees else "")


def _again(row: FrozenFigure) -> Figure:
    definition = definitions.version(row.indicator, row.definition_version, row.division_code)
    kept = _observation(row)
    versions = observations.versions_of_terms(kept) if kept else {}
    days = AsOf(row.effective, row.known)
    prepared = settled(definition, definition.settle(row.parameters), row.division_code, days, versions)
    return compute([(prepared, row.revision)])[0]


def _observation(row: FrozenFigure) -> Observation | None:
    """The stored figure that was put on record; it keeps the versions of the terms."""
    return Observation.objects.filter(seq=row.observation_seq).first() if row.observation_seq else None


def _counted_by(row: FrozenFigure) -> list[tuple[str, str]]:
    kept = _observation(row)
    return observations.counted_by(kept) if kept else [(row.indicator, row.definition_version)]
