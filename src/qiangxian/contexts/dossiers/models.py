"""Pieces of evidence, what each is for, and the dossiers made of them."""

from typing import Any

from django.db import models
from django.db.models import Q


class Piece(models.Model):
    """One piece of evidence: a kept file, or a thing frozen on a day (`frozen`: words, table, calculation). It never changes; what
    is wrong is withdrawn and put in anew. Of a file with personal data `redacted` is what is shown and bound in."""

    division_code = models.CharField(max_length=12, db_index=True)
    serial = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    reference = models.CharField(max_length=300, blank=True)
    label = models.CharField(max_length=300)
    source = models.CharField(max_length=200, blank=True)
    day = models.DateField()
    file = models.ForeignKey("documents.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    redacted = models.ForeignKey("documents.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    is_personal = models.BooleanField(default=False)
    frozen = models.JSONField(null=True)
    digest = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=120)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.TextField(blank=True)
    is_demo = models.BooleanField(default=False)
    number: str
    group: str
    codes: list[str]
    """In a dossier: its number, and the criteria it is cited for, under the first of which it stands."""
    page = pages = whole = 0
    """Once it is bound in: where it begins, how many of its pages are printed, of how many."""

    class Meta:
        ordering = ["serial"]
        constraints = [
            models.UniqueConstraint(fields=["division_code", "serial"], name="dossiers_serial_once"),
            models.UniqueConstraint(
                fields=["division_code", "digest"],
                condition=Q(withdrawn_at__isnull=True),
                name="dossiers_piece_stands_once",
            ),
            models.CheckConstraint(
                condition=Q(file__isnull=False) | Q(frozen__isnull=False), name="dossiers_piece_is_something"
            ),
            models.CheckConstraint(
                condition=Q(is_personal=False) | Q(redacted__isnull=False), name="dossiers_personal_is_redacted"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_reason=""), name="dossiers_withdrawn_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def shown(self) -> Any:
        """The file that may be shown; None for what is no file."""
        return self.redacted or self.file


class Citation(models.Model):
    """A piece proves a criterion of a table, a task or a target (`subject`: `criterion:1.1`, `task:T1`, `target:G1`)."""

    piece = models.ForeignKey(Piece, on_delete=models.PROTECT, related_name="citations")
    table = models.CharField(max_length=40)
    subject = models.CharField(max_length=120)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=120)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["piece", "table", "subject"], name="dossiers_cited_once")]

    def __str__(self) -> str:
        return f"{self.table} {self.subject}"


class Dossier(models.Model):
    """One volume for one table: the county's standing in the scheme, its days, the criteria as they were when it was opened, the
    letters and opinions that belong in its slots, the text of the self-assessment; once built, its file and the digest of its
    manifest."""

    matter = models.OneToOneField("matters.Matter", on_delete=models.PROTECT, primary_key=True, related_name="dossier")
    table = models.CharField(max_length=40)
    standing = models.CharField(max_length=20)
    effective = models.DateField()
    known = models.DateField()
    round_id = models.BigIntegerField(null=True)
    criteria = models.JSONField()
    slots = models.JSONField(default=dict)
    self_assessment = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.BigIntegerField(default=0)
    manifest_sha256 = models.CharField(max_length=64, blank=True)
    pages = models.PositiveIntegerField(default=0)
    missing = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.table} {self.effective}"
