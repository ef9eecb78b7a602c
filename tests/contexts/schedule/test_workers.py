"""The task of a worker that died waits again, a few times; that of a living one is left alone."""

from datetime import UTC, datetime, timedelta

import pytest
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from qiangxian.contexts.schedule import workers

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def room(settings, tmp_path) -> None:
    settings.VAR = tmp_path


def running(*names: str, since: timedelta = timedelta(minutes=1)) -> DBTaskResult:
    return DBTaskResult.objects.create(
        task_path="qiangxian.contexts.notices.tasks.send_waiting",
        args_kwargs={"args": [], "kwargs": {}},
        backend_name="default",
        run_after=AT,
        status=TaskResultStatus.RUNNING,
        started_at=AT - since,
        worker_ids=list(names),
    )


def state(row: DBTaskResult) -> str:
    row.refresh_from_db()
    return str(row.status)


def test_a_living_worker_keeps_its_task_and_a_dead_one_loses_it(client) -> None:
    with workers.living() as name:
        row = running(name)
        assert workers.retry_abandoned(at=AT) == []
        assert state(row) == TaskResultStatus.RUNNING
        assert client.get("/healthz").json()["tasks_of_dead_workers"] == 0
    told = client.get("/healthz")
    assert (told.status_code, told.json()["tasks_of_dead_workers"]) == (503, 1)
    assert workers.retry_abandoned(at=AT) == []
    assert state(row) == TaskResultStatus.READY
    assert client.get("/healthz").json()["tasks_of_dead_workers"] == 0


def test_a_sign_left_behind_belongs_to_nobody(tmp_path) -> None:
    (tmp_path / "workers").mkdir()
    (tmp_path / "workers" / "here-1-ab").touch()  # the worker was killed
    row = running("here-1-ab")
    workers.retry_abandoned(at=AT)
    assert state(row) == TaskResultStatus.READY


def test_a_worker_on_another_machine_is_believed_for_some_hours() -> None:
    row = running("elsewhere-9-cd")
    workers.retry_abandoned(at=AT)
    assert state(row) == TaskResultStatus.RUNNING
    workers.retry_abandoned(at=AT + workers.ELSEWHERE)
    assert state(row) == TaskResultStatus.READY


def test_a_task_under_which_workers_keep_dying_is_given_up_in_words() -> None:
    row = running("a-1-a", "b-1-b", "c-1-c", since=timedelta(days=1))
    [words] = workers.retry_abandoned(at=AT)
    assert state(row) == TaskResultStatus.FAILED and "停止重试" in words
