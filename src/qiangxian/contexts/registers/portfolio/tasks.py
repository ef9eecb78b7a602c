"""What runs by itself: the ladders of titles of every county."""

from datetime import date, datetime

from qiangxian.kernel.schedule import daily

from ..records.models import RegisterClock
from .title_ladder import keep


@daily("registers.title_ladders", label="测算称号梯队", hour=3)
def title_ladders(*, today: date, at: datetime) -> None:
    """County by county; safe to run again."""
    for division_code in RegisterClock.objects.order_by("division_code").values_list("division_code", flat=True):
        keep(division_code, today=today, at=at)
