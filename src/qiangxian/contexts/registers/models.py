"""Bitemporal registers.

Every fact is a row that is never changed: a correction supersedes it with a new row. Three clocks stay apart: *effective*
(`valid_from`, `effective_date` …), *known* (`known_…`: the announced day where there is one) and *recorded* (`revision`, a count
per county that `RegisterClock` advances under lock, beside the instant `recorded_at`). A reader that asks "as recorded until
revision N" sees the rows with `revision <= N` that were not superseded by N, so an old figure can be recomputed exactly."""

from django.db import models
from django.db.models import Q

from .types import (
    AgencyKind,
    BatchState,
    EntityKind,
    EventType,
    FacilityKind,
    Level,
    MatchState,
    RecordKind,
    RightType,
    TitleKind,
)

CURRENT = Q(superseded_revision__isnull=True)


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


class Enterprise(Recorded):
    """An enterprise, co-operative or other body; matched by USCC, never by name alone."""

    uscc = models.CharField(max_length=18, blank=True)
    name = models.CharField(max_length=200)
    folded_name = models.CharField(max_length=200)
    entity_kind = models.CharField(max_length=12, choices=EntityKind.choices, default=EntityKind.COMPANY)
    industry_code = models.CharField(max_length=5, blank=True)
    industry_edition = models.CharField(max_length=10, blank=True)
    area_code = models.CharField(max_length=6, blank=True)
    township_code = models.CharField(max_length=9, blank=True)
    address = models.CharField(max_length=300, blank=True)
    established_date = models.DateField(null=True)
    closed_date = models.DateField(null=True)
    closed_known_date = models.DateField(null=True)
    legal_representative = models.CharField(max_length=60, blank=True)
    contact = models.CharField(max_length=60, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    is_demo = models.BooleanField(default=False)
    raw = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["division_code", "uscc"], condition=CURRENT & ~Q(uscc=""), name="registers_enterprise_uscc"
            ),
        ]
        indexes = [
            models.Index(fields=["record"], name="registers_enterprise_record"),
            models.Index(fields=["division_code", "name"], condition=CURRENT, name="registers_enterprise_name"),
            models.Index(fields=["division_code", "folded_name"], condition=CURRENT, name="registers_enterprise_fold"),
        ]


class EnterpriseName(Recorded, Interval):
    """A name the enterprise bore, with its days."""

    name = models.CharField(max_length=200)
    folded_name = models.CharField(max_length=200, db_index=True)


class Domicile(Recorded, Interval):
    """Where the enterprise was registered, with its days: moving in and out decides which county counts it."""

    area_code = models.CharField(max_length=6)
    township_code = models.CharField(max_length=9, blank=True)
    address = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["division_code", "area_code", "record"], name="registers_domicile_area")]


class EnterpriseYear(Recorded):
    """The yearly facts a size class and a title need; money in fen, null where not reported."""

    year = models.PositiveSmallIntegerField()
    employees = models.PositiveIntegerField(null=True)
    revenue_fen = models.BigIntegerField(null=True)
    assets_fen = models.BigIntegerField(null=True)
    research_fen = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["record", "year"], condition=CURRENT, name="registers_enterprise_year_once"
            ),
        ]


class Right(Recorded):
    """A right of any kind. `number` is canonical; a trademark's key is number and class, a GI's its system and number."""

    type = models.CharField(max_length=24, choices=RightType.choices)
    number = models.CharField(max_length=40)
    sub_key = models.CharField(max_length=10, blank=True)
    number_status = models.CharField(max_length=8, default="valid")
    title = models.CharField(max_length=500)
    filing_date = models.DateField(null=True)
    grant_date = models.DateField(null=True)
    registration_date = models.DateField(null=True)
    expiry_date = models.DateField(null=True)
    printed_expiry = models.DateField(null=True)
    compensation_days = models.PositiveIntegerField(default=0)
    publication_number = models.CharField(max_length=30, blank=True)
    classification = models.CharField(max_length=40, blank=True)
    inventors = models.TextField(blank=True)
    agency_name = models.CharField(max_length=120, blank=True)
    imported_status = models.CharField(max_length=60, blank=True)
    is_demo = models.BooleanField(default=False)
    raw = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["division_code", "number", "sub_key"], condition=CURRENT, name="registers_right_number"
            ),
        ]
        indexes = [
            models.Index(fields=["record"], name="registers_right_record"),
            models.Index(
                fields=["division_code", "type", "filing_date"], condition=CURRENT, name="registers_right_list"
            ),
            # Covers what a list and a count on a day ask, so that 100,000 wide rows need not be read.
            models.Index(
                fields=[
                    "division_code",
                    "filing_date",
                    "type",
                    "grant_date",
                    "registration_date",
                    "expiry_date",
                    "record",
                    "superseded_revision",
                ],
                condition=CURRENT,
                name="registers_right_day",
            ),
        ]


class Holding(Recorded, Interval):
    """Who held a right, in which rank, from when to when; `holder` is set where the printed name was matched."""

    holder = models.ForeignKey(Record, null=True, on_delete=models.PROTECT, related_name="+")
    holder_name = models.CharField(max_length=200)
    folded_name = models.CharField(max_length=200, db_index=True)
    rank = models.PositiveSmallIntegerField(default=1)
    address = models.CharField(max_length=300, blank=True)
    area_code = models.CharField(max_length=6, blank=True)
    match_state = models.CharField(max_length=10, choices=MatchState.choices)

    class Meta:
        indexes = [
            models.Index(fields=["record"], name="registers_holding_record"),
            models.Index(fields=["division_code", "match_state"], condition=CURRENT, name="registers_holding_state"),
        ]


class LegalEvent(Recorded):
    """Something that happened to a right. `known_date` is the announced day where there is one, else the effective day."""

    type = models.CharField(max_length=24, choices=EventType.choices)
    effective_date = models.DateField()
    announced_date = models.DateField(null=True)
    known_date = models.DateField()
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["record", "type"], name="registers_event_record"),
            models.Index(fields=["division_code", "type", "effective_date"], name="registers_event_type"),
        ]


class AnnualFee(Recorded):
    """What is known of one year's fee: a year that is not listed is not unpaid."""

    year = models.PositiveSmallIntegerField()
    due_date = models.DateField(null=True)
    paid_on = models.DateField(null=True)
    amount_fen = models.BigIntegerField(null=True)
    surcharge_fen = models.BigIntegerField(null=True)
    known_date = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "year"], condition=CURRENT, name="registers_fee_year_once"),
        ]


class Title(Recorded):
    """A certificate: title, level, validity; counted only while valid on the day."""

    enterprise = models.ForeignKey(Record, null=True, on_delete=models.PROTECT, related_name="+")
    enterprise_name = models.CharField(max_length=200)
    uscc = models.CharField(max_length=18, blank=True)
    kind = models.CharField(max_length=20, choices=TitleKind.choices)
    name = models.CharField(max_length=120)
    level = models.CharField(max_length=12, choices=Level.choices)
    certificate_number = models.CharField(max_length=60, blank=True)
    document_number = models.CharField(max_length=60, blank=True)
    issuer = models.CharField(max_length=120, blank=True)
    valid_from = models.DateField()
    valid_through = models.DateField(null=True)
    known_date = models.DateField()
    revoked_date = models.DateField(null=True)
    revoked_known_date = models.DateField(null=True)
    match_state = models.CharField(max_length=10, choices=MatchState.choices)
    is_demo = models.BooleanField(default=False)
    raw = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["division_code", "kind", "level", "enterprise_name", "valid_from"],
                condition=CURRENT,
                name="registers_title_once",
            ),
        ]
        indexes = [models.Index(fields=["division_code", "kind"], condition=CURRENT, name="registers_title_kind")]


class InOperation(models.Model):
    """The days between which an agency, facility or alliance worked (closing day exclusive), each with its known day."""

    opened_date = models.DateField(null=True)
    opened_known_date = models.DateField(null=True)
    closed_date = models.DateField(null=True)
    closed_known_date = models.DateField(null=True)

    class Meta:
        abstract = True


class Agency(Recorded, InOperation):
    """A service agency or its branch, where it is seated and when it worked."""

    name = models.CharField(max_length=200)
    uscc = models.CharField(max_length=18, blank=True)
    kind = models.CharField(max_length=20, choices=AgencyKind.choices)
    licence_number = models.CharField(max_length=40, blank=True)
    is_branch = models.BooleanField(default=False)
    parent_name = models.CharField(max_length=200, blank=True)
    area_code = models.CharField(max_length=6, blank=True)
    township_code = models.CharField(max_length=9, blank=True)
    address = models.CharField(max_length=300, blank=True)
    is_demo = models.BooleanField(default=False)
    raw = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["division_code", "name", "kind"], condition=CURRENT, name="registers_agency_once"
            ),
        ]


class Facility(Recorded, InOperation):
    """A database, platform or centre and who runs it."""

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=30, choices=FacilityKind.choices)
    level = models.CharField(max_length=12, choices=Level.choices, blank=True)
    operator = models.ForeignKey(Record, null=True, on_delete=models.PROTECT, related_name="+")
    operator_name = models.CharField(max_length=200, blank=True)
    area_code = models.CharField(max_length=6, blank=True)
    township_code = models.CharField(max_length=9, blank=True)
    web_address = models.CharField(max_length=200, blank=True)
    is_demo = models.BooleanField(default=False)
    raw = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["division_code", "name", "kind"], condition=CURRENT, name="registers_facility_once"
            ),
        ]


class Alliance(Recorded, InOperation):
    """An industry IP protection alliance."""

    name = models.CharField(max_length=200)
    industry = models.CharField(max_length=60, blank=True)
    lead_name = models.CharField(max_length=200, blank=True)
    self_discipline_rules = models.CharField(max_length=300, blank=True)
    is_demo = models.BooleanField(default=False)
    raw = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["division_code", "name"], condition=CURRENT, name="registers_alliance_once"
            ),
        ]


class AllianceMember(Recorded, Interval):
    """A member of an alliance with its days; `record` is the alliance."""

    enterprise = models.ForeignKey(Record, null=True, on_delete=models.PROTECT, related_name="+")
    member_name = models.CharField(max_length=200)


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

    class Meta:
        indexes = [models.Index(fields=["division_code", "register", "revision"], name="registers_through_register")]

    def __str__(self) -> str:
        return f"{self.register} {self.through_date}"


class MatchDecision(models.Model):
    """What a person decided about a printed name that no rule could place; undoing supersedes, never deletes."""

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


REGISTER_MODELS: dict[str, type[Recorded]] = {
    RecordKind.ENTERPRISE: Enterprise,
    RecordKind.RIGHT: Right,
    RecordKind.TITLE: Title,
    RecordKind.AGENCY: Agency,
    RecordKind.FACILITY: Facility,
    RecordKind.ALLIANCE: Alliance,
}
