"""Where a printed status contradicts the computed one, and what was decided about it."""

from django.db import models
from django.db.models import Q

from ...records.models import ImportBatch, Record
from ...types import ConflictState


class StatusConflict(models.Model):
    """One contradiction: what a file printed on its day, what the law gives for that day, and the decision with its reason.

    A standing one (open or shelved) exists once a right; one that a later fact resolves is kept as `gone`."""

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    division_code = models.CharField(max_length=12)
    number = models.CharField(max_length=40)
    title = models.CharField(max_length=500)
    printed = models.CharField(max_length=60)
    printed_day = models.DateField()
    printed_source = models.CharField(max_length=200, blank=True)
    batch = models.ForeignKey(ImportBatch, null=True, on_delete=models.PROTECT, related_name="+")
    computed = models.CharField(max_length=24)
    computed_words = models.TextField(blank=True)
    found_at = models.DateTimeField()
    state = models.CharField(max_length=20, choices=ConflictState.choices, default=ConflictState.OPEN)
    reason = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["record"], condition=Q(state__in=["open", "shelved"]), name="registers_conflict_once"
            ),
        ]
        indexes = [
            models.Index(fields=["division_code", "state", "-found_at"], name="registers_conflict_queue"),
            models.Index(fields=["division_code", "printed", "computed"], name="registers_conflict_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.printed}/{self.computed}"


class ConflictCheck(models.Model):
    """Up to which revision of the county's registers printed and computed status were compared."""

    division_code = models.CharField(max_length=12, primary_key=True)
    revision = models.BigIntegerField(default=0)
    checked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.division_code} {self.revision}"
