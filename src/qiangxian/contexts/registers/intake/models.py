"""What importing leaves beside the registers: header mappings people saved, and rows that wait for their right."""

from django.db import models
from django.db.models import Q

from ..records.models import ImportBatch
from ..types import WaitingState


class HeaderMapping(models.Model):
    """What the columns of an unknown header mean, as a person decided; used for later files with the same column names.

    `mapping`: column name (as printed) → target (`field`, `field:万元`, `-` to keep aside). A new decision supersedes the old
    one; removing supersedes without a successor."""

    division_code = models.CharField(max_length=12)
    kind = models.CharField(max_length=12)
    fingerprint = models.CharField(max_length=32)
    headers = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    file_name = models.CharField(max_length=255, blank=True)
    saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=120)
    superseded_at = models.DateTimeField(null=True)
    superseded_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["division_code", "kind", "fingerprint"],
                condition=Q(superseded_at__isnull=True),
                name="registers_mapping_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.fingerprint}"


class WaitingRow(models.Model):
    """A row of events or fees whose right is not in the register yet: kept as read, tried again when the right arrives.

    `keys` are the canonical numbers the printed one may stand for; `problem` why the last try did not place it. One that
    `is_proposed` is about a right that stands and waits for a person."""

    division_code = models.CharField(max_length=12)
    kind = models.CharField(max_length=12)
    number = models.CharField(max_length=60)
    keys = models.JSONField(default=list)
    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="+")
    sheet = models.CharField(max_length=120, blank=True)
    source_row = models.PositiveIntegerField()
    row_hash = models.CharField(max_length=32)
    is_proposed = models.BooleanField(default=False)
    content = models.JSONField(default=dict)
    summary = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=WaitingState.choices, default=WaitingState.WAITING)
    problem = models.TextField(blank=True)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=120)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=120, blank=True)
    settled_batch = models.ForeignKey(ImportBatch, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["division_code", "kind", "row_hash"],
                condition=Q(state="waiting"),
                name="registers_waiting_once",
            ),
        ]
        indexes = [models.Index(fields=["division_code", "state", "kind"], name="registers_waiting_list")]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"
