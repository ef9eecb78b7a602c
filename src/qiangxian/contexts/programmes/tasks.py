"""What follows what others announce: the assignments of a unit that became part of another."""

from datetime import date, datetime

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.contexts.people import readers as people
from qiangxian.contexts.people.events import UNITS_MERGED
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.roles import system_only
from qiangxian.kernel.schedule import daily

from .models import Assignment


@action("programmes.follow_merged_unit", label="分工随单位合并", policy=system_only)
def follow_merged_unit(*, actor: Actor, at: datetime, unit_id: int, into_id: int) -> Receipt:
    """What was assigned to the unit is its successor's; the printed names stay as the plan has them."""
    moved = Assignment.objects.filter(unit_id=unit_id).update(unit_id=into_id)
    return Receipt("unit", str(unit_id), after={"into": into_id, "assignments": moved})


@UNITS_MERGED.listen
def follow(*, unit_id: int, into_id: int, at: datetime) -> None:
    """At once after the merger."""
    if Assignment.objects.filter(unit_id=unit_id).exists():
        follow_merged_unit(actor=Actor.system(), at=at, unit_id=unit_id, into_id=into_id)


@daily("programmes.follow_merged_units", label="分工随单位合并", hour=2)
def follow_all(*, today: date, at: datetime) -> None:
    """What was missed when a unit was merged."""
    for unit_id, into_id in people.merged_units().items():
        follow(unit_id=unit_id, into_id=into_id, at=at)
