"""What was owed by a unit that became part of another is owed by its successor."""

from datetime import date, datetime

from django.db.models import Q

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.contexts.people import readers as people
from qiangxian.contexts.people.events import UNITS_MERGED
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.clocks import county_day
from qiangxian.kernel.roles import system_only
from qiangxian.kernel.schedule import daily

from .models import Participant


def _taking_part(unit_id: int) -> Q:
    """The rows in which the unit takes part in something that is not over."""
    return Q(kind="unit", code=str(unit_id), to_date__isnull=True, matter__closed_date__isnull=True) & ~Q(key="")


@action("matters.follow_merged_unit", label="未办结事项随单位合并", policy=system_only)
def follow_merged_unit(*, actor: Actor, at: datetime, unit_id: int, into_id: int, label: str) -> Receipt:
    """Its successor takes its place from today on; the row of before stays, with its last day."""
    day, moved = county_day(at), 0
    for part in Participant.objects.filter(_taking_part(unit_id)).select_related("matter"):
        part.key, part.to_date = "", day
        part.save(update_fields=["key", "to_date"])
        more = {"state": part.state, "is_judicial": part.is_judicial, "signed_date": part.signed_date}
        part.matter.take_part(part.role, "unit", into_id, label, day, **more)
        moved += 1
    return Receipt("unit", str(unit_id), after={"into": into_id, "matters": moved})


@UNITS_MERGED.listen
def follow(*, unit_id: int, into_id: int, at: datetime) -> None:
    """At once after the merger."""
    if Participant.objects.filter(_taking_part(unit_id)).exists():
        label = people.unit_by_id(Actor.system(), into_id).name
        follow_merged_unit(actor=Actor.system(), at=at, unit_id=unit_id, into_id=into_id, label=label)


@daily("matters.follow_merged_units", label="未办结事项随单位合并", hour=2)
def follow_all(*, today: date, at: datetime) -> None:
    """What was missed when a unit was merged."""
    for unit_id, into_id in people.merged_units().items():
        follow(unit_id=unit_id, into_id=into_id, at=at)
