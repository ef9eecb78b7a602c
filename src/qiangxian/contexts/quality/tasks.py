"""Running the integrity checks: every night over every county, and when somebody asks for it."""

from datetime import date, datetime

from django.utils import timezone
from django_tasks import task

from qiangxian.contexts.people.readers import counties
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import Conflict
from qiangxian.kernel.schedule import daily

from . import actions, readers
from .looking import look_at_all

NIGHT_HOUR = 2


def carry_out(run_id: int) -> None:
    """Ask every check of the run and keep what they found; a run that breaks off is told as such."""
    system, run = Actor.system(), readers.run(run_id)
    try:
        found = look_at_all(
            run.division_code, AsOf.on(run.as_of_date), lambda done: actions.note_progress(run_id, done)
        )
        looked = list(found)
        actions.store_run(actor=system, at=timezone.now(), run_id=run_id, looked=looked)
    except Exception as fault:
        actions.fail_run(actor=system, at=timezone.now(), run_id=run_id, reason=str(fault) or type(fault).__name__)
        raise


@task()
def check_integrity(run_ids: list[int]) -> None:
    """The runs behind the button on the data quality page."""
    for run_id in run_ids:
        carry_out(run_id)


@daily("people.check_integrity", label="数据质量检查", hour=NIGHT_HOUR)
def check_every_county(*, today: date, at: datetime) -> None:
    """Every county's checks, and those about rules, files and audit; one that is under way is left to it."""
    for division in counties() or [""]:
        try:
            ids = actions.start_run(actor=Actor.system(), at=at, division_code=division, as_of_date=today).result
        except Conflict:
            continue
        for run_id in ids:
            carry_out(run_id)
