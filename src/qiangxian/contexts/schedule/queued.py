"""Background tasks that an earlier release queued: led to where their function stands now, or dropped with a word."""

from inspect import signature
from typing import Any

from django.utils.module_loading import import_string
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

_OLD, _NEW = "qiangxian.contexts.registers.tasks", "qiangxian.contexts.registers"
MOVED = {
    f"{_OLD}.check_table": f"{_NEW}.intake.tasks.check_table",
    f"{_OLD}.import_table": f"{_NEW}.intake.tasks.import_table",
    f"{_OLD}.compare_statuses": f"{_NEW}.rights.conflicts.tasks.compare_statuses",
    f"{_OLD}.send_reminders": f"{_NEW}.due.tasks.send_reminders",
    "qiangxian.contexts.people.tasks.check_integrity": "qiangxian.contexts.quality.tasks.check_integrity",
}
"""Under which path a task was queued once, and its path now."""


class NoLongerThere(Exception):  # noqa: N818 - read as a sentence in the list of failed tasks
    """A task whose function this release does not have."""


def settle_queued() -> list[str]:
    """Before a worker begins: every task that waits under an old path waits under the new one, with what it takes today; one that
    leads nowhere is closed as failed. The words of those that were dropped."""
    dropped = []
    for row in DBTaskResult.objects.filter(status=TaskResultStatus.READY):
        path = MOVED.get(row.task_path, row.task_path)
        try:
            function = import_string(path).func
        except (ImportError, AttributeError):
            words = f"后台任务“{path.rpartition('.')[2]}”（{row.enqueued_at:%Y-%m-%d} 提交）在本版本中已不存在，未执行，请重新办理"
            row.set_failed(NoLongerThere(words))
            dropped.append(words)
            continue
        if path != row.task_path:
            row.task_path, row.args_kwargs = path, _taken(function, row.args_kwargs)
            row.save(update_fields=["task_path", "args_kwargs"])
    return dropped


def _taken(function: Any, given: dict[str, Any]) -> dict[str, Any]:
    """What was given, without what the function does not ask for any more."""
    names = list(signature(function).parameters)
    args = given["args"][: len(names)]
    return {
        "args": args,
        "kwargs": {name: value for name, value in given["kwargs"].items() if name in names[len(args) :]},
    }
