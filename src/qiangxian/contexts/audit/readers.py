"""Questions to the chain. An auditor reads the lines of the own county and those that belong to none."""

from datetime import date

from django.db.models import QuerySet

from qiangxian.kernel.actor import Actor
from qiangxian.kernel.roles import member

from .actions import ACTIONS
from .models import AuditHead, AuditLine
from .policies import may_read
from .scopes import limited
from .types import ActionEntry


def visible_lines(actor: Actor) -> QuerySet[AuditLine]:
    """Lines this actor may read in full: the system all, an auditor the own county's, everyone else none."""
    return limited(AuditLine.objects.order_by("-seq"), may_read.where(actor))


def lines_since(actor: Actor, day: date) -> QuerySet[AuditLine]:
    """The lines the actor may read from the beginning of a county's day on."""
    return visible_lines(actor).filter(at__date__gte=day)


def lines_about(actor: Actor, kind: str, target_id: str) -> QuerySet[AuditLine]:
    """The history of one thing, for everyone who may see the thing itself: the lines of the own county about it."""
    lines = AuditLine.objects.filter(target_kind=kind, target_id=target_id, outcome="done").order_by("-seq")
    return limited(lines, member.where(actor))


def action_entries() -> list[ActionEntry]:
    """Every registered action, by code: the rows of the permission matrix."""
    return [ACTIONS[code] for code in sorted(ACTIONS)]


def action_label(code: str) -> str:
    """The Chinese label of an action; a code from an older version stands for itself."""
    entry = ACTIONS.get(code)
    return entry.label if entry else code


def recent_lines(
    division_code: str, *, since: date | None = None, until: date | None = None, limit: int = 50
) -> list[AuditLine]:
    """What was done to one county's plan, registers and figures, newest first; refusals, logins and accounts left out."""
    lines = AuditLine.objects.filter(division_code=division_code, outcome="done").exclude(action__startswith="people.")
    if since:
        lines = lines.filter(at__date__gte=since)
    if until:
        lines = lines.filter(at__date__lte=until)
    return list(lines.order_by("-seq")[:limit])


def head() -> tuple[int, str]:
    """Number and seal of the last line: it differs after any change in the product."""
    return AuditHead.objects.filter(id=1).values_list("seq", "hash").first() or (0, "")
