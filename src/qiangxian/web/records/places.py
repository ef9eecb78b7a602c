"""Who may look, which county is meant, and where a record stands."""

from typing import Any

from django.urls import reverse

from qiangxian.contexts.registers.records import policies
from qiangxian.contexts.registers.records.kinds import KINDS
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import NotAllowed
from qiangxian.kernel.roles import STAFF
from qiangxian.web.request import Request


def must_read(request: Request) -> None:
    """Staff of a county only; an enterprise has its own page."""
    policies.may_read.anywhere(request.actor).demand("企业用户请从“我的企业”查看自己的登记")


def division_of(request: Request) -> str:
    """The county a new record or a declaration belongs to: the one asked for, else the actor's first."""
    codes = sorted(request.actor.divisions(*STAFF))
    asked = request.GET.get("division") or request.POST.get("division") or ""
    if asked and asked not in codes:
        raise NotAllowed("只能查看和维护本县（市、区）的基础台账。", remedy="请从左侧“基础台账”进入本县的列表")
    if not codes and not asked:
        raise NotAllowed("账号还没有所属的县（市、区）。", remedy="请联系安全管理员授予角色")
    return asked or codes[0]


def place(_actor: Actor, kind: str, key: Any) -> str:
    """The page of a record of that kind, or the list of what an enterprise holds; nothing for other things."""
    if kind == "rights_of":
        return reverse("desk:register", args=("rights",)) + f"?holder={key}"
    return reverse("desk:record", args=(KINDS[kind].slug, int(key))) if kind in KINDS else ""
