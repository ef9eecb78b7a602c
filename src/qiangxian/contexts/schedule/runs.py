"""Which worker runs a daily job: one row a job and day, claimed before the work and closed after it.

However many workers there are, one of them gets the claim. A worker that dies leaves a row that stands still; after
`LEASE` another may take the job over, which is why a daily job must be safe to begin again."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from qiangxian.kernel import rulebook
from qiangxian.kernel.clocks import county_day
from qiangxian.kernel.schedule import DAILY, DailyJob, due

from .models import DailyRun as DailyRun  # the shape of what is claimed, for the runner
from .types import RunState

LEASE = timedelta(minutes=15)
RETRY_AFTER = timedelta(minutes=15)
MOST_ATTEMPTS = 3


def queue(now: datetime) -> tuple[datetime | None, int]:
    """Since when the oldest background task waits that could run by `now`, and how many do."""
    ready = DBTaskResult.objects.filter(status=TaskResultStatus.READY, run_after__lte=now)
    oldest = ready.order_by("enqueued_at").first()
    return (oldest.enqueued_at if oldest else None), ready.count()


def waiting(now: datetime) -> list[DailyJob]:
    """Jobs of the day of `now` whose hour has come and that nobody runs or has finished."""
    runs = DailyRun.objects.filter(day=county_day(now))
    return due({run.code: run.day for run in runs if not _is_open(run, now)}, now)


def hold_back(now: datetime) -> list[DailyRun]:
    """Jobs whose hour has come on a day far from the one they last ran for: the clock may have run ahead or back, so a person
    confirms first. They are put down as held; those that are new."""
    today = county_day(now)
    far = int(rulebook.parameter("schedule", "clock.far_days", today, None))
    held = []
    for job in waiting(now):
        last = _last_done(job.code)
        known = DailyRun.objects.filter(code=job.code, day=today).exists()
        if last is not None and not known and abs((today - last).days) > far:
            words = f"上次运行的是 {last}，今天按时钟是 {today}，相隔超过 {far} 天，请核对服务器时钟后确认"
            held.append(
                DailyRun.objects.create(
                    code=job.code,
                    day=today,
                    state=RunState.HELD,
                    worker="",
                    started_at=now,
                    alive_at=now,
                    message=words,
                )
            )
    return held


def _last_done(code: str) -> date | None:
    """The day a job last ran for: by what came last, for a day of a clock that ran ahead lies in the future."""
    done = DailyRun.objects.filter(code=code, state=RunState.DONE).order_by("-pk")
    return done.values_list("day", flat=True).first()


def confirm(now: datetime) -> int:
    """A person has looked at the clock: the jobs held back today may run. How many."""
    return DailyRun.objects.filter(day=county_day(now), state=RunState.HELD).update(
        state=RunState.FAILED, finished_at=None, attempts=0, message="已核对时钟"
    )


def held(on: date) -> list[DailyRun]:
    """Jobs that wait for a person on the day."""
    return list(DailyRun.objects.filter(day=on, state=RunState.HELD).order_by("code"))


def ahead(on: date) -> list[DailyRun]:
    """Runs of days that have not come."""
    return list(DailyRun.objects.filter(day__gt=on).order_by("day", "code"))


@transaction.atomic
def claim(code: str, *, day: date, at: datetime, worker: str) -> DailyRun | None:
    """The job's run on that day, now this worker's; None where another has it or it is done."""
    fresh = {"state": RunState.RUNNING, "worker": worker[:120], "started_at": at, "alive_at": at}
    run, is_new = DailyRun.objects.select_for_update().get_or_create(code=code, day=day, defaults=fresh)
    if is_new:
        return run
    return _taken_over(run, fresh) if _is_open(run, at) else None


def claim_again(code: str, *, day: date, at: datetime, worker: str) -> DailyRun | None:
    """The same for a person who asks for it: a finished run is done again, one that is running is left alone."""
    with transaction.atomic():
        run = DailyRun.objects.select_for_update().filter(
            code=code, day=day, state__in=[RunState.DONE, RunState.FAILED, RunState.HELD]
        )
        found = run.first()
        fresh = {"state": RunState.RUNNING, "worker": worker[:120], "started_at": at, "alive_at": at}
        if found is not None:
            return _taken_over(found, fresh)
    return claim(code, day=day, at=at, worker=worker)


def _taken_over(run: DailyRun, fresh: dict[str, object]) -> DailyRun:
    for name, value in {**fresh, "attempts": run.attempts + 1, "finished_at": None, "message": ""}.items():
        setattr(run, name, value)
    run.save()
    return run


def _is_open(run: DailyRun, at: datetime) -> bool:
    """Failed a while ago and not too often, or left by a worker that died."""
    if run.state == RunState.RUNNING:
        return run.alive_at < at - LEASE
    failed = run.state == RunState.FAILED and run.attempts < MOST_ATTEMPTS
    return failed and (run.finished_at is None or run.finished_at <= at - RETRY_AFTER)


def beat(run: DailyRun, *, at: datetime) -> None:
    """The worker is still at it."""
    DailyRun.objects.filter(pk=run.pk, attempts=run.attempts, state=RunState.RUNNING).update(alive_at=at)


def close(run: DailyRun, *, at: datetime, failure: str = "") -> None:
    """The work is over; a run that was taken over meanwhile is not ours to close."""
    state = RunState.FAILED if failure else RunState.DONE
    DailyRun.objects.filter(pk=run.pk, attempts=run.attempts).update(
        state=state, finished_at=at, message=failure[:2000]
    )


def last_runs() -> dict[str, DailyRun]:
    """The newest run of every registered job that ever ran."""
    newest: dict[str, DailyRun] = {}
    for run in _newest_first():
        newest.setdefault(run.code, run)
    return newest


def _newest_first() -> Iterable[DailyRun]:
    return DailyRun.objects.filter(code__in=list(DAILY)).order_by("-day", "code")[: 30 * max(len(DAILY), 1)]
