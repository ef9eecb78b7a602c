"""Over which days the figure of a flow is counted for a target: by the words of the plan, or as the office chose."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from qiangxian.engines.metrics.periods import since
from qiangxian.kernel import rulebook
from qiangxian.kernel.errors import DomainError

from .models import Target

PERIOD = "period"
SINCE_START, MEAN, YEAR = "since_start", "mean_per_year", "year_to_date"
_YEAR = Decimal("365.2425")


def plan_periods(division: str) -> Mapping[str, str]:
    """The spans that begin with the plan, beside those of the indicator's definition, with their words."""
    found: Mapping[str, str] = rulebook.load("programmes", "targets", division=division)["periods"]
    return found


def counted_over(target: Target, chosen: object) -> str:
    """累计 since the plan began, 年均 its mean per year, 每年 and 2025年 the year; a plan that says nothing promises a sum."""
    said = chosen or target.parameters.get(PERIOD)
    return str(said) if said else YEAR if target.is_yearly else SINCE_START


def period_word(over: str, first: date | None) -> str:
    """The same as the indicator's definition is asked."""
    if over not in (SINCE_START, MEAN):
        return over
    if first is None:
        raise DomainError("方案没有写明起算日，不能累计", remedy="请在目标页设定起算日，或改选计数期间")
    return since(first)


def years_since(first: date, day: date) -> Decimal:
    """For a mean per year: the years gone by, at least one."""
    return max(Decimal((day - first).days + 1) / _YEAR, Decimal(1))
