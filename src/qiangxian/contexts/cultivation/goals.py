"""Yearly goals counted from the registers: how far they stand on a day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from qiangxian.contexts.registers.portfolio.readers import Portfolio, portfolios
from qiangxian.kernel.asof import AsOf

from . import rules
from .models import Goal, GuidancePlan, ServiceEntry

SERVICES = "services"
INCREASE = "increase"


@dataclass(frozen=True)
class GoalStanding:
    """One goal on a day: `value` is the increase since the first day, or the state; None where nothing can be counted."""

    goal: Goal
    label: str
    unit: str
    value: int | None
    required: int

    @property
    def met(self) -> bool | None:
        """Whether it is reached; None where it cannot be counted."""
        return None if self.value is None else self.value >= self.required

    def as_json(self) -> dict[str, object]:
        """As a yearly evaluation keeps it."""
        return {
            "measure": self.goal.measure,
            "label": self.label,
            "unit": self.unit,
            "value": self.value,
            "required": self.required,
            "met": self.met,
        }


def fact(portfolio: Portfolio | None, services: int, name: str) -> int | None:
    """One figure by its name in `guidance.yaml`."""
    if name == SERVICES:
        return services
    return int(getattr(portfolio, name)) if portfolio is not None else None


def last_day(plan: GuidancePlan, as_of: AsOf) -> AsOf:
    """The plan is read on the day asked for, never past its year."""
    end = min(as_of.effective, date(plan.year, 12, 31))
    return AsOf(end, as_of.known)


def standings(plans: Sequence[GuidancePlan], as_of: AsOf) -> dict[int, list[GoalStanding]]:
    """The goals of these plans on the day, by plan. Plans of one county and year share their queries."""
    found: dict[int, list[GoalStanding]] = {plan.pk: [] for plan in plans}
    by_day: dict[tuple[str, AsOf], list[GuidancePlan]] = {}
    for plan in plans:
        by_day.setdefault((plan.membership.division_code, last_day(plan, as_of)), []).append(plan)
    goals = _goals(plans)
    for (division_code, day), group in by_day.items():
        records = [plan.membership.enterprise_id for plan in group]
        held = portfolios(division_code, records, day)
        for plan in group:
            services = _services(plan, day.effective)
            one = held.get(plan.membership.enterprise_id)
            found[plan.pk] = [_standing(goal, one, services, division_code) for goal in goals.get(plan.pk, ())]
    return found


def _goals(plans: Iterable[GuidancePlan]) -> dict[int, list[Goal]]:
    rows = Goal.objects.filter(plan__in=[plan.pk for plan in plans], dropped_at__isnull=True).order_by("id")
    found: dict[int, list[Goal]] = {}
    for goal in rows:
        found.setdefault(goal.plan_id, []).append(goal)
    return found


def _services(plan: GuidancePlan, day: date) -> int:
    rows = ServiceEntry.objects.filter(membership_id=plan.membership_id, struck_at__isnull=True)
    return rows.filter(day__gte=plan.first_day, day__lte=day).count()


def _standing(goal: Goal, held: Portfolio | None, services: int, division_code: str) -> GoalStanding:
    entry = rules.goal(goal.measure, division_code)
    value = fact(held, services, str(entry["fact"]))
    if value is not None and entry["kind"] == INCREASE and entry["fact"] != SERVICES:
        value = None if goal.baseline is None else max(0, value - goal.baseline)
    return GoalStanding(goal, str(entry["label"]), str(entry["unit"]), value, goal.required)


def baseline(division_code: str, enterprise_id: int, measure: str, first_day: date) -> int | None:
    """The figure at the beginning of the plan's first day, from which an increase is counted; None for a level."""
    entry = rules.goal(measure, division_code)
    if entry["kind"] != INCREASE or entry["fact"] == SERVICES:
        return None
    held = portfolios(division_code, [enterprise_id], AsOf.on(first_day)).get(enterprise_id)
    return fact(held, 0, str(entry["fact"]))
