"""Comparing printed and computed status where no page waits for it: every night, and after an import."""

from datetime import date, datetime

from django.utils import timezone
from django_tasks import task

from qiangxian.contexts.people import readers as people
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.schedule import daily

from ...intake.events import IMPORTED
from ...records.models import RegisterClock
from . import actions, comparing


@task()
def compare_statuses(account_name: str, division_code: str) -> None:
    """Of one county, where so many rights changed that a page must not wait for it."""
    now = timezone.now()
    actor = people.actor_named(account_name, on=timezone.localdate(now))
    actions.compare_statuses(actor=actor, at=now, division_code=division_code)


@IMPORTED.listen
def compare_imported(*, account_name: str, division_code: str) -> None:
    """What was imported is compared at once."""
    compare_statuses.enqueue(account_name, division_code)


@daily("registers.compare_statuses", label="核对导入状态与推算状态", hour=2)
def compare_every_county(*, today: date, at: datetime) -> None:
    """Every county whose registers changed since the last comparison."""
    for code in RegisterClock.objects.order_by("pk").values_list("division_code", flat=True):
        if comparing.changed_since(code):
            actions.compare_statuses(actor=Actor.system(), at=at, division_code=code)
