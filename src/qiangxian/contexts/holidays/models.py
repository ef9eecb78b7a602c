"""A holiday notice as it was entered."""

from django.db import models
from django.db.models import Q


class AnnualNotice(models.Model):
    """The notice of one year: number, printed sentences, the days off and make-up workdays read from them (ISO days)."""

    matter = models.OneToOneField(
        "matters.Matter", on_delete=models.PROTECT, primary_key=True, related_name="holiday_notice"
    )
    year = models.PositiveSmallIntegerField()
    document_number = models.CharField(max_length=60)
    words = models.TextField()
    off = models.JSONField()
    workdays = models.JSONField()
    is_accepted = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year"], condition=Q(is_accepted=True), name="holidays_year_once"),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.document_number}"
