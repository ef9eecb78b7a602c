"""Fee years that cannot be: beyond the term, before the grant year, one receipt used twice."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, F, OuterRef, QuerySet, Subquery

from qiangxian.engines.lifecycle.fees import nominal_due_date, patent_year
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.integrity import Finding, check

from ...records.conditions import recorded, standing
from ...records.integrity import with_main
from ...types import PATENT_TYPES, RecordKind
from ..models import AnnualFee, Right
from .naming import about_right


@check(
    "registers.fee_beyond_term",
    label="年费年度超出保护期",
    owner="office",
    severity="error",
    rule="年费按自申请日起的年度缴纳，保护期届满后没有年费（专利法第四十二条、第四十三条）",
    remedy="核对年度：应为自申请日起的第几个年度，不是公历年份",
)
def fee_beyond_term(division: str | None, _as_of: AsOf) -> Iterator[Finding]:
    """Patents with a fee year that would fall due on or after the end of the term."""
    columns = _paid_patents(division, "-year").filter(expiry_date__isnull=False)
    days = columns.values_list("pk", "filing_date", "expiry_date", "fee_year")
    late = {pk: year for pk, filed, ended, year in days if nominal_due_date(filed, year) >= ended}
    for row in standing(Right, division).filter(pk__in=late):
        due = nominal_due_date(row.filing_date, late[row.pk])
        yield about_right(row, f"第 {late[row.pk]} 年度年费应缴日 {due}，保护期 {row.expiry_date} 届满")


def _paid_patents(division: str | None, order: str) -> QuerySet[Any]:
    """Patents for which fee years are listed, with the first of those years (or, by `-year`, the last) beside them."""
    fees = AnnualFee.objects.filter(recorded(), record_id=OuterRef("record_id")).order_by(order)
    patents: QuerySet[Any] = standing(Right, division).filter(type__in=PATENT_TYPES, filing_date__isnull=False)
    first = {"fee_year": Subquery(fees.values("year")[:1]), "fee_paid": Subquery(fees.values("paid_on")[:1])}
    paid: QuerySet[Any] = patents.annotate(**first).filter(fee_year__isnull=False)
    return paid


@check(
    "registers.fee_before_grant",
    label="授权当年未缴或授权年度之前的年费",
    owner="office",
    severity="warning",
    rule="年费自授权当年起缴纳（实施细则第一百一十四条、第一百一十五条）",
    remedy="核对年度或授权公告日；把申请维持费等误登为年费的请撤销",
)
def fee_before_grant(division: str | None, _as_of: AsOf) -> Iterator[Finding]:
    """Fee years before the one that contains the grant, that year itself where it is listed without a payment (it is paid with
    the registration formalities), or fees of patents without a grant."""
    columns = _paid_patents(division, "year").values_list("pk", "filing_date", "grant_date", "fee_year", "fee_paid")
    early = {
        pk: year
        for pk, filed, granted, year, paid in columns
        if not granted or year < (due := patent_year(filed, granted)) or (year == due and paid is None)
    }
    for row in standing(Right, division).filter(pk__in=early):
        filed, granted = row.filing_date, row.grant_date
        place = f"授权在第 {patent_year(filed, granted)} 年度" if filed and granted else "尚未授权"
        yield about_right(row, f"登记了第 {early[row.pk]} 年度年费，{place}")


@check(
    "registers.fee_duplicate",
    label="同一票据用于多笔年费",
    owner="office",
    severity="warning",
    rule="一件专利一个年度一笔年费，票据号不重复",
    remedy="对照缴费票据，撤销重复登记的一笔",
)
def fee_duplicate(division: str | None, _as_of: AsOf) -> Iterator[Finding]:
    """Receipt numbers that stand beside more than one fee year."""
    rows = standing(AnnualFee, division).exclude(receipt_number="")
    twice = rows.order_by().values("receipt_number").annotate(times=Count("id")).filter(times__gt=1)
    doubled = rows.filter(receipt_number__in=twice.values("receipt_number")).order_by(F("receipt_number"), "id")
    for row, right in with_main(doubled, RecordKind.RIGHT):
        yield about_right(right, f"票据 {row.receipt_number} 还用于其他年费", f"第{row.year}年度")
