"""Which span of time a figure is for, and what value it can have: the same for a form and for a table."""

import re
from datetime import date, timedelta
from decimal import Decimal

from qiangxian.engines.intake.cells import CellFault
from qiangxian.engines.intake.dates import read_date
from qiangxian.kernel.calendar import add_months
from qiangxian.kernel.errors import Refused

from .catalogue import Series
from .models import ReportedFigure

HUNDRED = 100
PLACES = Decimal("0.000001")
LARGEST = Decimal(10) ** 13
_YEAR = re.compile(r"(\d{4})年?(?:度|末|底)?")
_QUARTER = re.compile(r"(\d{4})[-年]?(?:第|Q)?([1-4一二三四])季?度?")
_MONTH = re.compile(r"(\d{4})[年.-](\d{1,2})月?(?:份|末|底)?")
_CHINESE = dict(zip("一二三四", range(1, 5), strict=True))
_BETWEEN = re.compile(r"\s*(?:至|到|~|～|—+|–)\s*")

Days = tuple[date, date]


def read_span(text: str) -> Days | None:
    """First and last day of `2024年`, `2024年第3季度`, `2024年9月`, `2024-01-01至2024-12-31`; a single day is both. None where the
    words are no span."""
    plain = text.strip().replace(" ", "").upper()
    if found := _YEAR.fullmatch(plain):
        return _months(int(found[1]), 1, 12)
    if found := _QUARTER.fullmatch(plain):
        quarter = _CHINESE.get(found[2]) or int(found[2])
        return _months(int(found[1]), 3 * quarter - 2, 3)
    if (found := _MONTH.fullmatch(plain)) and 1 <= int(found[2]) <= 12:
        return _months(int(found[1]), int(found[2]), 1)
    try:
        days = [read_date(part) for part in _BETWEEN.split(text.strip())]
    except CellFault:
        return None
    return (days[0], days[-1]) if len(days) <= 2 else None


def _months(year: int, month: int, count: int) -> Days | None:
    if not 1949 <= year <= 2200:
        return None
    first = date(year, month, 1)
    return first, add_months(first, count) - timedelta(days=1)


def sound_value(value: Decimal, unit: str) -> Decimal:
    """The value as it is kept; refuses what no figure can be."""
    if not value.is_finite() or not 0 <= value < LARGEST:
        raise Refused("数值须为不小于 0 的数", column="数值", value=value, remedy="没有数据的请不要上报，不要填 0 代替")
    if unit in ("%", "分") and value > HUNDRED:
        raise Refused(f"数值超过 100 {unit}", column="数值", value=value, remedy="请核对单位")
    return value.quantize(PLACES)


def check_span(listed: Series, row: ReportedFigure, today: date) -> None:
    """Refuse a span the series does not have, one that is not over, and a day of publication before its end."""
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
