"""Figures no register counts: a bureau reports them, the office confirms them, a bulletin makes them official.

Each step is a new version of the row; a correction goes back to the beginning, because what was checked was another number."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.contexts.documents.actions import keep_file
from qiangxian.contexts.people.readers import visible_units
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import Conflict, Refused

from ..records import policies
from ..records.conditions import recorded
from ..records.models import Record
from ..records.versions import audited, changed, current_at, facts, open_pen, record_of
from ..types import FigureState, RecordKind
from .catalogue import Series, find_series
from .models import ReportedFigure

HUNDRED = 100
PLACES = Decimal("0.000001")
LARGEST = Decimal(10) ** 13


@action("registers.report_figure", label="上报数据", policy=policies.may_report)
def report_figure(
    *,
    actor: Actor,
    at: datetime,
    division_code: str,
    series: str,
    part: str = "",
    period_start: date | None = None,
    period_end: date,
    value: Decimal,
    bulletin: str,
    vintage: str = "",
    published_date: date | None = None,
    unit_name: str = "",
    evidence: tuple[str, bytes] | None = None,
    reason: str = "",
    source: str = "",
    is_demo: bool = False,
) -> Receipt:
    """One value for a day (a stock) or a period, in the unit of the catalogue. Zero is a value and must be meant.

    `evidence`: name and content of the file that proves it. A second report of the same span is a correction."""
    listed = find_series(series, division_code)
    today = timezone.localtime(at).date()
    row = ReportedFigure(
        series=listed.code,
        part=listed.part(part).code,
        period_start=period_start,
        period_end=period_end,
        value=_value(value, listed.part(part).unit),
        unit=listed.part(part).unit,
        state=FigureState.REPORTED,
        vintage=vintage.strip()[:120],
        bulletin=_source(bulletin),
        published_date=published_date or today,
        unit_name=_unit(actor, division_code, unit_name, listed),
        raw={"unit_id": unit_id} if (unit_id := actor.unit_in(division_code)) else {},
        is_demo=is_demo,
    )
    _check_span(listed, row, today)
    pen = open_pen(division_code=division_code, actor=actor, at=at, source=source or row.bulletin, reason=reason)
    _refuse_twin(division_code, row)
    row.stored_file_id = _kept(actor, at, division_code, evidence)
    row.record = Record.objects.create(kind=RecordKind.FIGURE, division_code=division_code, created_at=at)
    pen.add(row)
    return _receipt(row, None, audited(facts(row)))


@action("registers.correct_figure", label="更正上报数据", policy=policies.may_correct_figure)
def correct_figure(
    *,
    actor: Actor,
    at: datetime,
    record_id: int,
    revision: int,
    value: Decimal,
    bulletin: str = "",
    vintage: str = "",
    published_date: date | None = None,
    evidence: tuple[str, bytes] | None = None,
    reason: str,
) -> Receipt:
    """Another value for the same span, with the reason; it has to be confirmed anew."""
    old = _figure(record_id, revision, actor, at, reason)
    pen, row = old
    if not reason.strip():
        raise Refused("没有写明更正理由", column="理由", remedy="请写明更正的理由和依据")
    today = timezone.localtime(at).date()
    told = {
        "value": _value(value, row.unit),
        "bulletin": _source(bulletin or row.bulletin),
        "vintage": (vintage or row.vintage).strip()[:120],
        "published_date": published_date or today,
        "state": FigureState.REPORTED,
    }
    if told["value"] == row.value and told["bulletin"] == row.bulletin and told["vintage"] == row.vintage:
        raise Refused("没有任何改动", remedy="改动后再保存，或直接返回")
    if evidence:
        told["stored_file_id"] = _kept(actor, at, row.division_code, evidence)
    return _stepped(row, pen.replace(row, **told))


@action("registers.confirm_figure", label="核定上报数据", policy=policies.may_edit_record)
def confirm_figure(*, actor: Actor, at: datetime, record_id: int, revision: int, reason: str = "") -> Receipt:
    """The office has compared the figure with its evidence."""
    pen, row = _figure(record_id, revision, actor, at, reason)
    if row.state != FigureState.REPORTED:
        raise Conflict(f"这项数据已经是“{FigureState(row.state).label}”", remedy="请刷新页面")
    return _stepped(row, pen.replace(row, state=FigureState.CONFIRMED))


@action("registers.make_figure_official", label="标为上级公布", policy=policies.may_edit_record)
def make_figure_official(
    *, actor: Actor, at: datetime, record_id: int, revision: int, bulletin: str, published_date: date, reason: str = ""
) -> Receipt:
    """A bulletin or the competent authority printed this very figure; `bulletin` names it, with its day."""
    pen, row = _figure(record_id, revision, actor, at, reason)
    if row.state == FigureState.OFFICIAL:
        raise Conflict("这项数据已经是“上级公布”", remedy="请刷新页面")
    if published_date > timezone.localtime(at).date():
        raise Refused("公布日在今天以后", column="公布日", value=published_date, remedy="请在公布以后再标为上级公布")
    told = {"bulletin": _source(bulletin), "published_date": published_date, "state": FigureState.OFFICIAL}
    return _stepped(row, pen.replace(row, **told))


@action("registers.withdraw_figure", label="撤回上报数据", policy=policies.may_correct_figure)
def withdraw_figure(*, actor: Actor, at: datetime, record_id: int, revision: int, reason: str) -> Receipt:
    """The figure should not have been reported: from now on the span is 未报送 again, what was recorded stays readable."""
    if not reason.strip():
        raise Refused("没有写明撤回理由", column="理由", remedy="请写明撤回的理由")
    pen, row = _figure(record_id, revision, actor, at, reason)
    pen.strike(row)
    return _receipt(row, audited(facts(row)), None)


def _figure(record_id: int, revision: int, actor: Actor, at: datetime, reason: str) -> Any:
    record = record_of(record_id, RecordKind.FIGURE)
    pen = open_pen(division_code=record.division_code, actor=actor, at=at, reason=reason)
    return pen, current_at(record, revision)


def _value(value: Decimal, unit: str) -> Decimal:
    if not value.is_finite() or not 0 <= value < LARGEST:
        raise Refused("数值须为不小于 0 的数", column="数值", value=value, remedy="没有数据的请不要上报，不要填 0 代替")
    if unit in ("%", "分") and value > HUNDRED:
        raise Refused(f"数值超过 100 {unit}", column="数值", value=value, remedy="请核对单位")
    return value.quantize(PLACES)


def _source(words: str) -> str:
    if not words.strip():
        raise Refused("没有写明数据来源", column="来源", remedy="没有来源和日期的数据不能上报")
    return words.strip()[:200]


def _unit(actor: Actor, division_code: str, given: str, listed: Series) -> str:
    """A liaison reports for the own unit; the office names one, else the one the catalogue names."""
    own = visible_units(actor).filter(pk=actor.unit_in(division_code) or 0).first()
    if actor.has("liaison", division=division_code) and own is not None:
        return str(own.name)
    return (given.strip() or listed.reporter)[:120]


def _check_span(listed: Series, row: ReportedFigure, today: date) -> None:
    if listed.kind == "stock" and row.period_start is not None:
        raise Refused("这是时点数据", column="期间起", value=row.period_start, remedy="只填写数据截至日")
    if listed.kind != "stock" and row.period_start is None:
        raise Refused("这是期间数据", column="期间起", remedy="请填写期间的第一天和最后一天")
    if row.period_start and row.period_start > row.period_end:
        raise Refused("期间的第一天在最后一天以后", column="期间起", value=row.period_start, remedy="请核对日期")
    if row.period_end > today:
        raise Refused("期间还没有结束", column="期间止", value=row.period_end, remedy="请在期间结束后上报")
    if not row.period_end <= row.published_date <= today:
        raise Refused("公布日须在期间之后、今天以前", column="公布日", value=row.published_date, remedy="请核对日期")


def _refuse_twin(division_code: str, row: ReportedFigure) -> None:
    same = {"series": row.series, "part": row.part, "period_start": row.period_start, "period_end": row.period_end}
    if ReportedFigure.objects.filter(recorded(), division_code=division_code, **same).exists():
        raise Conflict("这一期的数据已经上报过", remedy="请在列表中找到它，用“更正”写明理由")


def _kept(actor: Actor, at: datetime, division_code: str, evidence: tuple[str, bytes] | None) -> int | None:
    if evidence is None:
        return None
    name, content = evidence
    kept = keep_file(actor=actor, at=at, division_code=division_code, name=name, content=content).result
    return int(kept.pk)


def _stepped(old: ReportedFigure, new: ReportedFigure) -> Receipt:
    pairs: Mapping[str, tuple[Any, Any]] = changed(old, new)
    before = audited({name: str(pair[0]) for name, pair in pairs.items()})
    return _receipt(new, before, audited({name: str(pair[1]) for name, pair in pairs.items()}))


def _receipt(row: ReportedFigure, before: Any, after: Any) -> Receipt:
    plain = {k: str(v) if isinstance(v, Decimal) else v for k, v in (after or {}).items()} if after else None
    was = {k: str(v) if isinstance(v, Decimal) else v for k, v in before.items()} if before else None
    return Receipt(
        kind="registers.figure",
        id=str(row.record_id),
        label=f"{row.series} {row.part} {row.period_end}".replace("  ", " "),
        before=was,
        after=plain,
        division_code=row.division_code,
        result=row.record_id,
    )
