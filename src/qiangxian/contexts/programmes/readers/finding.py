"""Finding tasks and targets by code or words."""

from django.db.models import Q

from ..models import STANDING, Target, Task


def tasks_found(programme_id: int, words: str) -> list[Task]:
    """Tasks under that code, or with those words in title or text, or owed by a unit of that name."""
    match = Q(key__iexact=words) | Q(title__icontains=words) | Q(text__icontains=words)
    match |= Q(assignments__printed_name__icontains=words) | Q(assignments__unit__name__icontains=words)
    rows = Task.objects.filter(STANDING, match, programme_id=programme_id)
    return list(rows.distinct().order_by("position"))


def targets_found(programme_id: int, words: str) -> list[Target]:
    """Targets under that code, or with those words in the label or the plan's text."""
    match = Q(key__iexact=words) | Q(label__icontains=words) | Q(text__icontains=words)
    return list(Target.objects.filter(STANDING, match, programme_id=programme_id).order_by("position"))
