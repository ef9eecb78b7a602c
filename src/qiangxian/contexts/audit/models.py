"""The audit chain: one line per attempted change, each sealed with the hash of the line before it."""

from django.db import models


class AuditLine(models.Model):
    """One line. `seq` counts from 1 without a gap; `hash` seals every field together with `previous_hash`, so that anybody can
    follow the chain; `mac` seals `hash` and the `mac` before it with a key that stands outside the database. `tables` holds,
    as JSON, the number of rows and the sum of their seals of each table the action wrote. Lines of older releases have no
    `algorithm`, no `mac`, and stay as they are."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=120)
    roles = models.CharField(max_length=200, blank=True)
    acting_for = models.CharField(max_length=120, blank=True)
    division_code = models.CharField(max_length=12, blank=True, db_index=True)
    action = models.CharField(max_length=80, db_index=True)
    outcome = models.CharField(max_length=10)
    target_kind = models.CharField(max_length=40, blank=True)
    target_id = models.CharField(max_length=80, blank=True)
    target_label = models.CharField(max_length=300, blank=True)
    reason = models.TextField(blank=True)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    request_id = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=45, blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    tables = models.TextField(blank=True)
    algorithm = models.CharField(max_length=40, blank=True)
    mac = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["seq"]
        indexes = [models.Index(fields=["target_kind", "target_id"], name="audit_target")]

    def __str__(self) -> str:
        return f"{self.seq} {self.action} {self.actor_label}"


class AuditHead(models.Model):
    """The single row that names the last line; locking it lets one writer at a time extend the chain, and a cut tail shows."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="")
    mac = models.CharField(max_length=64, default="")

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="audit_one_head")]

    def __str__(self) -> str:
        return f"head {self.seq}"


class RowSeal(models.Model):
    """The keyed digest of one row, by table and key."""

    pk = models.CompositePrimaryKey("table", "key")
    table = models.CharField(max_length=63)
    key = models.CharField(max_length=40)
    seal = models.CharField(max_length=32)

    def __str__(self) -> str:
        return f"{self.table} {self.key}"


class TableTotal(models.Model):
    """How many rows of a table are sealed, and the sum of their seals modulo 2^64 in decimal figures."""

    table = models.CharField(max_length=63, primary_key=True)
    rows = models.BigIntegerField(default=0)
    digests = models.CharField(max_length=20, default="0")
    algorithm = models.CharField(max_length=40)
    mac = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.table} {self.rows}"


class Touched(models.Model):
    """A note of a trigger: a row was written. Whoever writes by way of the product seals it and takes the note away."""

    table = models.CharField(max_length=63)
    key = models.CharField(max_length=40)
    transaction = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.table} {self.key}"
