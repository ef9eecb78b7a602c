"""One row a daily job and day."""

from django.db import models

from .types import RunState


class DailyRun(models.Model):
    """What the worker did for one daily job on one day. `alive_at` moves while the job runs: a row that has stood still
    for too long belongs to a worker that died, and another takes the job over (`attempts` says whose it is now)."""

    code = models.CharField(max_length=60)
    day = models.DateField()
    state = models.CharField(max_length=8, choices=RunState.choices)
    attempts = models.PositiveSmallIntegerField(default=1)
    worker = models.CharField(max_length=120)
    started_at = models.DateTimeField()
    alive_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    message = models.TextField(blank=True)

    class Meta:
        app_label = "audit"
        ordering = ["-day", "code"]
        constraints = [models.UniqueConstraint(fields=["code", "day"], name="audit_daily_run_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.day} {self.state}"
