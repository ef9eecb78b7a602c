"""What a phase still lacks before it can end: checks not ticked, milestones not confirmed, targets not met, reports not accepted."""

from collections.abc import Sequence
from typing import Any

from ..readers.timeline import PhaseSpan
from ..types import CheckKind
from .models import Milestone, Report


def lacking(programme_id: int, span: PhaseSpan, targets: Sequence[Any]) -> list[str]:
    """In words, for a phase with a last day; `targets`: how the targets of the programme stand on the day."""
    end = span.end
    if end is None:
        return []
    found = [f"完成条件未确认：{one.text}" for one in span.open_checks if one.kind == CheckKind.EXIT]
    days = Milestone.objects.filter(programme=programme_id, due_date__lte=end).filter(matter__closed_date__isnull=True)
    found += [f"节点未达成：{one.matter.title}（{one.due_date}）" for one in days.select_related("matter")]
    found += [f"目标未达到：{one.target.label}" for one in targets if one.due and one.due <= end and one.met is False]
    reports = Report.objects.filter(programme=programme_id, end_date__range=(span.start or end, end))
    waiting = reports.filter(matter__closed_date__isnull=True).count()
    return [*found, f"{waiting} 份进展报告尚未采纳"] if waiting else found
