"""Kept runs and findings. A finding stands until a run no longer finds it; the same thing found again later is a new one."""

from django.db import models
from django.db.models import Q

from qiangxian.contexts.schedule.types import RunState


class IntegrityRun(models.Model):
    """One run over a county's records, or with an empty division over what belongs to no county (rules, files, audit)."""

    division_code = models.CharField(max_length=12, blank=True)
    as_of_date = models.DateField()
    state = models.CharField(max_length=8, choices=RunState.choices, default=RunState.RUNNING)
    done = models.PositiveSmallIntegerField(default=0)
    total = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField()
    started_by = models.CharField(max_length=120)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "audit"
        ordering = ["-id"]
        indexes = [models.Index(fields=["division_code", "state"], name="audit_integrity_run")]

    def __str__(self) -> str:
        return f"{self.division_code} {self.as_of_date} {self.state}"


class IntegrityCount(models.Model):
    """What one check found in one run; `failure` is set where the check itself could not be carried out."""

    run = models.ForeignKey(IntegrityRun, on_delete=models.CASCADE, related_name="counts")
    check_code = models.CharField(max_length=80)
    severity = models.CharField(max_length=8)
    found = models.PositiveIntegerField(default=0)
    ignored = models.PositiveIntegerField(default=0)
    appeared = models.PositiveIntegerField(default=0)
    resolved = models.PositiveIntegerField(default=0)
    milliseconds = models.PositiveIntegerField(default=0)
    failure = models.TextField(blank=True)

    class Meta:
        app_label = "audit"
        constraints = [models.UniqueConstraint(fields=["run", "check_code"], name="audit_integrity_count_once")]

    def __str__(self) -> str:
        return f"{self.check_code} {self.found}"


class IntegrityFinding(models.Model):
    """One thing that does not hold, from the run that first found it to the one that no longer did."""

    check_code = models.CharField(max_length=80)
    division_code = models.CharField(max_length=12, blank=True)
    key = models.CharField(max_length=200)
    label = models.CharField(max_length=300)
    words = models.TextField()
    url_kind = models.CharField(max_length=20, blank=True)
    url_id = models.CharField(max_length=80, blank=True)
    first_run = models.ForeignKey(IntegrityRun, on_delete=models.CASCADE, related_name="+")
    resolved_run = models.ForeignKey(IntegrityRun, null=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        app_label = "audit"
        ordering = ["label", "key", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["check_code", "division_code", "key"],
                condition=Q(resolved_run__isnull=True),
                name="audit_integrity_finding_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.check_code} {self.key}"


class IntegrityException(models.Model):
    """A person looked at a finding and lets it stand, with a reason, until a day; taken back it stays as history."""

    check_code = models.CharField(max_length=80)
    division_code = models.CharField(max_length=12, blank=True)
    key = models.CharField(max_length=200)
    label = models.CharField(max_length=300)
    reason = models.TextField()
    until_date = models.DateField()
    ignored_at = models.DateTimeField()
    ignored_by = models.CharField(max_length=120)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.CharField(max_length=120, blank=True)

    class Meta:
        app_label = "audit"
        ordering = ["-ignored_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="audit_integrity_exception_has_reason"),
            models.UniqueConstraint(
                fields=["check_code", "division_code", "key"],
                condition=Q(lifted_at__isnull=True),
                name="audit_integrity_exception_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.check_code} {self.key} {self.until_date}"
