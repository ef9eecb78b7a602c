"""A unit's report of a period with its entries in every version, and the milestones of a task. No version is ever changed."""

from django.db import models
from django.db.models import F, Q

from . import periods
from .types import HANDED_IN, EntrySource, EntryStatus


class Report(models.Model):
    """What one unit reports of one period (`2026Q3`, `2026-11`; both days included). `incoming`: the lines of a workbook that came
    back and wait for a person to take them in."""

    matter = models.OneToOneField("matters.Matter", on_delete=models.PROTECT, primary_key=True, related_name="+")
    programme = models.ForeignKey("programmes.Programme", on_delete=models.PROTECT, related_name="reports")
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    period = models.CharField(max_length=8)
    start_date = models.DateField()
    end_date = models.DateField()
    due_date = models.DateField()
    incoming = models.JSONField(default=list)

    class Meta:
        ordering = ["-end_date", "unit_id"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "unit", "period"], name="programmes_report_once"),
            models.CheckConstraint(condition=Q(end_date__gte=F("start_date")), name="programmes_report_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.period}"

    @property
    def period_words(self) -> str:
        """`2026年第3季度`."""
        return periods.words(self.period)

    @property
    def is_court(self) -> bool:
        """Whether it is a judicial body's: that is asked, it owes nothing by a day."""
        return any(part.is_judicial for part in self.matter.participants.all())

    @property
    def is_handed_in(self) -> bool:
        """Whether the unit has done its part."""
        return self.matter.state in HANDED_IN


class Entry(models.Model):
    """One version of what a unit says of its part in a task; the first is empty and says that it is owed. `figures`: the targets as
    the registers counted them when it was written; `copied_from`: the earlier entry whose words it repeats."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="entries")
    task_key = models.CharField(max_length=60)
    title = models.CharField(max_length=300)
    role = models.CharField(max_length=14)
    version = models.PositiveIntegerField()
    status = models.CharField(max_length=8, choices=EntryStatus.choices, blank=True)
    done = models.TextField(blank=True)
    next_step = models.TextField(blank=True)
    obstacles = models.TextField(blank=True)
    why = models.TextField(blank=True)
    figures = models.JSONField(default=list)
    file_ids = models.JSONField(default=list)
    copied_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=8, choices=EntrySource.choices)
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=120)

    class Meta:
        ordering = ["report", "id"]
        constraints = [
            models.UniqueConstraint(fields=["report", "task_key", "version"], name="programmes_entry_version"),
            models.CheckConstraint(
                condition=~Q(status=EntryStatus.NONE) | ~Q(why=""), name="programmes_no_progress_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_key} 第{self.version}版"


class Milestone(models.Model):
    """A day within a task by which something can be shown; `year` where it settles that year of a task owed every year."""

    matter = models.OneToOneField("matters.Matter", on_delete=models.PROTECT, primary_key=True, related_name="+")
    programme = models.ForeignKey("programmes.Programme", on_delete=models.PROTECT, related_name="milestones")
    task_key = models.CharField(max_length=60)
    due_date = models.DateField()
    year = models.PositiveSmallIntegerField(null=True)
    shown = models.TextField(blank=True)

    class Meta:
        ordering = ["due_date"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "task_key", "year"],
                condition=Q(year__isnull=False),
                name="programmes_year_settled_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_key} {self.due_date}"
