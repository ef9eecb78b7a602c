"""Observations: figures as computed, with everything needed to compute them again."""

from django.db import models


class Observation(models.Model):
    """One computed figure. `recorded_until` and `revision` say what was recorded when it was computed; `records` keeps the
    natural keys that made it, `digest` seals definition, parameters, days, value and records."""

    division_code = models.CharField(max_length=12)
    indicator = models.CharField(max_length=60)
    definition_version = models.CharField(max_length=20)
    parameters = models.JSONField(default=dict)
    parameters_hash = models.CharField(max_length=32)
    effective = models.DateField()
    known = models.DateField()
    value = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    completeness = models.CharField(max_length=8)
    record_count = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64)
    revision = models.BigIntegerField()
    recorded_until = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["division_code", "indicator", "parameters_hash", "effective", "known", "-revision"],
                name="indicators_observation_key",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.effective} {self.value}"
