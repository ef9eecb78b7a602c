"""Finding tasks and targets by code or words."""

from collections.abc import Sequence

from django.db.models import Q

from ..models import STANDING, Target, Task


def tasks_found(programme_id: int, words: Sequence[str]) -> list[Task]:
    """Tasks under that code, or with every one of those words in title or text or in the name of a unit that owes them."""
    rows = Task.objects.filter(STANDING, programme_id=programme_id)
    for word in words:
        match = Q(key__iexact=word) | Q(title__icontains=word) | Q(text__icontains=word)
        match |= Q(assignments__printed_name__icontains=word) | Q(assignments__unit__name__icontains=word)
        rows = rows.filter(match)
    return list(rows.distinct().order_by("position"))


def targets_found(programme_id: int, words: Sequence[str]) -> list[Target]:
    """Targets under that code, or with every one of those words in the label or the plan's text."""
    rows = Target.objects.filter(STANDING, programme_id=programme_id)
    for word in words:
        rows = rows.filter(Q(key__iexact=word) | Q(label__icontains=word) | Q(text__icontains=word))
    return list(rows.order_by("position"))
