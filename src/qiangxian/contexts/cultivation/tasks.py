"""What runs by itself: the grades of every county's members on the first day of a month."""

from datetime import date, datetime

from qiangxian.kernel.actor import Actor
from qiangxian.kernel.schedule import daily

from .actions import grades
from .models import GradeRecord, Membership
from .types import ACTIVE


@daily("cultivation.compute_grades", label="计算企业培育库等级", hour=5)
def compute_grades(*, today: date, at: datetime) -> None:
    """Once a month: on its first day, or on the first day the worker runs after it. What differs waits for a person."""
    first = today.replace(day=1)
    for code in sorted(set(Membership.objects.filter(state__in=ACTIVE).values_list("division_code", flat=True))):
        done = GradeRecord.objects.filter(membership__division_code=code, day__gte=first, day__lte=today)
        if not done.exists():
            grades.compute_grades(actor=Actor.system(), at=at, division_code=code, day=today)
