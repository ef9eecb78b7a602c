"""Putting a figure on record: it never changes silently, a later version says why it differs."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.engines.metrics.digests import parameters_hash
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.clocks import county_day
from qiangxian.kernel.errors import Conflict, Refused

from . import observations, policies, readers
from .computing import prepare
from .models import FrozenFigure
from .types import Figure, FigureAsked, FrozenState


class Basis(NamedTuple):
    """What a frozen value stands on: our own count, the office's confirmation of it, or a number an official source printed.
    `value` belongs to the last only, with its `source`."""

    state: str = FrozenState.COMPUTED
    value: Decimal | None = None
    source: str = ""


@action("indicators.freeze_figure", label="冻结指标值", policy=policies.may_freeze)
def freeze_figure(
    *, actor: Actor, at: datetime, division_code: str, asked: FigureAsked, basis: Basis, reason: str = ""
) -> Receipt:
    """The figure of the day as it comes out now, as the office confirms it, or as an official source printed it. Where a
    version stands already the new one takes its place and needs a `reason`."""
    _check(asked.as_of, basis, county_day(at))
    figure = readers.figures([replace(asked, division=division_code)])[0]
    return _receipt(*put_on_record(figure, basis, at, actor.label, reason))


def put_on_record(
    figure: Figure, basis: Basis, at: datetime, by: str, reason: str
) -> tuple[FrozenFigure, FrozenFigure | None]:
    """The figure of its day on that basis; a version that stands gives way and needs a reason. Gives both."""
    standing = _standing(figure)
    if standing and not reason.strip():
        raise Refused(f"这一天已有冻结值（第 {standing.version} 版）", column="理由", remedy="另存新版本请写明理由")
    row = _row(figure, standing)
    row.state, row.source, row.reason = FrozenState(basis.state), basis.source.strip()[:200], reason.strip()
    row.value = basis.value if basis.value is not None else observations.rounded(figure.value)
    row.frozen_at, row.frozen_by = at, by[:120]
    if row.value is None:
        raise Refused("这一天没有数值", remedy="未报送的数据不能冻结，请先补报")
    if standing and (standing.value, standing.state, standing.digest) == (row.value, row.state, row.digest):
        raise Conflict("与现有冻结值相同", remedy="没有变化就不需要新版本")
    if standing:
        FrozenFigure.objects.filter(pk=standing.pk, superseded_at__isnull=True).update(superseded_at=at)
    row.save(force_insert=True)
    return row, standing


def _check(days: AsOf, basis: Basis, today: date) -> None:
    state, value, source = basis
    if state not in FrozenState.values:
        raise Refused("没有这种状态", value=state, remedy="可选：系统测算、核定、上级公布")
    if days.effective > today:
        raise Refused("不能冻结将来的数值", column="数据截至", value=days.effective, remedy="请选择今天或以前的日期")
    if value is not None and state != FrozenState.OFFICIAL:
        raise Refused("只有上级公布的数据可以填写数值", column="数值", remedy="系统测算和核定的数值由基础台账得出")
    if state == FrozenState.OFFICIAL and not source.strip():
        raise Refused("没有写明公布来源", column="来源", remedy="请写明公布的机关、文件或公报")
    if value is not None and (not value.is_finite() or value < 0):
        raise Refused("数值须为不小于 0 的数", column="数值", value=value, remedy="请核对")


def _standing(figure: Figure) -> FrozenFigure | None:
    rows = FrozenFigure.objects.select_for_update().filter(
        division_code=figure.division,
        indicator=figure.definition.code,
        parameters_hash=parameters_hash(figure.parameters),
        effective=figure.as_of.effective,
    )
    return rows.filter(superseded_at__isnull=True).first()


def _row(figure: Figure, standing: FrozenFigure | None) -> FrozenFigure:
    days = figure.as_of
    asked = prepare(FigureAsked(figure.division, figure.definition.code, days, figure.parameters))
    kept = observations.kept([observations.key_of(asked, figure.revision)])
    return FrozenFigure(
        division_code=figure.division,
        indicator=figure.definition.code,
        definition_version=figure.definition.version,
        parameters={name: list(v) if isinstance(v, tuple) else v for name, v in figure.parameters.items()},
        parameters_hash=parameters_hash(figure.parameters),
        effective=days.effective,
        known=days.known,
        unit=figure.definition.unit,
        completeness=figure.completeness,
        digest=figure.digest,
        revision=figure.revision,
        observation_seq=next((row.seq for row in kept.values()), None),
        version=standing.version + 1 if standing else 1,
    )


def _receipt(row: FrozenFigure, standing: FrozenFigure | None) -> Receipt:
    def told(one: FrozenFigure) -> dict[str, Any]:
        return {"value": str(one.value), "state": one.state, "version": one.version, "digest": one.digest}

    return Receipt(
        kind="indicators.frozen_figure",
        id=str(row.pk),
        label=f"{row.indicator} {row.effective}",
        before=told(standing) if standing else None,
        after={**told(row), "effective": row.effective.isoformat(), "source": row.source},
        division_code=row.division_code,
        result=row,
    )
