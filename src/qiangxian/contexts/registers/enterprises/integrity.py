"""Enterprises without a code, twice under one name, seated nowhere or in two places, with years that cannot be."""

from collections.abc import Iterator

from django.db.models import Count, Exists, F, OuterRef, Q

from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.identifiers import uscc
from qiangxian.kernel.integrity import Finding, check

from ..records.conditions import not_happened, recorded, standing
from ..records.integrity import about, with_main
from ..types import RecordKind
from .models import Domicile, Enterprise, EnterpriseYear

NEVER_NEGATIVE = (
    "revenue_fen",
    "assets_fen",
    "research_fen",
    "research_domestic_fen",
    "total_income_fen",
    "high_tech_income_fen",
    "main_business_fen",
    "liabilities_fen",
    "equity_paid_fen",
)
PART_OF = (
    ("main_business_fen", "total_income_fen", "主营业务收入大于总收入"),
    ("high_tech_income_fen", "total_income_fen", "高新技术产品收入大于总收入"),
    ("research_domestic_fen", "research_fen", "境内研发费用大于研发费用"),
    ("research_staff", "employees", "科技人员多于从业人员"),
)


def _open(as_of: AsOf) -> Q:
    """Not deregistered on the day."""
    return not_happened("closed_date", "closed_known_date", as_of)


@check(
    "registers.enterprise_without_uscc",
    label="企业没有有效的统一社会信用代码",
    owner="office",
    severity="warning",
    rule="企业只按统一社会信用代码识别，名称会变（GB 32100-2015）",
    remedy="在企业详情中补登或更正代码；可从国家企业信用信息公示系统查询",
)
def enterprise_without_uscc(division: str | None, as_of: AsOf) -> Iterator[Finding]:
    """Standing enterprises whose code is missing or fails its check characters."""
    rows = standing(Enterprise, division).filter(_open(as_of))
    for row in rows.only("record", "uscc", "name"):
        if not row.uscc:
            yield about(row, "没有统一社会信用代码")
        elif not uscc.is_valid(row.uscc):
            yield about(row, f"统一社会信用代码 {row.uscc} 的校验位不符")


@check(
    "registers.enterprise_same_name",
    label="两家存续企业同名",
    owner="office",
    severity="warning",
    rule="同一登记机关辖区内企业名称不得相同（企业名称登记管理规定）；同名多为重复登记",
    remedy="核对代码：重复登记的合并（作废其一），确属两家的标为不处理",
)
def enterprise_same_name(division: str | None, as_of: AsOf) -> Iterator[Finding]:
    """Standing enterprises that share their name, brackets and blanks aside."""
    rows = standing(Enterprise, division).filter(_open(as_of))
    shared = rows.order_by().values("folded_name").annotate(times=Count("id")).filter(times__gt=1)
    for row in rows.filter(folded_name__in=shared.values("folded_name")).order_by("folded_name", "uscc", "id"):
        part = "" if row.uscc else f"记录{row.record_id}"
        words = f"代码 {row.uscc or '未登记'}，另有存续企业同名"
        yield about(row, words, part)


@check(
    "registers.domicile_overlap",
    label="企业同时有两个住所",
    owner="office",
    severity="error",
    rule="企业住所只有一个；两处同时有效时会在两个县重复计数",
    remedy="更正迁移日期，使前一住所的终止日等于后一住所的起始日",
)
def domicile_overlap(division: str | None, _as_of: AsOf) -> Iterator[Finding]:
    """Two seats of one enterprise whose days overlap, told at the later of them."""
    before = Domicile.objects.filter(recorded(), record_id=OuterRef("record_id")).exclude(pk=OuterRef("pk"))
    earlier = Q(valid_from__isnull=True) | Q(valid_from__lt=OuterRef("valid_from"))
    earlier |= Q(valid_from=OuterRef("valid_from"), pk__lt=OuterRef("pk"))
    reaching = Q(valid_to__isnull=True) | Q(valid_to__gt=OuterRef("valid_from"))
    rows = standing(Domicile, division).filter(Exists(before.filter(earlier, reaching)), valid_from__isnull=False)
    for row, firm in with_main(rows.exclude(valid_to=F("valid_from")), RecordKind.ENTERPRISE):
        words = f"自 {row.valid_from} 起在 {row.area_code}，此前的住所尚未终止"
        yield about(firm, words, f"{row.valid_from}")


@check(
    "registers.domicile_gap",
    label="企业住所有空缺",
    owner="office",
    severity="warning",
    rule="没有住所的日子，企业及其权利不计入任何县",
    remedy="补登空缺期间的住所，或更正迁移日期",
)
def domicile_gap(division: str | None, _as_of: AsOf) -> Iterator[Finding]:
    """Enterprises without any seat, and seats that end some days before the next begins."""
    seats = Domicile.objects.filter(recorded(), record_id=OuterRef("record_id"))
    for firm in standing(Enterprise, division).filter(~Exists(seats)):
        yield about(firm, "没有登记住所")
    others = seats.exclude(pk=OuterRef("pk"))
    later = others.filter(valid_from__gt=OuterRef("valid_to"))
    open_ = Q(valid_to__isnull=True) | Q(valid_to__gt=OuterRef("valid_to"))
    joining = others.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=OuterRef("valid_to")), open_)
    rows = standing(Domicile, division).filter(Exists(later), ~Exists(joining), valid_to__isnull=False)
    for row, firm in with_main(rows, RecordKind.ENTERPRISE):
        words = f"{row.valid_to} 迁出 {row.area_code} 后，到下一住所起始日之间没有住所"
        yield about(firm, words, f"{row.valid_to}")


@check(
    "registers.year_impossible",
    label="企业年度数据不可能",
    owner="office",
    severity="error",
    rule="金额不为负，部分不大于整体",
    remedy="对照企业年报或审计报告更正该年度数据（注意单位：元、万元）",
)
def year_impossible(division: str | None, _as_of: AsOf) -> Iterator[Finding]:
    """Negative amounts, and parts greater than their whole."""
    wrong = Q()
    for name in NEVER_NEGATIVE:
        wrong |= Q(**{f"{name}__lt": 0})
    for part, whole, _ in PART_OF:
        wrong |= Q(**{f"{part}__gt": F(whole)})
    for row, firm in with_main(standing(EnterpriseYear, division).filter(wrong), RecordKind.ENTERPRISE):
        words = "；".join(_impossible(row))
        yield about(firm, words, f"{row.year}年")


def _impossible(row: EnterpriseYear) -> Iterator[str]:
    if any((getattr(row, name) or 0) < 0 for name in NEVER_NEGATIVE):
        yield f"{row.year} 年有负数金额"
    for part, whole, words in PART_OF:
        values = getattr(row, part), getattr(row, whole)
        if None not in values and values[0] > values[1]:
            yield f"{row.year} 年{words}"
