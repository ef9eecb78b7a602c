"""What runs behind a page: checking an uploaded table and importing it (a refusal ends on the batch, not in the worker's log);
every night rows that waited for their right."""

from datetime import date, datetime

from django.utils import timezone
from django_tasks import task

from qiangxian.contexts.audit.events import announce
from qiangxian.contexts.people import readers as people
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import DomainError
from qiangxian.kernel.schedule import daily

from ..records.models import RegisterClock
from . import waiting
from .actions import imports
from .actions import waiting as waiting_actions
from .events import IMPORTED


@task()
def check_table(account_name: str, division_code: str, batch_uid: str) -> None:
    """The dry run behind the preview page."""
    now = timezone.now()
    try:
        imports.check_batch(
            actor=people.actor_named(account_name, on=timezone.localdate(now)),
            at=now,
            division_code=division_code,
            batch_uid=batch_uid,
        )
    except DomainError:
        return  # the batch carries the reason


@task()
def import_table(account_name: str, division_code: str, batch_uid: str) -> None:
    """The import behind the progress page."""
    now = timezone.now()
    try:
        imports.run_import(
            actor=people.actor_named(account_name, on=timezone.localdate(now)),
            at=now,
            division_code=division_code,
            batch_uid=batch_uid,
        )
    except DomainError:
        return  # the batch carries the reason
    announce(IMPORTED, account_name=account_name, division_code=division_code)


@daily("registers.fetch_waiting", label="补入等待权利登记的清单行", hour=1)
def fetch_waiting(*, today: date, at: datetime) -> None:
    """Rows of events and fees whose right was entered by hand since; an import of rights fetches its own at once."""
    for code in RegisterClock.objects.order_by("pk").values_list("division_code", flat=True):
        if waiting.count_ready(code):
            waiting_actions.fetch_waiting(actor=Actor.system(), at=at, division_code=code)
