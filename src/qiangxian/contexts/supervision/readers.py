"""Questions to the work orders: how many were assigned and closed, and where one came from."""

from dataclasses import dataclass

from django.db.models import Count, Q

from qiangxian.contexts.matters.readers import visible_matters
from qiangxian.kernel.actor import Actor

from .flow import FLOW, OrderState


@dataclass(frozen=True)
class Rate:
    """Completion: closed ÷ assigned; what was never sent or was dropped is not assigned. None where nothing was."""

    assigned: int
    closed: int

    @property
    def percent(self) -> int | None:
        """Rounded to a whole per cent."""
        return round(100 * self.closed / self.assigned) if self.assigned else None


def rate(actor: Actor) -> Rate:
    """Over every order the actor may see. Judicial bodies are asked, not measured."""
    rows = visible_matters(actor).filter(flow=FLOW.code, number__gt="").exclude(state=OrderState.DROPPED)
    rows = rows.exclude(participants__role="lead", participants__is_judicial=True)
    counted = rows.aggregate(assigned=Count("pk"), closed=Count("pk", filter=Q(state=OrderState.CLOSED)))
    return Rate(**counted)
