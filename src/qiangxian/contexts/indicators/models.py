"""Observations: figures as computed, with everything needed to compute them again."""

from django.db import models

from .types import FrozenState


class Observation(models.Model):
    """One computed figure, never changed afterwards. `revision` says what was recorded when it was computed and
    `recorded_until` the instant of that state (none before the first record); `digest` seals definition, parameters,
    days, value and records; `seal` chains the row to the one before it, so that a changed or missing row shows.

    `value` is kept to six places for queries; where the number has more, `exact` holds it in full. `parts` are the figures
    under it, of terms with indicator and version; `state` how far a reported figure was checked; `rulebook` is the digest of all
    rule files it was computed by (none in rows of older releases); `calendar` the edition of the accepted holiday notices that
    its days could hang on (none where no notice was accepted)."""

    seq = models.BigIntegerField(unique=True)
    division_code = models.CharField(max_length=12)
    indicator = models.CharField(max_length=60)
    definition_version = models.CharField(max_length=20)
    parameters = models.JSONField(default=dict)
    parameters_hash = models.CharField(max_length=32)
    effective = models.DateField()
    known = models.DateField()
    value = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    completeness = models.CharField(max_length=8)
    exact = models.CharField(max_length=60, blank=True)
    parts = models.JSONField(default=dict)
    state = models.CharField(max_length=10, blank=True)
    record_count = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64)
    revision = models.BigIntegerField()
    recorded_until = models.DateTimeField(null=True)
    rulebook = models.CharField(max_length=64, blank=True)
    calendar = models.CharField(max_length=16, blank=True)
    seal = models.CharField(max_length=64)

    class Meta:
        indexes = [
            models.Index(
                fields=["division_code", "indicator", "parameters_hash", "effective", "known", "-revision"],
                name="indicators_observation_key",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.effective} {self.value}"


class ObservationHead(models.Model):
    """The single row that names the last observation: locking it lets one writer at a time add to the chain."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)
    seal = models.CharField(max_length=64, default="")

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="indicators_one_head")]

    def __str__(self) -> str:
        return f"head {self.seq}"


class UpperList(models.Model):
    """The province's or the nation's list for a counted figure on a day: `entries` are pairs of key and label, `decisions` say by
    key what is done about a line that stands on one side only."""

    matter = models.OneToOneField(
        "matters.Matter", on_delete=models.PROTECT, primary_key=True, related_name="upper_list"
    )
    division_code = models.CharField(max_length=12, db_index=True)
    indicator = models.CharField(max_length=60)
    label = models.CharField(max_length=120)
    effective = models.DateField()
    source = models.CharField(max_length=200)
    entries = models.JSONField()
    decisions = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.label} {self.effective}"


class FrozenFigure(models.Model):
    """A value that was put on record for a day: what a bulletin, a report or an assessment stands on. It never changes; a
    correction is a new version with its reason, and the old one stays.

    A computed or confirmed value is that of the observation whose `digest` and `revision` it keeps, so it can be computed
    again. An official one may be another number than ours: then `source` says who printed it."""

    division_code = models.CharField(max_length=12)
    indicator = models.CharField(max_length=60)
    definition_version = models.CharField(max_length=20)
    parameters = models.JSONField(default=dict)
    parameters_hash = models.CharField(max_length=32)
    effective = models.DateField()
    known = models.DateField()
    value = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    unit = models.CharField(max_length=20)
    completeness = models.CharField(max_length=8)
    digest = models.CharField(max_length=64)
    revision = models.BigIntegerField()
    observation_seq = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10, choices=FrozenState.choices)
    source = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)
    reason = models.TextField(blank=True)
    frozen_at = models.DateTimeField()
    frozen_by = models.CharField(max_length=120)
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["division_code", "indicator", "parameters_hash", "effective", "version"],
                name="indicators_frozen_version",
            ),
            models.UniqueConstraint(
                fields=["division_code", "indicator", "parameters_hash", "effective"],
                condition=models.Q(superseded_at__isnull=True),
                name="indicators_frozen_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.effective} 第 {self.version} 版"
