"""Notices, their way out, and who wants to be told how."""

from django.db import models

from .types import Channel, DeliveryState


class Notice(models.Model):
    """One thing told to one recipient. Recipient and key are given once, so an event is never told twice. `issuer`: in whose name,
    where it goes out of the house."""

    division_code = models.CharField(max_length=12)
    recipient = models.CharField(max_length=80)
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=160)
    title = models.CharField(max_length=200)
    words = models.TextField()
    rule = models.CharField(max_length=400)
    rule_date = models.DateField()
    due_date = models.DateField(null=True)
    link = models.CharField(max_length=80, blank=True)
    issuer = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    read_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["recipient", "key"], name="notices_notice_once")]
        indexes = [
            models.Index(fields=["recipient"], condition=models.Q(read_at__isnull=True), name="notices_notice_unread"),
            models.Index(fields=["division_code", "-created_at"], name="notices_notice_division"),
            models.Index(fields=["division_code", "rule_date"], name="notices_notice_rule"),
        ]

    def __str__(self) -> str:
        return f"{self.recipient} {self.key}"


class Delivery(models.Model):
    """A notice on its way to one address over one channel. `message` names the deliveries that leave as one message."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    address = models.CharField(max_length=400)
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    message = models.CharField(max_length=32, blank=True)
    last_error = models.CharField(max_length=400, blank=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "channel", "address"], name="notices_delivery_once"),
            models.CheckConstraint(
                condition=models.Q(state="sent", sent_at__isnull=False) | ~models.Q(state="sent"),
                name="notices_delivery_sent_at",
            ),
        ]
        indexes = [models.Index(fields=["state", "next_at"], name="notices_delivery_state")]

    def __str__(self) -> str:
        return f"{self.channel} {self.state}"


class Preference(models.Model):
    """Whether an account wants e-mail; without a row it does where an address is registered."""

    account = models.OneToOneField("people.Account", on_delete=models.CASCADE, related_name="+", primary_key=True)
    email = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"{self.account_id} {self.email}"


class CountyChannels(models.Model):
    """How one county's notices leave: whether reminders go out by themselves every day, and to which robot."""

    division_code = models.CharField(max_length=12, primary_key=True)
    automatic = models.BooleanField(default=False)
    webhook = models.CharField(max_length=400, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.division_code
