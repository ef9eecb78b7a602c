"""Reported figures without a source, denominators that are missing."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Q

from qiangxian.kernel import rulebook
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.integrity import Finding, check

from ..records.conditions import recorded, standing
from ..records.models import ReportedThrough
from ..types import FigureState, RecordKind
from .models import ReportedFigure


@check(
    "registers.figure_without_source",
    label="上报数据没有来源",
    owner="office",
    severity="warning",
    rule="没有来源和日期的数字不可上报（指标规则第 1 条）",
    remedy="补登出处（公报或文件名称）和版本；查不到出处的退回上报单位",
)
def figure_without_source(division: str | None, as_of: AsOf) -> Iterator[Finding]:
    """Reported figures without a bulletin, published after today, or official without the edition."""
    nameless = Q(bulletin="") | Q(published_date__gt=as_of.effective) | Q(state=FigureState.OFFICIAL, vintage="")
    for row in standing(ReportedFigure, division).filter(nameless):
        period = f"{row.period_start}—{row.period_end}" if row.period_start else str(row.period_end)
        name = f"{row.series}{f'·{row.part}' if row.part else ''}"
        words = "没有写明出处或版本" if not row.bulletin or not row.vintage else f"发布日 {row.published_date} 在将来"
        key = f"{row.series}/{row.part}/{period}"
        yield Finding(key, f"{name} {period}", words, RecordKind.FIGURE, str(row.record_id))


@check(
    "registers.denominator_missing",
    label="缺少最近一年的分母数据",
    owner="office",
    severity="warning",
    rule="每万人、每百户指标用最近一次发布的年末数，分母的版本是数值的一部分（指标规则第 5 条）",
    remedy="按统计公报补登年末常住人口、经营主体户数",
)
def denominator_missing(division: str | None, as_of: AsOf) -> Iterator[Finding]:
    """Series behind per-head figures without the year that should have been published by the day."""
    if not ReportedThrough.objects.filter(recorded(), division_code=division).exists():
        return  # nothing is counted here yet, so nothing is divided
    wanted = rulebook.parameter("registers", "integrity.denominators", as_of.effective, division)
    for series, entry in wanted.items():
        year = as_of.effective.year - (1 if as_of.effective.month >= entry["month"] else 2)
        rows = standing(ReportedFigure, division).filter(series=series, period_end=date(year, 12, 31))
        if not rows.exists():
            yield Finding(f"{series}/{year}", entry["label"], f"没有 {year} 年末的数据", "register", RecordKind.FIGURE)
