"""What stands first for each role: what I must do now, what is late and who owes it, what comes next."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from qiangxian.contexts.audit import policies as audit_policies
from qiangxian.contexts.audit import readers as audit
from qiangxian.contexts.matters import readers as matters
from qiangxian.contexts.matters.flow import flow_of
from qiangxian.contexts.programmes.readers import UnitRow
from qiangxian.contexts.quality import readers as quality
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.roles import Policy, role
from qiangxian.web.matters.pages import counts
from qiangxian.web.request import Request

from .board import AHEAD
from .pages import OverviewPage

SHOWN = 8
WORKS = role("office", "liaison", "unit_head", "leader")
WATCHES: Policy = role("leader", "office")
OF_A_UNIT = role("liaison", "unit_head")


def home(request: Request, page: OverviewPage, today: date) -> dict[str, Any]:
    """The reader's own first blocks; an empty one is not shown to those it does not concern."""
    actor = request.actor
    works, watches = bool(WORKS.anywhere(actor)), bool(WATCHES.anywhere(actor))
    unit, waiting = _own_row(actor, page), matters.open_by_step(actor) if works else []
    over = matters.soonest_first(matters.late(matters.visible_matters(actor), today))
    return {
        "todo": list(matters.soonest_first(matters.open_to(actor))[:SHOWN]) if waiting else (),
        "todo_total": sum(number for *_, number in waiting),
        "counts": [*_steps(waiting), *counts(request)] if works else (),
        "late": [_late(row, actor, today) for row in over[:SHOWN]],
        "late_total": over.count(),
        "ahead": list(matters.due_between(actor, today, today + timedelta(days=AHEAD))[:SHOWN]),
        "tasks": _own_tasks(unit, page) if unit else (),
        "unit": unit.name if unit else "",
        "proof": _proof(actor, today),
        "works": works,
        "watches": watches,
    }


def _steps(waiting: Iterable[tuple[str, str, str, int]]) -> list[tuple[str, int, str]]:
    """What waits, step by step; each number falls as the work is done."""
    page = reverse("desk:todo")
    return [(words, number, f"{page}?flow={flow}") for flow, _, words, number in waiting]


def _late(row: Any, actor: Actor, today: date) -> dict[str, Any]:
    """A matter over its day: who owes it, by how many days, and the step by which the reader may urge."""
    owes = "、".join(one.label for one in matters.owed_by(row))
    days, urge = matters.days_late(row, today), matters.may_urge(actor, row, today)
    return {"matter": row, "owes": owes or flow_of(row).label, "days": days, "urge": urge}


def _own_row(actor: Actor, page: OverviewPage) -> UnitRow | None:
    """The reader's unit as the plan names it; None for who speaks for no unit."""
    own = actor.unit_in(page.programme.division_code) if OF_A_UNIT.anywhere(actor) else None
    return next((row for row in page.matrix.units if own is not None and row.unit_id == own), None)


def _own_tasks(unit: UnitRow, page: OverviewPage) -> list[tuple[Any, str, date | None]]:
    """The tasks of the unit with its part in them and their last day, those with the nearest day first."""
    held = [one for one in page.matrix.tasks if one.key in unit.roles]
    found = [(one, unit.roles[one.key].label, page.matrix.due(one, page.as_of.effective)) for one in held]
    return sorted(found, key=lambda one: (one[2] is None, one[2] or date.max))


def _proof(actor: Actor, today: date) -> list[tuple[str, int, str, str]]:
    """For the auditor: what changed, what was refused, what was signed on paper, what a check found wrong."""
    if not audit_policies.may_read.anywhere(actor):
        return []
    since = today - timedelta(days=6)
    lines, log = audit.lines_since(actor, since), reverse("desk:audit")
    failed = sum(one.standing or 0 for one in quality.states(actor, today))
    return [
        ("近7日的变更", lines.filter(outcome="done").count(), f"{log}?outcome=done", "每一项都有由谁、何时、前后值"),
        (
            "近7日被拒绝的操作",
            lines.filter(outcome="refused").count(),
            f"{log}?outcome=refused",
            "越权或不合规则的尝试",
        ),
        (
            "线下签批",
            matters.offline_steps(actor).count(),
            reverse("desk:matters_offline"),
            "在纸质材料上签批、由他人录入",
        ),
        ("检查发现的问题", failed, reverse("desk:quality"), "含复算不一致、前后矛盾和缺项"),
    ]
