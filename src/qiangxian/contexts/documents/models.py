"""Kept files, plan documents, proposals and the decisions on their items."""

from django.db import models
from django.db.models import Q

from .types import ItemChange, ItemKind, ItemState


class StoredFile(models.Model):
    """A file kept under its SHA-256; the same bytes are stored once, each county's entry stands for itself."""

    division_code = models.CharField(max_length=12, db_index=True)
    sha256 = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    stored_at = models.DateTimeField()
    stored_by = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.name


class Document(models.Model):
    """A published plan as read: its file, its text, its official metadata with the three dates kept apart."""

    division_code = models.CharField(max_length=12, db_index=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    source_text = models.TextField()
    title = models.CharField(max_length=300)
    notice_title = models.CharField(max_length=300, blank=True)
    document_number = models.CharField(max_length=60, blank=True)
    index_number = models.CharField(max_length=60, blank=True)
    issuer = models.CharField(max_length=200, blank=True)
    written_date = models.CharField(max_length=10, blank=True)
    signed_date = models.CharField(max_length=10, blank=True)
    published_date = models.CharField(max_length=10, blank=True)
    imported_at = models.DateTimeField()
    imported_by = models.CharField(max_length=120)

    class Meta:
        ordering = ["-imported_at"]

    def __str__(self) -> str:
        return self.title


class Proposal(models.Model):
    """What the plan reader proposes from one document; `reading` is the whole JSON of `plan parse`, kept as it was."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="proposals")
    division_code = models.CharField(max_length=12, db_index=True)
    reading = models.JSONField()
    programme_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=120)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.document} {self.created_at:%Y-%m-%d}"


class ProposalItem(models.Model):
    """One field group of a proposal and what a person decided about it; only decided items ever reach the programme.

    `key` is the item's name in this text, `part_key` its name in the programme (the same for a first version). `notes` are
    the repairs, warnings and differences that touch it; `change` says how it differs from what stands."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=16, choices=ItemKind.choices)
    key = models.CharField(max_length=60)
    label = models.CharField(max_length=300)
    payload = models.JSONField()
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    warning_level = models.CharField(max_length=8, blank=True)
    notes = models.JSONField(default=list)
    change = models.CharField(max_length=8, choices=ItemChange.choices, blank=True)
    part_key = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=10, choices=ItemState.choices, default=ItemState.OPEN)
    corrected = models.JSONField(null=True)
    reason = models.TextField(blank=True)
    decided_by = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "kind", "key"], name="documents_item_once"),
            models.CheckConstraint(
                condition=~Q(state="corrected") | ~Q(reason=""), name="documents_correction_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True) | (~Q(state="open") & Q(decided_at__isnull=False)),
                name="documents_decision_has_instant",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
