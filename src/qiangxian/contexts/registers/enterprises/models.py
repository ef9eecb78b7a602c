"""Enterprises, their names, seats, years and titles."""

from django.db import models
from django.db.models import Q

from ..records.models import CURRENT, Interval, Recorded
from ..types import EntityKind, ListingKind


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
    research_domestic_fen = models.BigIntegerField(null=True)
    research_staff = models.PositiveIntegerField(null=True)
    total_income_fen = models.BigIntegerField(null=True)
    high_tech_income_fen = models.BigIntegerField(null=True)
    main_business_fen = models.BigIntegerField(null=True)
    taxable_income_fen = models.BigIntegerField(null=True)
    liabilities_fen = models.BigIntegerField(null=True)
    equity_paid_fen = models.BigIntegerField(null=True)
    above_scale = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["record", "year"], condition=CURRENT, name="registers_enterprise_year_once"
            ),
        ]


class EnterpriseListing(Recorded, Interval):
    """The enterprise stands on a public list (经营异常 …), with its days; leaving the list ends the interval."""

    kind = models.CharField(max_length=20, choices=ListingKind.choices)
    document_number = models.CharField(max_length=60, blank=True)
    detail = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["record", "kind"], name="registers_listing_record")]
