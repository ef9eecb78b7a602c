"""The list of non-normal filings as a list, and which rights it takes out of every count."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from qiangxian.contexts.lists.types import Cell, Column, Filter, Viewer, day
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf

from ...records.conditions import happened, happened_by, non_normal_standing, recorded
from ...records.kinds import adds_to
from ...records.lists import register
from ...records.scope import visible
from ...types import RecordKind
from ..models import NonNormalFiling, Right


def filing_state(row: NonNormalFiling, as_of: AsOf) -> Cell:
    """On the list, reinstated, or not listed yet on the day."""
    if happened_by(row.reinstated_date, row.reinstated_known_date, as_of):
        return Cell("已恢复", "green")
    if row.listed_date > as_of.effective or row.known_date > as_of.known:
        return Cell("未通报", "none")
    withdrawn = row.withdrawn_date and row.withdrawn_date <= as_of.effective
    return Cell("在列（已撤回申请）" if withdrawn else "在列", "red")


def non_normal_cells(rows: Sequence[NonNormalFiling], viewer: Viewer) -> list[dict[str, Cell]]:
    """The cells of some entries of the list."""
    rights = Right.objects.filter(recorded(), record_id__in=[row.right_id for row in rows if row.right_id])
    titles = dict(rights.values_list("record_id", "title"))
    return [
        {
            "number": Cell(row.number),
            "right": Cell(
                titles.get(row.right_id or 0, "基础台账中没有这件"),
                about=(RecordKind.RIGHT, row.right_id) if row.right_id else None,
            ),
            "applicant": Cell(
                row.applicant_name, about=(RecordKind.ENTERPRISE, row.enterprise_id) if row.enterprise_id else None
            ),
            "state": filing_state(row, viewer.as_of),
            "listed_date": day(row.listed_date),
            "withdrawn_date": day(row.withdrawn_date),
            "reinstated_date": day(row.reinstated_date),
            "batch_name": Cell(row.batch_name),
            "document_number": Cell(row.document_number),
        }
        for row in rows
    ]


def _filing_in_state(viewer: Viewer, state: str) -> Q:
    if state == "standing":
        return non_normal_standing(viewer.as_of)
    if state == "reinstated":
        return happened("reinstated_date", "reinstated_known_date", viewer.as_of)
    return Q(right__isnull=True)


NON_NORMAL_FILINGS = register(
    kind=RecordKind.NON_NORMAL,
    label="非正常申请名单",
    unit="件",
    slug="non-normal",
    columns=(
        Column("number", "申请号", ("number",)),
        Column("right", "对应权利"),
        Column("applicant", "申请人", ("applicant_name",)),
        Column("state", "当日状态"),
        Column("listed_date", "通报日", ("listed_date",)),
        Column("withdrawn_date", "撤回申请日", ("withdrawn_date",)),
        Column("reinstated_date", "恢复日", ("reinstated_date",)),
        Column("batch_name", "通报批次", ("batch_name",)),
        Column("document_number", "通报文号", shown=False),
    ),
    filters=(
        Filter(
            "state",
            "状态",
            _filing_in_state,
            lambda _viewer: (("standing", "当日在列"), ("reinstated", "已恢复"), ("unmatched", "基础台账中没有")),
        ),
    ),
    search=lambda _viewer, text: (
        Q(number__icontains=text) | Q(applicant_name__icontains=text) | Q(batch_name__icontains=text)
    ),
    begun=lambda as_of: Q(listed_date__lte=as_of.effective) & Q(known_date__lte=as_of.known),
    cells=non_normal_cells,
    order="-listed_date",
    empty="可以导入国家知识产权局通报的名单，或逐件登记。",
)


@adds_to(RecordKind.ENTERPRISE, "non_normal")
def non_normal_of(row: Any, actor: Actor, as_of: AsOf) -> list[tuple[NonNormalFiling, Cell]]:
    """The non-normal filings of an enterprise with their state on the day."""
    rows = visible(RecordKind.NON_NORMAL, actor).filter(enterprise_id=row.record_id).order_by("-listed_date", "-id")
    return [(filing, filing_state(filing, as_of)) for filing in rows]
