"""What the registers do every night by themselves."""

from datetime import date, datetime

from qiangxian.kernel.actor import Actor
from qiangxian.kernel.schedule import daily

from . import actions
from .intake import waiting
from .records.models import RegisterClock
from .rights.conflicts import comparing as status_conflicts


@daily("registers.compare_statuses", label="核对导入状态与推算状态", hour=2)
def compare_statuses(*, today: date, at: datetime) -> None:
    """Every county whose registers changed since the last comparison."""
    for code in RegisterClock.objects.order_by("pk").values_list("division_code", flat=True):
        if status_conflicts.changed_since(code):
            actions.compare_statuses(actor=Actor.system(), at=at, division_code=code)


@daily("registers.fetch_waiting", label="补入等待权利登记的清单行", hour=1)
def fetch_waiting(*, today: date, at: datetime) -> None:
    """Rows of events and fees whose right was entered by hand since; an import of rights fetches its own at once."""
    for code in RegisterClock.objects.order_by("pk").values_list("division_code", flat=True):
        if waiting.count_ready(code):
            actions.fetch_waiting(actor=Actor.system(), at=at, division_code=code)
