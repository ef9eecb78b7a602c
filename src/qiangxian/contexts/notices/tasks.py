"""What runs behind posting: messages leave, and those that could not are tried again later."""

from django.utils import timezone
from django_tasks import task

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
