"""What an earlier release queued is found under its new path, or dropped with a word."""

import pytest
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from qiangxian.contexts.schedule.queued import MOVED, settle_queued

pytestmark = pytest.mark.django_db


def queue(path, *args, **kwargs):
    return DBTaskResult.objects.create(
        task_path=path,
        args_kwargs={"args": list(args), "kwargs": kwargs},
        backend_name="default",
        run_after=timezone.now(),
    )


@pytest.mark.parametrize(("old", "new"), MOVED.items())
def test_every_new_path_leads_to_a_task_and_no_old_one_does(old, new):
    assert callable(import_string(new).func)
    with pytest.raises(ImportError):
        import_string(old)


def test_a_queued_task_is_led_to_its_function_with_what_it_takes_today():
    row = queue("qiangxian.contexts.registers.tasks.import_table", "office", "410481", "b1", "2026-10-31", strict=True)
    now = queue("qiangxian.contexts.notices.tasks.send_waiting")
    assert settle_queued() == []
    row.refresh_from_db()
    assert row.task_path.endswith("registers.intake.tasks.import_table") and row.task.name == "import_table"
    assert row.args_kwargs == {"args": ["office", "410481", "b1"], "kwargs": {}}
    now.refresh_from_db()
    assert now.status == TaskResultStatus.READY


def test_a_task_that_leads_nowhere_is_dropped_with_a_word():
    row = queue("qiangxian.contexts.registers.tasks.no_such_task")
    [words] = settle_queued()
    row.refresh_from_db()
    assert row.status == TaskResultStatus.FAILED and "no_such_task" in words and "重新办理" in words
    assert settle_queued() == []
