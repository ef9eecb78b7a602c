"""The standing parts of a programme in the plan's order."""

from django.db.models import QuerySet

from ..correcting import ADDED
from ..models import STANDING, Clause, FundCategory, Phase, Safeguard, Target


def safeguards(programme_id: int) -> QuerySet[Safeguard]:
    """The safeguard measures."""
    return Safeguard.objects.filter(STANDING, programme_id=programme_id).order_by("position")


def task_places(division_code: str) -> list[tuple[str, str]]:
    """Where a task can be added to the programme the county works by: `12/task/+2.1` and the clause in words."""
    rows = Clause.objects.filter(STANDING, programme__division_code=division_code, programme__is_current=True)
    return [
        (f"{row.programme_id}/task/{ADDED}{row.key}", f"{row.marker}{row.heading}") for row in rows.order_by("position")
    ]


def fund_categories(programme_id: int) -> QuerySet[FundCategory]:
    """What the special fund is for."""
    return FundCategory.objects.filter(STANDING, programme_id=programme_id).order_by("position")


def phases(programme_id: int) -> QuerySet[Phase]:
    """The phases with their checks."""
    return Phase.objects.filter(STANDING, programme_id=programme_id).prefetch_related("checks").order_by("position")


def standing_targets(programme_id: int) -> QuerySet[Target]:
    """The targets as the plan sets them, without their figures."""
    return Target.objects.filter(STANDING, programme_id=programme_id).order_by("position")
