"""The programme as confirmed. Nothing is deleted: what an amended plan drops is withdrawn by the proposal that dropped it."""

import re
from datetime import date

from django.db import models
from django.db.models import Q

from qiangxian.kernel.period import Period

from .progress.models import Entry, Milestone, Report  # noqa: F401 - Django looks for the models of an app here
from .types import AssignmentRole, CheckKind, ProofKind


class Programme(models.Model):
    """A plan of a county. `is_current`: the county works by it; `is_public`: a release of it can be seen by everybody."""

    division_code = models.CharField(max_length=12, db_index=True)
    title = models.CharField(max_length=300)
    document_number = models.CharField(max_length=60, blank=True)
    index_number = models.CharField(max_length=60, blank=True)
    issuer = models.CharField(max_length=200, blank=True)
    written_date = models.CharField(max_length=10, blank=True)
    signed_date = models.CharField(max_length=10, blank=True)
    published_date = models.CharField(max_length=10, blank=True)
    document_id = models.BigIntegerField()
    matter = models.OneToOneField("matters.Matter", on_delete=models.PROTECT, related_name="+")
    is_current = models.BooleanField(default=False)
    is_public = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=120)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["division_code"], condition=Q(is_current=True), name="programmes_one_is_current"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Release(models.Model):
    """What the public sees of a programme: frozen when it is handed over for checking, shown from the day it was published
    until the next one or until it is withdrawn. `content` is empty only where an older version of the product had published
    it, and only until the upgrade is through."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="releases")
    as_of_date = models.DateField()
    content = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    published_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(published_at__isnull=False),
                name="programmes_withdrawn_was_published",
            )
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.as_of_date}"


class Correction(models.Model):
    """What a person changes about a part that stands. `values`: the part in the shape of the reading with the fields put
    right, null to withdraw it; `setting` names a choice about a target instead (baseline, due …), whose new value it is.
    `before` is what stood when it was proposed."""

    matter = models.OneToOneField("matters.Matter", on_delete=models.PROTECT, related_name="+")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="corrections")
    kind = models.CharField(max_length=16)
    part_key = models.CharField(max_length=60)
    setting = models.CharField(max_length=60, blank=True)
    before = models.JSONField()
    values = models.JSONField(null=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.kind} {self.part_key}"


class FromPlan(models.Model):
    """What every part of a programme keeps: its key in the plan, its place in the source, what brought and what withdrew it."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="%(class)s_set")
    key = models.CharField(max_length=60)
    source_start = models.PositiveIntegerField(null=True)
    source_end = models.PositiveIntegerField(null=True)
    proposal_id = models.BigIntegerField()
    corrected_reason = models.TextField(blank=True)
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by_proposal_id = models.BigIntegerField(null=True)
    correction = models.ForeignKey("programmes.Correction", null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_by_correction = models.ForeignKey(
        "programmes.Correction", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        abstract = True


STANDING = Q(withdrawn_at__isnull=True)


class Clause(FromPlan):
    """A numbered part of the plan; `parent_key` names the clause above it."""

    parent_key = models.CharField(max_length=60, blank=True)
    depth = models.PositiveSmallIntegerField()
    marker = models.CharField(max_length=20, blank=True)
    heading = models.CharField(max_length=300)
    position = models.PositiveIntegerField()
    children: list["Clause"]
    tasks: list["Task"]
    """What stands below it, as `readers.clause_tree` hangs it."""

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "key"], condition=STANDING, name="programmes_clause_once")
        ]

    @property
    def task_count(self) -> int:
        """Tasks here and below, in the tree."""
        return len(self.tasks) + sum(child.task_count for child in self.children)

    def __str__(self) -> str:
        return f"{self.marker}{self.heading}"


class Task(FromPlan):
    """What one bracketed unit group covers."""

    clause_key = models.CharField(max_length=60)
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    deadline = models.CharField(max_length=10, blank=True)
    parameters = models.JSONField(default=dict)
    position = models.PositiveIntegerField()
    targets: list["Target"]
    """Its targets, as `readers.clause_tree` hangs them."""

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "key"], condition=STANDING, name="programmes_task_once")
        ]

    @property
    def yearly_month(self) -> int | None:
        """The month by whose end it is owed every year (每年6月底前), which has no day of its own."""
        month = self.parameters.get("month")
        return month if isinstance(month, int) and 1 <= month <= 12 else None

    @property
    def when(self) -> str:
        """Its day as people read it: `2025-12`, 每年6月底前, both, or nothing."""
        yearly = f"每年{self.yearly_month}月底前" if self.yearly_month else ""
        return "；".join(filter(None, (yearly, self.deadline)))

    @property
    def roles(self) -> list[tuple[AssignmentRole, list["Assignment"]]]:
        """Who has which role in it, each role's units in the order of the plan."""
        rows = list(self.assignments.select_related("unit").order_by("position"))
        held = [(role, [one for one in rows if one.role == role]) for role in AssignmentRole]
        return [pair for pair in held if pair[1]]

    def due_on(self, day: date) -> date | None:
        """The day it is owed by, as of a day: what is owed every year is owed anew in the year of the day."""
        if self.yearly_month:
            return Period.month(day.year, self.yearly_month).last_day
        return Period.parse(self.deadline).last_day if self.deadline else None

    def __str__(self) -> str:
        return f"{self.key} {self.title}"


class Assignment(models.Model):
    """A unit's role under a task; `unit` stays empty until the printed name was matched to a unit of the county."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="assignments")
    role = models.CharField(max_length=14, choices=AssignmentRole.choices)
    printed_name = models.CharField(max_length=120)
    raw = models.CharField(max_length=300)
    collective = models.BooleanField(default=False)
    inherited_from = models.CharField(max_length=120, blank=True)
    unit = models.ForeignKey("people.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    source_start = models.PositiveIntegerField(null=True)
    source_end = models.PositiveIntegerField(null=True)
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.printed_name}"


class Target(FromPlan):
    """A numeric (G…) or existence (E…) target as confirmed from the plan."""

    task_key = models.CharField(max_length=60, blank=True)
    label = models.CharField(max_length=300)
    text = models.TextField()
    subject = models.CharField(max_length=300, blank=True)
    comparator = models.CharField(max_length=8)
    required = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    unit_of_measure = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=10)
    due = models.CharField(max_length=10, blank=True)
    hedge = models.CharField(max_length=20, blank=True)
    parameters = models.JSONField(default=dict)
    indicator = models.CharField(max_length=60, blank=True)
    position = models.PositiveIntegerField()
    supposed: "tuple[TargetSetting, ...]" = ()
    """Choices that are tried out and not kept."""

    @property
    def is_yearly(self) -> bool:
        """每年…: owed anew every year, one state a year."""
        return bool(self.parameters.get("per") == "year" or self.parameters.get("recurrence") == "yearly")

    @property
    def scale(self) -> int:
        """How many of its unit one is that people read: money is kept in yuan and shown in 万元 or 亿元 where the plan prints it so."""
        printed = re.search(r"\d\s*(万|亿)元", self.text) if self.unit_of_measure == "元" else None
        return {"万": 10_000, "亿": 100_000_000}[printed[1]] if printed else 1

    @property
    def printed_unit(self) -> str:
        """The unit people read."""
        return {1: "", 10_000: "万", 100_000_000: "亿"}[self.scale] + self.unit_of_measure

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "key"], condition=STANDING, name="programmes_target_once"),
            models.CheckConstraint(
                condition=~Q(kind="existence") | Q(required__isnull=True), name="programmes_existence_has_no_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.label}"


class TargetSetting(models.Model):
    """A choice the office made for a target: baseline, due day or a parameter. Choices are kept; the newest stands."""

    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="settings")
    name = models.CharField(max_length=60)
    value = models.JSONField()
    reason = models.TextField()
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=120)

    class Meta:
        ordering = ["set_at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="programmes_setting_has_reason")]

    def __str__(self) -> str:
        return f"{self.target_id} {self.name}"


class TargetProof(models.Model):
    """A record or file that shows an existence target is met, from a day on."""

    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="proofs")
    kind = models.CharField(max_length=8, choices=ProofKind.choices)
    record_kind = models.CharField(max_length=20, blank=True)
    record_key = models.CharField(max_length=80, blank=True)
    file_id = models.BigIntegerField(null=True)
    label = models.CharField(max_length=300)
    effective_date = models.DateField()
    known_date = models.DateField()
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=120)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=120, blank=True)
    withdrawn_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["effective_date", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="record", file_id__isnull=True) | Q(kind="file", file_id__isnull=False),
                name="programmes_proof_is_record_or_file",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Phase(FromPlan):
    """A stage of the plan; days as printed, `2026-07` or `2026-07-15`, an open end is empty."""

    name = models.CharField(max_length=60)
    start = models.CharField(max_length=10, blank=True)
    end = models.CharField(max_length=10, blank=True)
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "key"], condition=STANDING, name="programmes_phase_once")
        ]

    def __str__(self) -> str:
        return self.name


class PhaseCheck(models.Model):
    """One thing to see to when a phase begins or ends, ticked off by a person with a note."""

    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="checks")
    kind = models.CharField(max_length=6, choices=CheckKind.choices)
    text = models.CharField(max_length=300)
    source = models.CharField(max_length=300, blank=True)
    position = models.PositiveIntegerField()
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=120, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["kind", "position"]

    def __str__(self) -> str:
        return self.text


class Safeguard(FromPlan):
    """A safeguard measure of the plan."""

    heading = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "key"], condition=STANDING, name="programmes_safeguard_once")
        ]

    def __str__(self) -> str:
        return self.heading


class FundCategory(FromPlan):
    """What the special fund is for, item by item as the plan lists it."""

    name = models.CharField(max_length=60)
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "key"], condition=STANDING, name="programmes_fund_category_once"
            )
        ]

    def __str__(self) -> str:
        return self.name
