"""What a work order says besides being a matter, and the designations that allow the word 督办."""

from django.db import models
from django.db.models import F, Q


class Designation(models.Model):
    """The county government designates a department for 督查 (政府督查工作条例 7): number, scope, from a day to a day."""

    matter = models.OneToOneField(
        "matters.Matter", on_delete=models.PROTECT, primary_key=True, related_name="designation"
    )
    division_code = models.CharField(max_length=12, db_index=True)
    document_number = models.CharField(max_length=60)
    issuer = models.CharField(max_length=120)
    scope = models.TextField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="supervision_designation_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.document_number


class Order(models.Model):
    """One work order: what is demanded, on which basis, until when; `asked_until`: an extension somebody asked for."""

    matter = models.OneToOneField("matters.Matter", on_delete=models.PROTECT, primary_key=True, related_name="order")
    basis = models.CharField(max_length=200)
    demand = models.TextField()
    due_date = models.DateField()
    designation = models.ForeignKey(Designation, null=True, on_delete=models.PROTECT, related_name="orders")
    asked_until = models.DateField(null=True)
    superior_number = models.CharField(max_length=60, blank=True)

    def __str__(self) -> str:
        return f"{self.matter_id}"
