"""Rights that contradict themselves: days out of order, numbers that do not fit, printed states that cannot be."""

from collections.abc import Iterator

from django.db.models import CharField, F, Q
from django.db.models.functions import Cast, Length, Substr

from qiangxian.engines.lifecycle.conflicts import states_of
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.integrity import Finding, check

from ...records.conditions import standing
from ...types import PATENT_TYPES, RightType
from ..models import Right
from .naming import about_right

LONG_NUMBER = len("202310123456.6")
KIND_LETTERS = {
    RightType.INVENTION: "ABC",
    RightType.UTILITY_MODEL: "UY",
    RightType.DESIGN: "SD",
}
IN_FORCE = frozenset({"in_force", "in_force_grace"})


@check(
    "registers.grant_before_filing",
    label="授权（注册）日早于申请日",
    owner="office",
    severity="error",
    rule="专利权自授权公告之日起生效，授权必在申请之后（专利法第三十九条、第四十条）",
    remedy="对照证书或登记簿副本更正申请日、授权公告日",
)
def grant_before_filing(division: str | None, _as_of: AsOf) -> Iterator[Finding]:
    """Grant or registration before the filing day."""
    wrong = Q(grant_date__lt=F("filing_date")) | Q(registration_date__lt=F("filing_date"))
    for row in standing(Right, division).filter(wrong):
        yield about_right(row, f"申请日 {row.filing_date}，授权（注册）日 {row.grant_date or row.registration_date}")


@check(
    "registers.filing_in_future",
    label="申请日在将来",
    owner="office",
    severity="error",
    rule="已登记的申请必已提交",
    remedy="对照受理通知书更正申请日",
)
def filing_in_future(division: str | None, as_of: AsOf) -> Iterator[Finding]:
    """Filed after the day of the check."""
    for row in standing(Right, division).filter(filing_date__gt=as_of.effective):
        yield about_right(row, f"申请日 {row.filing_date} 晚于检查日 {as_of.effective}")


@check(
    "registers.number_suspect",
    label="号码存疑",
    owner="office",
    severity="warning",
    rule="校验位或形式与编号规则不符的号码可先登记，但须核对原件",
    remedy="对照证书核对号码；确认无误的旧式号码可标为不处理并写明依据",
)
def number_suspect(division: str | None, _as_of: AsOf) -> Iterator[Finding]:
    """Numbers stored with a doubt."""
    for row in standing(Right, division).filter(number_status="suspect"):
        yield about_right(row, f"{RightType(row.type).label}号码 {row.number} 的校验位或形式不合规则")


@check(
    "registers.number_year",
    label="申请号年份与申请日不一致",
    owner="office",
    severity="warning",
    rule="申请号前四位是提交年份；分案申请、国际申请进入中国的可以不同（实施细则第四十九条）",
    remedy="属于分案或国际申请的标为不处理并写明；否则更正申请号或申请日",
)
def number_year(division: str | None, _as_of: AsOf) -> Iterator[Finding]:
    """Patents whose number begins with another year than that of filing."""
    patents = standing(Right, division).filter(type__in=PATENT_TYPES, filing_date__isnull=False)
    year = Substr(Cast("filing_date", CharField()), 1, 4)
    odd = patents.annotate(length=Length("number"), number_year=Substr("number", 1, 4), filing_year=year)
    for row in odd.filter(length=LONG_NUMBER).exclude(number_year=F("filing_year")):
        yield about_right(row, f"申请号年份 {row.number[:4]}，申请日 {row.filing_date}")


@check(
    "registers.zl_ungranted",
    label="未授权的申请用了 ZL 号",
    owner="office",
    severity="warning",
    rule="ZL 只用于已授权的专利；在产品上标注未授权的专利号属于假冒专利（实施细则第一百零一条）",
    remedy="核对是否已授权：已授权的补登授权公告日，未授权的改用 CN 号；产品上有标注的转执法线索",
)
def zl_ungranted(division: str | None, _as_of: AsOf) -> Iterator[Finding]:
    """Numbers printed with ZL for which no grant is recorded."""
    ungranted = standing(Right, division).filter(type__in=PATENT_TYPES, grant_date__isnull=True)
    for row in ungranted.filter(raw__icontains="ZL"):
        if any(str(text).strip().upper().startswith("ZL") for text in row.raw.values()):
            yield about_right(row, "来源中写作 ZL 号，但没有授权公告日")


@check(
    "registers.kind_code_contradicts_type",
    label="公告号种类与权利类型不符",
    owner="office",
    severity="error",
    rule="公告号首位与末尾字母表示类型：发明 A/B/C，实用新型 U/Y，外观设计 S/D（ZC 0007）",
    remedy="对照公告文本更正权利类型或公告号",
)
def kind_code_contradicts_type(division: str | None, _as_of: AsOf) -> Iterator[Finding]:
    """Publication numbers of another kind of patent."""
    for kind, letters in KIND_LETTERS.items():
        others = "".join(sorted(set("ABCUYSD") - set(letters)))
        rows = standing(Right, division).filter(type=kind, publication_number__startswith="CN")
        for row in rows.filter(publication_number__regex=f"[{others}][0-9]?$"):
            yield about_right(row, f"类型为{kind.label}，公告号为 {row.publication_number}")


@check(
    "registers.trademark_without_class",
    label="商标没有类别",
    owner="office",
    severity="error",
    rule="一件注册商标由注册号和类别共同确定，按类计件（统计指标 I08）",
    remedy="在商标详情中补登尼斯分类的类别号",
)
def trademark_without_class(division: str | None, _as_of: AsOf) -> Iterator[Finding]:
    """Trademarks without their second half of the key."""
    for row in standing(Right, division).filter(type=RightType.TRADEMARK, sub_key=""):
        yield about_right(row, "没有尼斯分类的类别号")


@check(
    "registers.expired_imported_as_valid",
    label="已届满却导入为有效",
    owner="office",
    severity="warning",
    rule="期满后权利终止（专利法第四十二条）；来源的状态与推算相反时须由人判断，登记簿副本为准",
    remedy="核对登记簿副本：有期限补偿或续展的补登，状态写错的更正",
)
def expired_imported_as_valid(division: str | None, as_of: AsOf) -> Iterator[Finding]:
    """Rights past their term whose source calls them in force; marks are left to their months of grace."""
    over = standing(Right, division).filter(expiry_date__lte=as_of.effective).exclude(imported_status="")
    over = over.exclude(type__in=[RightType.TRADEMARK, RightType.MADRID_MARK])
    words = over.order_by().values_list("imported_status", flat=True).distinct()
    valid = [word for word in words if (states_of(word) or frozenset()) >= IN_FORCE]
    for row in over.filter(imported_status__in=valid):
        yield about_right(row, f"来源状态“{row.imported_status}”，期限已于 {row.expiry_date} 届满")
