"""Questions to the work orders: how many were assigned and closed, and where one came from."""

from datetime import date

from django.db.models import Count, Q

from qiangxian.contexts.matters.flow import Step
from qiangxian.contexts.matters.readers import visible_matters
from qiangxian.kernel.actor import Actor

from .flow import FLOW, OrderState
from .models import Order


def assigned_and_closed(actor: Actor) -> tuple[int, int]:
    """Of the orders the actor may see; what was never sent or was dropped is not assigned. Judicial bodies are asked, not measured."""
    rows = visible_matters(actor).filter(flow=FLOW.code, number__gt="").exclude(state=OrderState.DROPPED)
    rows = rows.exclude(participants__role="lead", participants__is_judicial=True)
    counted = rows.aggregate(assigned=Count("pk"), closed=Count("pk", filter=Q(state=OrderState.CLOSED)))
    return counted["assigned"], counted["closed"]


def percent(assigned: int, closed: int) -> int | None:
    """Completion: closed ÷ assigned, rounded to a whole per cent. None where nothing was assigned."""
    return round(100 * closed / assigned) if assigned else None


def closed_in_time(division_code: str, unit_id: int, first: date, last: date) -> tuple[list[str], list[str]]:
    """The orders a unit led that fell due in the span, both ends included: (all of them, those it asked to end by their day and that
    were confirmed), by number. Dropped ones are none."""
    rows = Order.objects.filter(
        matter__division_code=division_code,
        matter__participants__key=f"lead:unit:{unit_id}",
        matter__number__gt="",
        due_date__range=(first, last),
    ).exclude(matter__state=OrderState.DROPPED)
    done = dict(
        Step.objects.filter(step="finish", matter__order__in=rows).order_by("number").values_list("matter_id", "day")
    )
    every, in_time = [], []
    for row in rows.select_related("matter").order_by("pk"):
        every.append(row.matter.code)
        if row.matter.state == OrderState.CLOSED and row.pk in done and done[row.pk] <= row.due_date:
            in_time.append(row.matter.code)
    return every, in_time
