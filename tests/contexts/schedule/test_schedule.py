"""Daily jobs: each once a day, whatever happens to the workers; and the command that lists and runs them."""

import json
import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connections
from typer.testing import CliRunner

from qiangxian.cli import main, schedule
from qiangxian.contexts.schedule import runs
from qiangxian.contexts.schedule.models import DailyRun
from qiangxian.contexts.schedule.runs import LEASE, MOST_ATTEMPTS, RETRY_AFTER, claim, close, waiting
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.integrity import CHECKS
from qiangxian.kernel.schedule import DAILY, DailyJob

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)  # 08:30 in the county
TODAY = date(2026, 3, 2)


@pytest.fixture
def done(monkeypatch) -> list[date]:
    """One job that notes the days it was done for; it may run from eight o'clock."""
    days: list[date] = []
    for code in list(DAILY):
        monkeypatch.delitem(DAILY, code)
    monkeypatch.setitem(DAILY, "test.note", DailyJob("test.note", "记一笔", 8, lambda *, today, at: days.append(today)))
    return days


def test_a_job_runs_once_a_day_however_often_the_workers_look(done) -> None:
    assert schedule.run_waiting(MORNING) == ["test.note"]
    assert schedule.run_waiting(MORNING + timedelta(minutes=1)) == []
    assert schedule.run_waiting(MORNING + timedelta(days=1)) == ["test.note"]
    assert done == [TODAY, TODAY + timedelta(days=1)]


def test_a_job_waits_for_its_hour_in_the_county(done) -> None:
    assert schedule.run_waiting(MORNING - timedelta(hours=1)) == []
    assert done == []


def test_of_two_workers_one_gets_the_job() -> None:
    first = claim("test.note", day=TODAY, at=MORNING, worker="甲")
    assert claim("test.note", day=TODAY, at=MORNING, worker="乙") is None
    close(first, at=MORNING)
    assert claim("test.note", day=TODAY, at=MORNING + 2 * LEASE, worker="乙") is None


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_at_the_same_moment_one_gets_the_job() -> None:
    start, won = threading.Barrier(6), []

    def work(name: str) -> None:
        start.wait()
        if claim("test.note", day=TODAY, at=MORNING, worker=name) is not None:
            won.append(name)
        connections.close_all()

    workers = [threading.Thread(target=work, args=(f"{n}",)) for n in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(won) == 1
    assert DailyRun.objects.count() == 1


def test_the_job_of_a_worker_that_died_is_taken_over_and_the_dead_one_closes_nothing() -> None:
    dead = claim("test.note", day=TODAY, at=MORNING, worker="甲")
    later = MORNING + LEASE + timedelta(minutes=1)
    taken = claim("test.note", day=TODAY, at=later, worker="乙")
    close(dead, at=later)
    assert DailyRun.objects.get().state == "running"
    close(taken, at=later)
    assert (DailyRun.objects.get().state, DailyRun.objects.get().worker) == ("done", "乙")


def test_a_failed_job_is_tried_again_a_few_times_and_says_why(done, monkeypatch) -> None:
    def fail(*, today, at) -> None:
        raise RuntimeError("基础台账打不开")

    monkeypatch.setitem(DAILY, "test.note", DailyJob("test.note", "记一笔", 8, fail))
    monkeypatch.setattr(schedule.logger, "exception", lambda *_: None)
    close_after = MORNING
    for attempt in range(1, MOST_ATTEMPTS + 1):
        assert schedule.run_waiting(close_after) == ["test.note"]
        DailyRun.objects.update(finished_at=close_after)
        assert (DailyRun.objects.get().state, DailyRun.objects.get().attempts) == ("failed", attempt)
        close_after += RETRY_AFTER
    assert waiting(close_after) == []
    assert DailyRun.objects.get().message == "基础台账打不开"


def test_a_job_far_from_its_last_day_waits_until_a_person_confirms(done) -> None:
    assert schedule.run_waiting(MORNING) == ["test.note"]
    ahead = MORNING + timedelta(days=400)  # the clock ran ahead
    assert schedule.run_waiting(ahead) == [] and schedule.run_waiting(ahead) == []
    assert [(f.key, f.words[:5]) for f in CHECKS["schedule.held_back"].find(None, AsOf.on(ahead.date()))] == [
        (f"test.note {ahead.date()}", "上次运行的")
    ]
    back = MORNING + timedelta(days=1)  # and back
    assert schedule.run_waiting(back) == ["test.note"]
    assert [f.key for f in CHECKS["schedule.days_ahead"].find(None, AsOf.on(back.date()))] == [
        f"test.note {ahead.date()}"
    ]
    assert runs.confirm(ahead) == 1
    assert schedule.run_waiting(ahead) == ["test.note"]
    assert done == [TODAY, TODAY + timedelta(days=1), ahead.date()]


def test_one_failing_job_does_not_keep_the_others_from_running(done, monkeypatch) -> None:
    def fail(*, today, at) -> None:
        raise RuntimeError("坏了")

    monkeypatch.setitem(DAILY, "a.first", DailyJob("a.first", "先坏", 1, fail))
    monkeypatch.setattr(schedule.logger, "exception", lambda *_: None)
    schedule.run_waiting(MORNING)
    assert done == [TODAY]


def test_the_command_lists_the_jobs_and_runs_one_for_a_day(done) -> None:
    main.mount()
    ran = CliRunner().invoke(main.app, ["schedule", "run", "test.note", "--date", "2026-03-02", "--json"])
    assert (ran.exit_code, done) == (0, [TODAY])
    again = CliRunner().invoke(main.app, ["schedule", "run", "test.note", "--date", "2026-03-02"])
    assert (again.exit_code, done) == (0, [TODAY, TODAY])
    listed = json.loads(CliRunner().invoke(main.app, ["schedule", "list", "--json"]).stdout)
    assert listed["jobs"][0]["last_day"] == "2026-03-02"
    assert listed["jobs"][0]["state"] == "done"
