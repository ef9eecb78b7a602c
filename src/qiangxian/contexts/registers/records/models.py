"""What every recorded fact shares: identity, revision, days, batch, declarations and decisions."""

from datetime import date

from django.db import models
from django.db.models import Q

from qiangxian.kernel.clocks import county_day

from ..types import BatchState, MatchState, RecordKind

CURRENT = Q(superseded_revision__isnull=True)
SUPERSEDING = frozenset({"superseded_revision", "superseded_at"})
"""What alone changes in a row that states a fact; the database refuses everything else (`may_change`, audit/triggers.py)."""


class RegisterClock(models.Model):
    """Counts the changes of one county's registers; whoever writes locks the row first, so revisions commit in order."""

    division_code = models.CharField(max_length=12, primary_key=True)
    revision = models.BigIntegerField(default=0)
    changed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.division_code} {self.revision}"


class Record(models.Model):
    """The lasting identity of one enterprise, right, title …; everything said about it are versioned rows that point here."""

    kind = models.CharField(max_length=12, choices=RecordKind.choices)
    division_code = models.CharField(max_length=12)
    created_at = models.DateTimeField()
    may_change = frozenset[str]()

    class Meta:
        indexes = [models.Index(fields=["division_code", "kind"], name="registers_record_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class ImportBatch(models.Model):
    """One imported file: what it was, how far it is, what came of every row."""

    uid = models.CharField(max_length=32, unique=True)
    division_code = models.CharField(max_length=12, db_index=True)
    kind = models.CharField(max_length=12)
    file_name = models.CharField(max_length=255)
    file_sha256 = models.CharField(max_length=64)
    stored_file_id = models.BigIntegerField(null=True)
    options = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=BatchState.choices)
    total = models.PositiveIntegerField(default=0)
    processed = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    unmatched = models.PositiveIntegerField(default=0)
    refused = models.JSONField(default=list)
    reported_through = models.DateField(null=True)
    message = models.TextField(blank=True)
    revision = models.BigIntegerField(null=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    started_by = models.CharField(max_length=120)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["-started_at", "-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.file_name}"

    @property
    def through(self) -> date:
        """The day the table is declared complete for; the county's day of its beginning where nothing was said."""
        said = self.options.get("through")
        return date.fromisoformat(said) if said else county_day(self.started_at)


class Recorded(models.Model):
    """A fact as recorded: whose it is, since which revision it stands, what superseded it, where it came from."""

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    division_code = models.CharField(max_length=12)
    revision = models.BigIntegerField()
    recorded_at = models.DateTimeField()
    superseded_revision = models.BigIntegerField(null=True)
    superseded_at = models.DateTimeField(null=True)
    batch = models.ForeignKey(ImportBatch, null=True, on_delete=models.PROTECT, related_name="+")
    source_row = models.PositiveIntegerField(null=True)
    row_hash = models.CharField(max_length=32, blank=True)
    source = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True)
    recorded_by = models.CharField(max_length=120)
    may_change = SUPERSEDING

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{type(self).__name__} {self.record_id}@{self.revision}"


class Interval(models.Model):
    """A fact that holds from a day (inclusive) to a day (exclusive), each end with the day the world could know it."""

    valid_from = models.DateField(null=True)
    known_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    known_to = models.DateField(null=True)

    class Meta:
        abstract = True


class InOperation(models.Model):
    """The days between which an agency, facility or alliance worked (closing day exclusive), each with its known day."""

    opened_date = models.DateField(null=True)
    opened_known_date = models.DateField(null=True)
    closed_date = models.DateField(null=True)
    closed_known_date = models.DateField(null=True)

    class Meta:
        abstract = True


class ReportedThrough(models.Model):
    """The day up to which one register of one county is declared complete; declarations are kept, the newest stands."""

    division_code = models.CharField(max_length=12)
    register = models.CharField(max_length=12, choices=RecordKind.choices)
    through_date = models.DateField()
    revision = models.BigIntegerField()
    declared_at = models.DateTimeField()
    declared_by = models.CharField(max_length=120)
    superseded_revision = models.BigIntegerField(null=True)
    batch = models.ForeignKey(ImportBatch, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    may_change = frozenset({"superseded_revision"})

    class Meta:
        indexes = [models.Index(fields=["division_code", "register", "revision"], name="registers_through_register")]

    def __str__(self) -> str:
        return f"{self.register} {self.through_date}"


class MatchDecision(models.Model):
    """What a person decided about a printed name that no rule could place; undoing supersedes, never deletes.

    Decisions taken together carry the same `bulk`, so that they can be undone together."""

    division_code = models.CharField(max_length=12, db_index=True)
    folded_name = models.CharField(max_length=200)
    printed_name = models.CharField(max_length=200)
    enterprise = models.ForeignKey(Record, null=True, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=10, choices=MatchState.choices)
    reason = models.TextField(blank=True)
    revision = models.BigIntegerField()
    decided_at = models.DateTimeField()
    decided_by = models.CharField(max_length=120)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=120, blank=True)
    bulk = models.CharField(max_length=12, blank=True)
    may_change = frozenset({"undone_at", "undone_by"})

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["division_code", "folded_name"],
                condition=Q(undone_at__isnull=True),
                name="registers_match_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.printed_name} {self.verdict}"
