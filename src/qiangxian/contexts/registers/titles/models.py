"""Certificates: which title an enterprise carries, from which day to which."""

from django.db import models

from ..records.models import CURRENT, Record, Recorded
from ..types import Level, MatchState, TitleKind


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
    batch_name = models.CharField(max_length=60, blank=True)
    rule_version = models.CharField(max_length=20, blank=True)
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
