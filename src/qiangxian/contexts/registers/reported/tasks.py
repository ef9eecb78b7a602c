"""What runs by itself: figures that came into the register in bulk get their matter, those whose batch was undone lose it."""

from datetime import date, datetime

from qiangxian.kernel.schedule import daily

from .flow import adopt, withdraw_unwritten
from .models import ReportedFigure


@daily("registers.reported_matters", label="核对上报数据的办理事项", hour=4)
def reported_matters(*, today: date, at: datetime) -> None:
    """County by county; safe to run again."""
    codes = ReportedFigure.objects.order_by().values_list("division_code", flat=True)
    for code in sorted(set(codes.distinct())):
        adopt(code)
        withdraw_unwritten(code, at)
