"""Questions about notices: one's own, what was sent before, how messages fared."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, QuerySet

from qiangxian.contexts.audit.scopes import limited
from qiangxian.kernel.actor import Actor

from . import policies
from .models import CountyChannels, Delivery, Notice, Preference
from .types import DeliveryState

CHUNK = 500


def visible_notices(actor: Actor) -> QuerySet[Notice]:
    """The notices addressed to the actor, to its enterprise or to its office, newest first."""
    if actor.is_system:
        return Notice.objects.all()
    return Notice.objects.filter(recipient__in=policies.own_recipients(actor))


def unread_count(actor: Actor) -> int:
    """How many of them nobody has read."""
    own = policies.own_recipients(actor)
    return Notice.objects.filter(recipient__in=own, read_at__isnull=True).count() if own else 0


def county_notices(actor: Actor, division_code: str) -> QuerySet[Notice]:
    """Everything a county told anybody, for its office."""
    return limited(Notice.objects.filter(division_code=division_code), policies.may_post.where(actor))


def sent_keys(recipients_and_keys: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Which of these were told before."""
    wanted = set(recipients_and_keys)
    keys = sorted({key for _, key in wanted})
    found: set[tuple[str, str]] = set()
    for first in range(0, len(keys), CHUNK):
        rows = Notice.objects.filter(key__in=keys[first : first + CHUNK])
        found.update(rows.values_list("recipient", "key"))
    return found & wanted


def told_under(keys: Iterable[str]) -> set[str]:
    """Which of these keys somebody was told under."""
    rows = Notice.objects.filter(key__in=list(keys))
    return set(rows.values_list("key", flat=True))


def county_keys(division_code: str, since: date) -> set[tuple[str, str]]:
    """Who in the county was told what, by recipient and key, under rules that asked for it since the day."""
    rows = Notice.objects.filter(division_code=division_code, rule_date__gte=since)
    return set(rows.values_list("recipient", "key"))


def counts_of_day(division_code: str, day: date, kinds: Iterable[str]) -> dict[str, int]:
    """How many notices of these kinds were made on that day of the county, by kind."""
    rows = Notice.objects.filter(division_code=division_code, created_at__date=day, kind__in=list(kinds))
    return dict(rows.order_by().values_list("kind").annotate(Count("pk")))


def channels(division_code: str) -> CountyChannels | None:
    """What the county set; None where it set nothing, and reminders go out by themselves inside the product."""
    return CountyChannels.objects.filter(division_code=division_code).first()


def is_automatic(division_code: str) -> bool:
    """Whether the county's reminders go out every day by themselves: not before the office has said so, for a new register of fees would
    remind of what was paid long ago."""
    found = channels(division_code)
    return found is not None and found.automatic


def wants_email(account_id: int) -> bool:
    """Whether the account wants e-mail."""
    found = Preference.objects.filter(account_id=account_id).first()
    return found is None or found.email


def deliveries(actor: Actor, division_code: str) -> QuerySet[Delivery]:
    """The messages of a county and how they fared, for its office; newest first."""
    rows = Delivery.objects.select_related("notice").filter(notice__division_code=division_code).order_by("-id")
    return limited(rows, policies.may_post.where(actor), division_code="notice__division_code")


def delivery_counts(actor: Actor, division_code: str) -> dict[str, int]:
    """How many messages are in which state."""
    counted = deliveries(actor, division_code).order_by().values_list("state").annotate(Count("pk"))
    return {state: counted_ for state, counted_ in counted if state in DeliveryState.values}
