"""What runs behind posting: messages leave, and those that could not are tried again later."""

from datetime import date, datetime

from django.utils import timezone
from django_tasks import task

from qiangxian.kernel.schedule import daily

from . import sending


@task()
def send_waiting() -> int:
    """Send all that waits; the number of messages that were tried."""
    sending.doubt(at=timezone.now())
    tried = 0
    while message := sending.take(at=timezone.now()):
        again = sending.send(message, at=timezone.now())
        if again is not None:
            send_waiting.using(run_after=again).enqueue()
        tried += 1
    return tried


@daily("notices.sweep", label="补发滞留的消息", hour=0)
def sweep(*, today: date, at: datetime) -> None:
    """Messages whose sender died before it could send them or queue the next try; asked for at the start of a worker too."""
    sending.doubt(at=at)
    if sending.any_waiting(at=at):
        send_waiting.enqueue()
