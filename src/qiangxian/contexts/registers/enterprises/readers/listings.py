"""Public lists on an enterprise's page."""

from dataclasses import dataclass

from qiangxian.contexts.lists.types import Cell
from qiangxian.kernel.asof import AsOf

from ...records.conditions import holds, recorded
from ...types import ListingKind
from ..models import EnterpriseListing


@dataclass(frozen=True)
class ListingLine:
    """An enterprise on a public list, with its days."""

    id: int
    label: str
    state: Cell
    row: EnterpriseListing


def listings_of(record_id: int, as_of: AsOf) -> list[ListingLine]:
    """The public lists an enterprise stands or stood on, newest first."""
    rows = EnterpriseListing.objects.filter(recorded(), record_id=record_id).order_by("-valid_from", "-id")
    return [
        ListingLine(
            row.pk,
            ListingKind(row.kind).label,
            Cell("在列", "red") if holds(row, as_of) else Cell("已移出" if row.valid_to else "未列入", "none"),
            row,
        )
        for row in rows
    ]
