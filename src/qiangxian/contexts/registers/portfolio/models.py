"""What a nightly run works out once for everybody who looks in the morning."""

from django.db import models


class KeptLadders(models.Model):
    """The ladders of titles of a county as of the day they were worked out, with the state of the registers they rest on."""

    division_code = models.CharField(max_length=12, unique=True)
    effective = models.DateField()
    revision = models.BigIntegerField()
    computed_at = models.DateTimeField()
    year = models.PositiveSmallIntegerField()
    views = models.JSONField()

    def __str__(self) -> str:
        return f"{self.division_code} {self.effective}"
