"""Libraries that were loaded, rounds with what they froze, slices with their entries, appeals. Each return, review and appeal is a row."""

from django.db import models
from django.db.models import F, Q

from .types import AppealState, Verdict


class Scheme(models.Model):
    """A library of criteria read from somebody's table: `content` as the rule files have it, `refused` the rows that were not taken."""

    matter = models.OneToOneField("matters.Matter", on_delete=models.PROTECT, primary_key=True, related_name="scheme")
    label = models.CharField(max_length=120)
    version = models.CharField(max_length=40)
    source = models.CharField(max_length=200)
    content = models.JSONField(default=dict)
    refused = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.label}（{self.version}）"


class Round(models.Model):
    """One round. `criteria`: the library with targets and readings, `units`: who is assessed; both are fixed with the start.
    `report_due`: the day by which units report. `basis_*`: the 考核依据 without which there is no rank, grade or publication.
    `results`: the scores as last summed up, with inputs."""

    matter = models.OneToOneField("matters.Matter", on_delete=models.PROTECT, primary_key=True, related_name="round")
    scheme = models.CharField(max_length=80)
    first_date = models.DateField()
    last_date = models.DateField()
    report_due = models.DateField(null=True)
    basis_number = models.CharField(max_length=60, blank=True)
    basis_issuer = models.CharField(max_length=120, blank=True)
    basis_file = models.ForeignKey("documents.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    criteria = models.JSONField()
    units = models.JSONField(default=list)
    results = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_date__gte=F("first_date")), name="assessments_round_in_order"),
            models.CheckConstraint(
                condition=Q(basis_number="", basis_issuer="", basis_file__isnull=True)
                | (~Q(basis_number="") & ~Q(basis_issuer="") & Q(basis_file__isnull=False)),
                name="assessments_basis_whole_or_absent",
            ),
        ]

    def __str__(self) -> str:
        return self.matter.title


class Slice(models.Model):
    """What one unit reports in one area of a round."""

    matter = models.OneToOneField("matters.Matter", on_delete=models.PROTECT, primary_key=True, related_name="slice")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="slices")
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    area = models.CharField(max_length=60)
    area_label = models.CharField(max_length=120)
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["round", "unit__name", "position"]
        constraints = [models.UniqueConstraint(fields=["round", "unit", "area"], name="assessments_slice_once")]

    def __str__(self) -> str:
        return f"{self.unit.name} {self.area_label}"


class Entry(models.Model):
    """One criterion of a slice: what the unit says (`value` exact, as text), what the reviewer says of it (`judged` replaces the value)."""

    slice = models.ForeignKey(Slice, on_delete=models.PROTECT, related_name="entries")
    key = models.CharField(max_length=40)
    label = models.CharField(max_length=120)
    position = models.PositiveIntegerField()
    value = models.CharField(max_length=60, blank=True)
    words = models.TextField(blank=True)
    verdict = models.CharField(max_length=16, choices=Verdict.choices, blank=True)
    judged = models.CharField(max_length=60, blank=True)
    remark = models.TextField(blank=True)

    class Meta:
        ordering = ["slice", "position"]
        constraints = [models.UniqueConstraint(fields=["slice", "key"], name="assessments_entry_once")]

    def __str__(self) -> str:
        return self.label


class Appeal(models.Model):
    """A unit asks that one entry be looked at again, with its reason; `answer` is that of whoever had no part in the review."""

    matter = models.OneToOneField("matters.Matter", on_delete=models.PROTECT, primary_key=True, related_name="appeal")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="appeals")
    reason = models.TextField()
    outcome = models.CharField(max_length=12, choices=AppealState.choices, default=AppealState.OPEN)
    answer = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.entry}：{self.reason[:40]}"


class UpperForm(models.Model):
    """The upper level's own workbook, bound once: which cell takes which figure, words, list or entry by hand."""

    matter = models.OneToOneField(
        "matters.Matter", on_delete=models.PROTECT, primary_key=True, related_name="upper_form"
    )
    label = models.CharField(max_length=120)
    issuer = models.CharField(max_length=120)
    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+")
    bindings = models.JSONField()

    def __str__(self) -> str:
        return f"{self.label}（{self.issuer}）"


class UpperReturn(models.Model):
    """The workbook filled for a day: `values` cell by cell with what each rests on; `template` the workbook as it was then, `sent` the
    very file that went out."""

    matter = models.OneToOneField(
        "matters.Matter", on_delete=models.PROTECT, primary_key=True, related_name="upper_return"
    )
    form = models.ForeignKey(UpperForm, on_delete=models.PROTECT, related_name="returns")
    effective = models.DateField()
    template = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+")
    values = models.JSONField()
    sent = models.ForeignKey("documents.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.form.label} {self.effective}"
