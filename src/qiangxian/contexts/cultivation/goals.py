"""Yearly goals counted from the registers: how far they stand on a day."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from qiangxian.contexts.registers.portfolio.readers import Portfolio, portfolios
from qiangxian.kernel.asof import AsOf

from . import rules
from .models import Goal, GuidancePlan, ServiceEntry

SERVICES = "services"
INCREASE = "increase"


def fact(portfolio: Portfolio | None, services: int, name: str) -> int | None:
    """One figure by its name in `guidance.yaml`."""
    if name == SERVICES:
        return services
    return int(getattr(portfolio, name)) if portfolio is not None else None


def last_day(plan: GuidancePlan, as_of: AsOf) -> AsOf:
    """The plan is read on the day asked for, never past its year."""
    return AsOf(min(as_of.effective, date(plan.year, 12, 31)), as_of.known)


def standings(plans: Sequence[GuidancePlan], as_of: AsOf) -> dict[int, list[dict[str, Any]]]:
    """The goals of these plans on the day, by plan, as a yearly evaluation keeps them: `value` is the increase since the first
    day or the level, None where nothing can be counted, `met` then too. Plans of one county and year share their queries."""
    goals: dict[int, list[Goal]] = defaultdict(list)
    for goal in Goal.objects.filter(plan__in=[plan.pk for plan in plans], dropped_at__isnull=True).order_by("id"):
        goals[goal.plan_id].append(goal)
    by_day: dict[tuple[str, AsOf], list[GuidancePlan]] = defaultdict(list)
    for plan in plans:
        by_day[plan.membership.division_code, last_day(plan, as_of)].append(plan)
    found = {}
    for (division_code, day), group in by_day.items():
        held = portfolios(division_code, [plan.membership.enterprise_id for plan in group], day)
        for plan in group:
            services, one = _services(plan, day.effective), held.get(plan.membership.enterprise_id)
            found[plan.pk] = [_standing(goal, one, services, division_code) for goal in goals[plan.pk]]
    return found


def _services(plan: GuidancePlan, day: date) -> int:
    rows = ServiceEntry.objects.filter(membership_id=plan.membership_id, struck_at__isnull=True)
    return rows.filter(day__gte=plan.first_day, day__lte=day).count()


def _standing(goal: Goal, held: Portfolio | None, services: int, division_code: str) -> dict[str, Any]:
    entry = rules.goal(goal.measure, division_code)
    value = fact(held, services, str(entry["fact"]))
    if value is not None and entry["kind"] == INCREASE and entry["fact"] != SERVICES:
        value = None if goal.baseline is None else max(0, value - goal.baseline)
    words = {"measure": goal.measure, "label": str(entry["label"]), "unit": str(entry["unit"])}
    met = None if value is None else value >= goal.required
    return {**words, "value": value, "baseline": goal.baseline, "required": goal.required, "met": met}


def baseline(division_code: str, enterprise_id: int, measure: str, first_day: date) -> int | None:
    """The figure at the beginning of the plan's first day, from which an increase is counted; None for a level."""
    entry = rules.goal(measure, division_code)
    if entry["kind"] != INCREASE or entry["fact"] == SERVICES:
        return None
    held = portfolios(division_code, [enterprise_id], AsOf.on(first_day)).get(enterprise_id)
    return fact(held, 0, str(entry["fact"]))
