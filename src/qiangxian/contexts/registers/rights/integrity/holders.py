"""Rights nobody holds, holders nobody placed, addresses nobody knows: what decides which county counts a right. And holders
whose size nobody can tell."""

from collections.abc import Iterator

from django.db.models import Count, Exists, Min, OuterRef, Q

from qiangxian.kernel import rulebook
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.integrity import Finding, check

from ...enterprises.models import EnterpriseYear
from ...records.conditions import recorded, standing
from ...records.integrity import about, with_main
from ...records.kinds import kind_of
from ...records.validity import INTERVAL
from ...types import MatchState, RecordKind
from ..models import Holding, Right
from .naming import about_right

OPEN_STATES = (MatchState.UNMATCHED, MatchState.DOUBTFUL)


@check(
    "registers.right_without_holder",
    label="权利没有权利人",
    owner="office",
    severity="warning",
    rule="权利按第一权利人的地址归属到县（指标规则第 6 条），没有权利人的不计入任何地方",
    remedy="在权利详情中补登权利人及起始日",
)
def right_without_holder(division: str | None, as_of: AsOf) -> Iterator[Finding]:
    """Rights that no one holds on the day, though filed or registered by then."""
    held = standing(Holding, division).filter(INTERVAL.holds(as_of))
    rows = standing(Right, division).exclude(filing_date__gt=as_of.effective)
    for row in rows.exclude(record_id__in=held.values("record_id")):
        yield about_right(row, f"{as_of.effective} 没有录入权利人")


@check(
    "registers.holder_without_address",
    label="权利人没有地址",
    owner="office",
    severity="warning",
    rule="未认定为企业的权利人按登记地址归属；没有地址的不计入本县（指标规则第 6 条）",
    remedy="补登权利人地址，或在权利人认定中选定企业",
)
def holder_without_address(division: str | None, as_of: AsOf) -> Iterator[Finding]:
    """First-named holders of the day who are no enterprise of the register and whose area is unknown."""
    rows = standing(Holding, division).filter(INTERVAL.holds(as_of), holder__isnull=True, area_code="", rank=1)
    for row, right in with_main(rows.exclude(match_state=MatchState.OUTSIDE), RecordKind.RIGHT):
        yield about_right(right, f"权利人{row.holder_name}没有地址和行政区划", row.holder_name)


@check(
    "registers.holder_unmatched",
    label="权利人尚未认定",
    owner="office",
    severity="warning",
    rule="企业按统一社会信用代码认定，名称相近的须由人判断，未认定的不计入企业",
    remedy="在“导入 · 权利人认定”中选定企业，或认定为自然人、县外主体",
)
def holder_unmatched(division: str | None, as_of: AsOf) -> Iterator[Finding]:
    """Printed names that wait for somebody to say who they are, each once."""
    waiting = standing(Holding, division).filter(INTERVAL.holds(as_of), match_state__in=OPEN_STATES)
    names = waiting.order_by().values("folded_name").annotate(rights=Count("record_id", distinct=True))
    for row in names.annotate(name=Min("holder_name")).order_by("folded_name"):
        words = f"{row['rights']} 件权利的权利人写作“{row['name']}”，尚未认定"
        yield Finding(row["folded_name"], row["name"], words, "matches")


@check(
    "registers.size_inputs_missing",
    label="持有权利的企业缺少划型数据",
    owner="office",
    severity="warning",
    rule="企业规模按年度从业人员、营业收入、资产总额划定（国统字〔2017〕213 号），缺一不猜",
    remedy="请企业或统计部门补报该年度数据，用企业表导入",
)
def size_inputs_missing(division: str | None, as_of: AsOf) -> Iterator[Finding]:
    """Standing enterprises that hold rights and whose last full year lacks employees, revenue or assets."""
    month = rulebook.parameter("registers", "integrity.yearly_figures_month", as_of.effective, division)
    year = as_of.effective.year - (1 if as_of.effective.month >= month else 2)
    told = EnterpriseYear.objects.filter(recorded(), record_id=OuterRef("record_id"), year=year)
    full = told.filter(employees__isnull=False, revenue_fen__isnull=False, assets_fen__isnull=False)
    holds = Holding.objects.filter(recorded(), holder_id=OuterRef("record_id"), valid_to__isnull=True)
    founded = Q(established_date__isnull=True) | Q(established_date__year__lt=year)
    enterprises = kind_of(RecordKind.ENTERPRISE)
    rows = enterprises.standing(division).filter(enterprises.proving(as_of), founded, Exists(holds), ~Exists(full))
    for row in rows.order_by("name", "id"):
        yield about(row, f"缺少 {year} 年的从业人员、营业收入或资产总额")
