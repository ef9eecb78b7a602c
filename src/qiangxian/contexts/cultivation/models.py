"""The cultivation library. A file is a matter that moves by steps; every check, grade and evaluation is its own row."""

from django.db import models
from django.db.models import F, Q

from .types import (
    ACTIVE,
    BEFORE_PUBLICITY,
    LIVE,
    ConditionOutcome,
    EvaluationResult,
    FileState,
    Grade,
    GradeDecision,
    Origin,
)

ENTERED = (*ACTIVE, FileState.LEFT)


class Membership(models.Model):
    """One file of one enterprise, from its application to its leaving. A new application is a new file that names the one
    before it; a successor's file names the file it inherits. `state` repeats that of the matter, for the constraints below."""

    matter = models.OneToOneField("matters.Matter", on_delete=models.PROTECT, related_name="membership")
    division_code = models.CharField(max_length=12, db_index=True)
    enterprise = models.ForeignKey("registers.Record", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=FileState.choices)
    origin = models.CharField(max_length=10, choices=Origin.choices)
    recommended_by = models.CharField(max_length=120, blank=True)
    statement = models.TextField(blank=True)
    applied_date = models.DateField()
    consent_date = models.DateField()
    contact_name = models.CharField(max_length=60)
    contact_phone = models.CharField(max_length=30)
    publicity_from = models.DateField(null=True)
    publicity_through = models.DateField(null=True)
    entered_date = models.DateField(null=True)
    left_date = models.DateField(null=True)
    exit_reason = models.CharField(max_length=20, blank=True)
    barred_until = models.DateField(null=True)
    grade = models.CharField(max_length=1, choices=Grade.choices, blank=True)
    previous = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="later")
    inherits = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="heirs")
    successor = models.ForeignKey("registers.Record", null=True, on_delete=models.PROTECT, related_name="+")
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=120)

    class Meta:
        ordering = ["-applied_date", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise"], condition=Q(state__in=ACTIVE), name="cultivation_one_active_membership"
            ),
            models.UniqueConstraint(
                fields=["enterprise"], condition=Q(state__in=LIVE), name="cultivation_one_file_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state__in=ENTERED, entered_date__isnull=False)
                | (~Q(state__in=ENTERED) & Q(entered_date__isnull=True)),
                name="cultivation_entered_has_day",
            ),
            models.CheckConstraint(
                condition=(Q(state=FileState.LEFT, left_date__isnull=False) & ~Q(exit_reason=""))
                | (~Q(state=FileState.LEFT) & Q(left_date__isnull=True, barred_until__isnull=True)),
                name="cultivation_left_has_day_and_reason",
            ),
            models.CheckConstraint(
                condition=Q(state=FileState.PUBLICITY, publicity_from__isnull=False, publicity_through__isnull=False)
                | ~Q(state=FileState.PUBLICITY),
                name="cultivation_publicity_has_days",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=BEFORE_PUBLICITY) | Q(publicity_from__isnull=True),
                name="cultivation_no_publicity_before_review",
            ),
            models.CheckConstraint(
                condition=Q(publicity_from__isnull=True) | Q(publicity_through__gte=F("publicity_from")),
                name="cultivation_publicity_in_order",
            ),
            models.CheckConstraint(
                condition=Q(left_date__isnull=True) | Q(left_date__gte=F("entered_date")),
                name="cultivation_left_after_entry",
            ),
            models.CheckConstraint(
                condition=Q(grade="") | Q(state__in=ENTERED), name="cultivation_only_members_have_grades"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise_id} {self.state}"


class EntryCheck(models.Model):
    """The conditions of entry as they came out on a day, with the figures they rested on and the rules' file."""

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="checks")
    day = models.DateField()
    known = models.DateField()
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    outcome = models.CharField(max_length=14, choices=ConditionOutcome.choices)
    conditions = models.JSONField(default=list)
    register_revision = models.BigIntegerField()

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.membership_id} {self.day} {self.outcome}"


class GradeRecord(models.Model):
    """A grade as computed on a day with its inputs, and what a person decided. At most one per member waits."""

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="grades")
    day = models.DateField()
    computed = models.CharField(max_length=1, choices=Grade.choices, blank=True)
    standing = models.CharField(max_length=1, choices=Grade.choices, blank=True)
    inputs = models.JSONField(default=dict)
    words = models.TextField(blank=True)
    size_class = models.CharField(max_length=10, blank=True)
    size_year = models.PositiveSmallIntegerField(null=True)
    industry_code = models.CharField(max_length=5, blank=True)
    technology = models.CharField(max_length=1, blank=True)
    computed_at = models.DateTimeField()
    computed_by = models.CharField(max_length=120)
    decision = models.CharField(max_length=10, choices=GradeDecision.choices, default=GradeDecision.OPEN)
    decided = models.CharField(max_length=1, choices=Grade.choices, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=120, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-computed_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["membership"], condition=Q(decision=GradeDecision.OPEN), name="cultivation_one_open_grade"
            ),
            models.CheckConstraint(
                condition=~Q(decision__in=(GradeDecision.CONFIRMED, GradeDecision.KEPT))
                | (~Q(decided="") & Q(decided_at__isnull=False) & ~Q(decided_by="")),
                name="cultivation_grade_decided_by_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} {self.day} {self.computed}"


class GuidancePlan(models.Model):
    """What is planned for one member in one year: diagnosis, goals, who is responsible. The size class is that of the year."""

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="plans")
    year = models.PositiveSmallIntegerField()
    size_class = models.CharField(max_length=10, blank=True)
    diagnosis = models.TextField()
    measures = models.TextField(blank=True)
    responsible = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    first_day = models.DateField()
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=120)
    changed_at = models.DateTimeField(null=True)
    changed_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["-year", "id"]
        constraints = [
            models.UniqueConstraint(fields=["membership", "year"], name="cultivation_one_plan_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} {self.year}"


class Goal(models.Model):
    """A goal of the year in a number: what is counted, from which figure on its first day, to which."""

    plan = models.ForeignKey(GuidancePlan, on_delete=models.PROTECT, related_name="goals")
    measure = models.CharField(max_length=24)
    baseline = models.PositiveIntegerField(null=True)
    required = models.PositiveIntegerField()
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "measure"], condition=Q(dropped_at__isnull=True), name="cultivation_goal_once"
            ),
            models.CheckConstraint(condition=Q(required__gte=1), name="cultivation_goal_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.measure} {self.required}"


class ServiceEntry(models.Model):
    """One service rendered to a member, with its evidence where there is a file."""

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="services")
    day = models.DateField()
    kind = models.CharField(max_length=20)
    words = models.TextField()
    evidence = models.ForeignKey("documents.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by_id = models.BigIntegerField(null=True)
    recorded_by = models.CharField(max_length=120)
    struck_at = models.DateTimeField(null=True)
    struck_by = models.CharField(max_length=120, blank=True)
    struck_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-day", "-id"]

    def __str__(self) -> str:
        return f"{self.membership_id} {self.day} {self.kind}"


class Evaluation(models.Model):
    """The yearly evaluation: goals as counted on the day, the result, the grade before and after."""

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="evaluations")
    year = models.PositiveSmallIntegerField()
    day = models.DateField()
    goals = models.JSONField(default=list)
    result = models.CharField(max_length=10, choices=EvaluationResult.choices)
    grade_before = models.CharField(max_length=1, choices=Grade.choices, blank=True)
    grade_after = models.CharField(max_length=1, choices=Grade.choices, blank=True)
    words = models.TextField()
    at = models.DateTimeField()
    by = models.CharField(max_length=120)

    class Meta:
        ordering = ["-year", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["membership", "year"], name="cultivation_one_evaluation_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} {self.year} {self.result}"
