"""What runs behind a page: checking an uploaded table and importing it. A refusal ends on the batch, not in the worker's log."""

from datetime import date

from django.utils import timezone
from django_tasks import task

from qiangxian.contexts.people import readers as people
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import DomainError

from .. import actions
from ..due import reminders


def _actor(account_name: str) -> Actor:
    return people.actor_for(people.account_named(account_name), on=timezone.localdate())


@task()
def check_table(account_name: str, division_code: str, batch_uid: str, through: str) -> None:
    """The dry run behind the preview page."""
    try:
        actions.check_batch(
            actor=_actor(account_name),
            at=timezone.now(),
            division_code=division_code,
            batch_uid=batch_uid,
            through=date.fromisoformat(through),
        )
    except DomainError:
        return  # the batch carries the reason


@task()
def compare_statuses(account_name: str, division_code: str) -> None:
    """Printed against computed status, where so many rights changed that a page must not wait for it."""
    actions.compare_statuses(actor=_actor(account_name), at=timezone.now(), division_code=division_code)


@task()
def import_table(account_name: str, division_code: str, batch_uid: str, through: str, strict: bool) -> None:
    """The import behind the progress page."""
    try:
        actions.run_import(
            actor=_actor(account_name),
            at=timezone.now(),
            division_code=division_code,
            batch_uid=batch_uid,
            through=date.fromisoformat(through),
            strict=strict,
        )
    except DomainError:
        return  # the batch carries the reason
    compare_statuses.enqueue(account_name, division_code)


@task()
def send_reminders(account_name: str, division_code: str, today: str) -> int:
    """All reminders that wait, sent because somebody of the office asked for it."""
    return reminders.send_chosen(
        actor=_actor(account_name),
        at=timezone.now(),
        division_code=division_code,
        today=date.fromisoformat(today),
        keys=None,
    )
