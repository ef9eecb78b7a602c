"""Agencies, facilities and alliances."""

from django.db import models

from ..records.models import CURRENT, InOperation, Interval, Record, Recorded
from ..types import AgencyKind, FacilityKind, Level


class Agency(Recorded, InOperation):
    """A service agency or its branch, where it is seated and when it worked."""

    name = models.CharField(max_length=200)
    uscc = models.CharField(max_length=18, blank=True)
    kind = models.CharField(max_length=20, choices=AgencyKind.choices)
    licence_number = models.CharField(max_length=40, blank=True)
    is_branch = models.BooleanField(default=False)
    attorneys = models.PositiveIntegerField(null=True)
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
