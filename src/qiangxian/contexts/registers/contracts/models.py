"""Trusteeship contracts (知识产权托管): who looks after whose rights, and what was done under them."""

from django.db import models

from ..records.models import CURRENT, Record, Recorded
from ..types import MatchState, TrusteeshipMode


class Trusteeship(Recorded):
    """An enterprise entrusts its rights to an agency. Payment of fees by the agency moves no liability: reminders still go
    to the holder. `valid_through` is the last day; an early end has its own day."""

    enterprise = models.ForeignKey(Record, null=True, on_delete=models.PROTECT, related_name="+")
    enterprise_name = models.CharField(max_length=200)
    uscc = models.CharField(max_length=18, blank=True)
    agency = models.ForeignKey(Record, null=True, on_delete=models.PROTECT, related_name="+")
    agency_name = models.CharField(max_length=200)
    match_state = models.CharField(max_length=10, choices=MatchState.choices, default=MatchState.UNMATCHED)
    mode = models.CharField(max_length=10, choices=TrusteeshipMode.choices)
    contract_number = models.CharField(max_length=60)
    scope = models.CharField(max_length=300, blank=True)
    fee_source = models.CharField(max_length=120, blank=True)
    fees_paid_by = models.CharField(max_length=60, blank=True)
    county_funded = models.BooleanField(default=False)
    signed_date = models.DateField(null=True)
    valid_from = models.DateField()
    valid_through = models.DateField(null=True)
    known_date = models.DateField()
    ended_date = models.DateField(null=True)
    ended_known_date = models.DateField(null=True)
    end_reason = models.CharField(max_length=200, blank=True)
    is_demo = models.BooleanField(default=False)
    raw = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["division_code", "contract_number", "enterprise_name"],
                condition=CURRENT,
                name="registers_trusteeship_once",
            ),
        ]


class TrusteeshipRight(Recorded):
    """A right the contract covers; `record` is the trusteeship."""

    right = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")


class TrusteeshipService(Recorded):
    """One entry of the service log: acceptance evidence before county money is paid."""

    day = models.DateField()
    words = models.TextField()
    deliverable = models.CharField(max_length=200, blank=True)
    stored_file_id = models.BigIntegerField(null=True)
