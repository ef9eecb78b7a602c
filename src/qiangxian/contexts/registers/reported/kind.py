"""Reported figures: the declaration. They have pages of their own."""

from ..records.kinds import Kind, declare
from ..types import RecordKind
from .models import ReportedFigure


@declare
class Figures(Kind):
    """Figures no register can count."""

    code, slug, model = RecordKind.FIGURE, "figures", ReportedFigure
    key = ("series", "part", "period_start", "period_end")
    is_listed = False
    proves = False
    fields = ()

    def label_of(self, row: ReportedFigure) -> str:
        return f"{row.series} {row.part} {row.period_end}".replace("  ", " ")
