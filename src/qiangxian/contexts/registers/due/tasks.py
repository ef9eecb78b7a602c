"""Reminders sent behind a page."""

from datetime import date

from django.utils import timezone
from django_tasks import task

from qiangxian.contexts.people import readers as people

from . import reminders


@task()
def send_reminders(account_name: str, division_code: str, today: str) -> int:
    """All reminders that wait, sent because somebody of the office asked for it."""
    now = timezone.now()
    told = reminders.send_chosen(
        actor=people.actor_named(account_name, on=timezone.localdate(now)),
        at=now,
        division_code=division_code,
        today=date.fromisoformat(today),
        keys=None,
    )
    return len(told)
