"""Bodies with their seats, received papers, meetings with topics and attendance, and what was decided."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from .types import Attending, BodyKind, MeetingKind, PaperKind, SeatRole


class Body(models.Model):
    """A body that meets, set up by a document and standing from a day to a day."""

    matter = models.OneToOneField("matters.Matter", on_delete=models.PROTECT, primary_key=True, related_name="body")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=BodyKind.choices)
    document_number = models.CharField(max_length=60)
    office_unit = models.ForeignKey("people.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="meetings_body_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Seat(models.Model):
    """Somebody sits for a unit in a role, from the day of one document to the day before another (exclusive end)."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="seats")
    unit = models.ForeignKey("people.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=60)
    post = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=10, choices=SeatRole.choices)
    document_number = models.CharField(max_length=60)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    ended_by = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True, ended_by="") | (Q(valid_to__gte=F("valid_from")) & ~Q(ended_by="")),
                name="meetings_seat_ends_by_document",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_name}（{self.get_role_display()}）"


class Incoming(models.Model):
    """A paper or an instruction received: from whom, number, gist. What is internal stands by number and gist only."""

    matter = models.OneToOneField("matters.Matter", on_delete=models.PROTECT, primary_key=True, related_name="incoming")
    kind = models.CharField(max_length=12, choices=PaperKind.choices)
    sender = models.CharField(max_length=120)
    document_number = models.CharField(max_length=60, blank=True)
    received_date = models.DateField()
    gist = models.TextField()
    due_date = models.DateField(null=True)
    reply = models.TextField(blank=True)
    reply_number = models.CharField(max_length=60, blank=True)

    def __str__(self) -> str:
        return f"{self.sender} {self.document_number}"


class Meeting(models.Model):
    """One meeting of a body, the so-many-th, with the text of its minutes."""

    matter = models.OneToOneField("matters.Matter", on_delete=models.PROTECT, primary_key=True, related_name="meeting")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="meetings")
    ordinal = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=MeetingKind.choices)
    meeting_date = models.DateField()
    time_words = models.CharField(max_length=60)
    place = models.CharField(max_length=120)
    chair = models.CharField(max_length=60)
    topics_due = models.DateField()
    minutes_text = models.TextField(blank=True)
    door: tuple[str, str]
    """Link and code of the door, told once by the step that opens it; not kept."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["body", "ordinal"], name="meetings_ordinal_once"),
        ]

    def __str__(self) -> str:
        return f"{self.body}第{self.ordinal}次会议"


class Topic(models.Model):
    """Something a unit wants on the agenda; `position` where it came on it."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="topics")
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    words = models.TextField(blank=True)
    reporter = models.CharField(max_length=60, blank=True)
    position = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = [F("position").asc(nulls_last=True), "id"]

    def __str__(self) -> str:
        return self.title


class Attendance(models.Model):
    """Who a unit says it will send, and who came."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendance")
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    is_planned = models.BooleanField()
    presence = models.CharField(max_length=10, choices=Attending.choices)
    name = models.CharField(max_length=60, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "unit", "is_planned"], name="meetings_attendance_once"),
            models.CheckConstraint(condition=Q(presence="leave") | ~Q(name=""), name="meetings_who_came_has_a_name"),
        ]

    def __str__(self) -> str:
        return f"{self.name or self.unit_id}（{self.get_presence_display()}）"


UNWANTED = ("declined", "dropped")
WAITING = Q(order__isnull=True, dropped_reason="") & (
    Q(addition__isnull=True) | Q(addition__matter__state__in=UNWANTED)
)
"""Decisions neither handed out nor dropped."""


class Decision(models.Model):
    """A paragraph that decides, of minutes of our own or received. `leads` and `helps`: names as printed; nobody is handed it while it
    is `doubtful`: no unit or more than one leads, or no day. It becomes a work order, or a task added to the programme (`addition`)."""

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    leads = models.JSONField(default=list)
    helps = models.JSONField(default=list)
    lead = models.ForeignKey("people.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    helping = models.ManyToManyField("people.Unit", related_name="+")
    due_date = models.DateField(null=True)
    is_doubtful = models.BooleanField()
    confirmed_by = models.CharField(max_length=120, blank=True)
    order = models.OneToOneField("supervision.Order", null=True, on_delete=models.PROTECT, related_name="decision")
    addition = models.OneToOneField("programmes.Correction", null=True, on_delete=models.PROTECT, related_name="+")
    dropped_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["matter", "number"]
        constraints = [
            models.UniqueConstraint(fields=["matter", "number"], name="meetings_decision_number"),
            models.CheckConstraint(
                condition=Q(order__isnull=True, addition__isnull=True)
                | Q(is_doubtful=False, lead__isnull=False, dropped_reason=""),
                name="meetings_ordered_when_clear",
            ),
        ]

    @property
    def followed(self) -> Any:
        """The matter that carries it out, or None: a task the second person did not want leaves it to be handed out anew."""
        if self.order is not None:
            return self.order.matter
        return None if self.addition is None or self.addition.matter.state in UNWANTED else self.addition.matter

    def __str__(self) -> str:
        return self.text[:60]
