"""One table of what is owed, and the rows every step leaves beside it. Rows of steps are only ever added."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q

from qiangxian.kernel.actor import Actor

from .types import EvidenceKind, ObjectionOutcome, ObjectionSource, PeriodUnit


class Matter(models.Model):
    """One thing that moves by steps. `subject_kind` and `subject_id` name what it is about (task, enterprise, right …);
    `parent` is the one it came from, `joined_to` the one a duplicate goes on in;
    `due_date` is the earliest day of its running clocks; the state is what its last step says."""

    flow = models.CharField(max_length=40)
    number = models.CharField(max_length=60, blank=True)
    division_code = models.CharField(max_length=12)
    title = models.CharField(max_length=300)
    state = models.CharField(max_length=20)
    subject_kind = models.CharField(max_length=40, blank=True)
    subject_id = models.CharField(max_length=60, blank=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    joined_to = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="joined")
    opened_date = models.DateField()
    due_date = models.DateField(null=True)
    closed_date = models.DateField(null=True)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=120)
    given: Mapping[str, Any] = {}
    """What was said of it while it is opened; not kept."""

    class Meta:
        ordering = ["-opened_date", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["division_code", "number"], condition=~Q(number=""), name="matters_number_once"
            ),
            models.CheckConstraint(
                condition=Q(closed_date__isnull=True) | Q(closed_date__gte=F("opened_date")),
                name="matters_closed_after_opening",
            ),
            models.CheckConstraint(
                condition=Q(closed_date__isnull=True) | Q(due_date__isnull=True), name="matters_closed_owes_nothing"
            ),
        ]
        indexes = [
            models.Index(fields=["division_code", "flow", "state"], name="matters_by_state"),
            models.Index(
                fields=["division_code", "due_date"], condition=Q(closed_date__isnull=True), name="matters_owed"
            ),
            models.Index(fields=["subject_kind", "subject_id"], name="matters_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def code(self) -> str:
        """The printed number, else the flow's code with the row's own number."""
        return self.number or f"{self.flow}-{self.pk}"

    def take_part(self, role: str, kind: str, code: int | str, label: str, day: date, **more: Any) -> None:
        """Somebody takes part from this day on; once."""
        row = {"role": role, "kind": kind, "code": str(code), "label": label[:120], "from_date": day, **more}
        self.participants.get_or_create(key=f"{role}:{kind}:{code}", defaults=row)


class Participant(models.Model):
    """A unit, account, enterprise, agency, expert or outside body that takes part, in a role, from a day to a day (exclusive).
    `state` is its own sub-state where the flow has one; `key` is `role:kind:code` while it takes part, empty afterwards."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="participants")
    role = models.CharField(max_length=20)
    kind = models.CharField(max_length=12)
    code = models.CharField(max_length=60)
    label = models.CharField(max_length=120)
    is_judicial = models.BooleanField(default=False)
    state = models.CharField(max_length=20, blank=True)
    key = models.CharField(max_length=100, blank=True)
    from_date = models.DateField()
    to_date = models.DateField(null=True)
    signed_date = models.DateField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["matter", "key"], condition=~Q(key=""), name="matters_participant_once"),
            models.CheckConstraint(
                condition=Q(key="", to_date__isnull=False) | (~Q(key="") & Q(to_date__isnull=True)),
                name="matters_participant_key_while_it_takes_part",
            ),
        ]
        indexes = [
            models.Index(fields=["key"], name="matters_participant_key"),
            models.Index(fields=["matter", "kind", "to_date", "code", "is_judicial"], name="matters_participant_board"),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.role} {self.label}"


class Step(models.Model):
    """One step: from which state to which, by which account and which natural person, when, why. `offline`: signed on
    paper by the person, entered by the account. `detail` holds what is special to the step."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    step = models.CharField(max_length=30)
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20)
    participant = models.ForeignKey(Participant, null=True, on_delete=models.PROTECT, related_name="steps")
    day = models.DateField()
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)
    by = models.CharField(max_length=120)
    person_id = models.BigIntegerField(null=True)
    role = models.CharField(max_length=60, blank=True)
    acting_for = models.CharField(max_length=120, blank=True)
    offline = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    detail = models.JSONField(default=dict)
    request_id = models.CharField(max_length=40, blank=True)
    actor: Actor
    """Who takes it, while it is taken; not kept."""
    reserved: str = ""
    """The reserved number it uses; not kept here."""
    said: Mapping[str, str] = {}
    """The remarks it makes, by field; they are kept as rows of their own."""
    answered: Sequence[tuple[Any, str]] = ()
    """The remarks it answers, each with the answer."""
    files: list[Any]
    """The kept files that came with it, while it is taken; afterwards they are its evidence."""

    class Meta:
        ordering = ["matter", "number"]
        constraints = [models.UniqueConstraint(fields=["matter", "number"], name="matters_step_number")]
        indexes = [models.Index(fields=["step", "day"], name="matters_step_day")]

    def __str__(self) -> str:
        return f"{self.matter_id}.{self.number} {self.step}"


class Deadline(models.Model):
    """One run of a clock. `pauses`: half-open spans with a reason; `extensions`: what was added, by whom, why. A clock that
    starts again gets a new row; at most one row of a clock runs."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="deadlines")
    clock = models.CharField(max_length=30)
    rule = models.CharField(max_length=120, blank=True)
    calendar = models.CharField(max_length=10)
    rolls = models.BooleanField(default=True)
    start_date = models.DateField()
    started_at = models.DateTimeField()
    unit = models.CharField(max_length=14, choices=PeriodUnit.choices)
    length = models.PositiveIntegerField(default=0)
    nominal_due = models.DateField()
    effective_due = models.DateField()
    due_at = models.DateTimeField(null=True)
    because = models.TextField(blank=True)
    pauses = models.JSONField(default=list)
    extensions = models.JSONField(default=list)
    ended_date = models.DateField(null=True)
    is_owed = models.BooleanField(default=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "clock"], condition=Q(ended_date__isnull=True), name="matters_clock_runs_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.clock} {self.effective_due}"

    @property
    def is_paused(self) -> bool:
        """Whether its last pause has no end yet."""
        return bool(self.pauses) and self.pauses[-1]["to"] is None


class Evidence(models.Model):
    """What proves something about a matter: a kept file, or another thing named by its reference and frozen on a day."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="evidence")
    step = models.ForeignKey(Step, null=True, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=12, choices=EvidenceKind.choices)
    label = models.CharField(max_length=255)
    file = models.ForeignKey("documents.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=120, blank=True)
    frozen = models.JSONField(default=dict)
    day = models.DateField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=EvidenceKind.FILE, file__isnull=False)
                | (~Q(kind=EvidenceKind.FILE) & ~Q(reference="")),
                name="matters_evidence_names_something",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Message(models.Model):
    """A word within a matter that is no step: an exchange with an outsider, or a draft that waits for a person."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="messages")
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=200)
    words = models.TextField()
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    is_inside = models.BooleanField(default=True)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["matter", "key"], condition=~Q(key=""), name="matters_message_once"),
        ]

    def __str__(self) -> str:
        return self.title


class Objection(models.Model):
    """An objection raised while a matter is published. Who raised it is not kept here: the paper file has a number."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="objections")
    received_date = models.DateField()
    source = models.CharField(max_length=10, choices=ObjectionSource.choices)
    paper_number = models.CharField(max_length=60, blank=True)
    words = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)
    outcome = models.CharField(max_length=10, choices=ObjectionOutcome.choices, blank=True)
    answer = models.TextField(blank=True)
    answered_date = models.DateField(null=True)
    answered_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["received_date", "id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(outcome="", answer="", answered_date__isnull=True))
                | (~Q(outcome="") & ~Q(answer="") & Q(answered_date__isnull=False)),
                name="matters_objection_answered_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.received_date}"


class Number(models.Model):
    """One printed number of a register of numbers (a county's code of a year), given once and never again: to a matter, reserved
    for a `purpose` until a day, or void with the reason."""

    division_code = models.CharField(max_length=12)
    register = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    matter = models.ForeignKey(Matter, null=True, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    purpose = models.CharField(max_length=200, blank=True)
    reserved_until = models.DateField(null=True)
    void_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["register", "year", "serial"]
        constraints = [
            models.UniqueConstraint(fields=["division_code", "register", "year", "serial"], name="matters_serial_once"),
            models.CheckConstraint(
                condition=Q(serial=0) | Q(matter__isnull=False) | ~Q(void_reason="") | Q(reserved_until__isnull=False),
                name="matters_number_is_for_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.register}〔{self.year}〕{self.serial}号"


class Revision(models.Model):
    """The content of a matter as a step froze it, with its digest. A later change is a new revision; none is taken back."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    step = models.CharField(max_length=30)
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)

    class Meta:
        ordering = ["matter", "number"]
        constraints = [models.UniqueConstraint(fields=["matter", "number"], name="matters_revision_once")]

    def __str__(self) -> str:
        return f"{self.matter_id} 第{self.number}版"


class Remark(models.Model):
    """What is wrong with one field of a matter's content, said by the step that returned it, and how the step that handed it in
    again answers. `before`: what the field said then."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="remarks")
    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="remarks")
    item = models.CharField(max_length=80)
    label = models.CharField(max_length=300)
    words = models.TextField()
    before = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    answered = models.ForeignKey(Step, null=True, on_delete=models.PROTECT, related_name="answers")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["step", "item"], name="matters_remark_once"),
            models.CheckConstraint(
                condition=Q(answer="", answered__isnull=True) | (~Q(answer="") & Q(answered__isnull=False)),
                name="matters_remark_answered_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}：{self.words}"


class Subject(models.Model):
    """A thing a matter is about, where it is about several: the tasks of a report. One is found under its key as the matter's own
    `subject_id` is."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="subjects")
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=60)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["matter", "kind", "key"], name="matters_subject_once")]
        indexes = [models.Index(fields=["kind", "key"], name="matters_subject_key")]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.kind}:{self.key}"


class Invitation(models.Model):
    """Somebody without an account may take the steps open to a participant: with a link (only its digest is kept) and a code that is
    told another way. Wrong codes are counted; after some it is closed for a while."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="invitations")
    link_digest = models.CharField(max_length=64, unique=True)
    code_digest = models.CharField(max_length=64)
    through_date = models.DateField()
    failures = models.PositiveIntegerField(default=0)
    closed_until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.participant_id} {self.through_date}"
