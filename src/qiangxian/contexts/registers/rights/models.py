"""Rights, who holds them, what happened to them and what was paid for them."""

from django.db import models

from ..records.models import CURRENT, SUPERSEDING, Interval, Record, Recorded
from ..types import EventType, MatchState, RightType


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
    country = models.CharField(max_length=2, blank=True)
    priority_number = models.CharField(max_length=40, blank=True)
    imported_status = models.CharField(max_length=60, blank=True)
    status_date = models.DateField(null=True)
    is_demo = models.BooleanField(default=False)
    raw = models.JSONField(default=dict)
    may_change = SUPERSEDING | {"expiry_date"}  # derived: the last day by the rules in force

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
    """Who held a right, in which rank, from when to when; `holder` is set where the printed name (and code) was matched."""

    holder = models.ForeignKey(Record, null=True, on_delete=models.PROTECT, related_name="+")
    holder_name = models.CharField(max_length=200)
    folded_name = models.CharField(max_length=200, db_index=True)
    holder_uscc = models.CharField(max_length=18, blank=True)
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
    receipt_number = models.CharField(max_length=60, blank=True)
    known_date = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "year"], condition=CURRENT, name="registers_fee_year_once"),
        ]
        indexes = [
            models.Index(
                fields=["division_code", "record"],
                condition=CURRENT & models.Q(paid_on__isnull=True),
                name="registers_fee_unpaid",
            ),
        ]


class FeeReduction(Recorded, Interval):
    """The annual fees of a patent are reduced (费减) by so many per cent from the approval on; a new owner ends it."""

    percent = models.PositiveSmallIntegerField()
    approved_date = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["record"], name="registers_reduction_record")]


class NonNormalFiling(Recorded):
    """A filing the office found non-normal (非正常申请). While it stands it takes the right out of counts and eligibility;
    reinstatement brings it back from its day on. `right` and `enterprise` are set where the number or name was matched."""

    number = models.CharField(max_length=40)
    applicant_name = models.CharField(max_length=200, blank=True)
    right = models.ForeignKey(Record, null=True, on_delete=models.PROTECT, related_name="+")
    enterprise = models.ForeignKey(Record, null=True, on_delete=models.PROTECT, related_name="+")
    batch_name = models.CharField(max_length=60, blank=True)
    document_number = models.CharField(max_length=60, blank=True)
    listed_date = models.DateField()
    known_date = models.DateField()
    withdrawn_date = models.DateField(null=True)
    reinstated_date = models.DateField(null=True)
    reinstated_known_date = models.DateField(null=True)
    is_demo = models.BooleanField(default=False)
    raw = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["division_code", "number", "listed_date"],
                condition=CURRENT,
                name="registers_non_normal_once",
            ),
        ]
        indexes = [models.Index(fields=["right"], name="registers_non_normal_right")]
