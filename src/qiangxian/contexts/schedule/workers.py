"""Which worker is alive, and what becomes of the task of one that died.

A worker holds the lock of a file of its own while it lives; the system lets go of it whatever ends the worker. A task whose worker is
dead waits again, a few times. Of a worker on another machine nothing is seen here: its task counts as left after `ELSEWHERE`."""

from __future__ import annotations

import fcntl
import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

ELSEWHERE = timedelta(hours=6)
MOST_TRIES = 3


class WorkerDied(Exception):  # noqa: N818 - read as a sentence in the list of failed tasks
    """A task under which its workers died, one after the other."""


@contextmanager
def living() -> Iterator[str]:
    """The name of this worker, which is seen to live until the end."""
    name = f"{socket.gethostname()[:30]}-{os.getpid()}-{secrets.token_hex(4)}"
    _folder().mkdir(parents=True, exist_ok=True)
    with (_folder() / name).open("w") as sign:
        fcntl.flock(sign, fcntl.LOCK_EX)
        yield name
        (_folder() / name).unlink(missing_ok=True)


def abandoned(*, at: datetime) -> list[DBTaskResult[Any, Any]]:
    """Tasks that are said to run and whose worker is dead."""
    return [row for row in DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING) if not _is_alive(row, at)]


def retry_abandoned(*, at: datetime) -> list[str]:
    """Let them wait again; the words of those that are given up."""
    given_up = []
    for row in abandoned(at=at):
        if len(row.worker_ids) < MOST_TRIES:
            DBTaskResult.objects.filter(pk=row.pk, worker_ids=row.worker_ids).update(status=TaskResultStatus.READY)
            continue
        words = (
            f"后台任务“{row.task_path.rpartition('.')[2]}”办理时进程 {MOST_TRIES} 次中断，已停止重试，请检查后重新办理"
        )
        row.set_failed(WorkerDied(words))
        given_up.append(words)
    return given_up


def _folder() -> Path:
    return Path(settings.VAR) / "workers"


def _is_alive(row: DBTaskResult[Any, Any], at: datetime) -> bool:
    sign = _folder() / (row.worker_ids or [""])[-1]
    if row.worker_ids and sign.is_file():
        return _is_held(sign)
    return row.started_at is not None and row.started_at > at - ELSEWHERE and not _was_here(row)


def _was_here(row: DBTaskResult[Any, Any]) -> bool:
    """A worker of this machine that ended without a sign: it took its file away, but not its task along."""
    return bool(row.worker_ids) and row.worker_ids[-1].startswith(f"{socket.gethostname()[:30]}-")


def _is_held(sign: Path) -> bool:
    with sign.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
