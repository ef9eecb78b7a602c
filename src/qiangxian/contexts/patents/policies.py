"""Who may take literature over, and who sees what a contract keeps inside."""

from dataclasses import replace
from typing import Any

from django.db.models import QuerySet

from qiangxian.kernel.actor import SYSTEM, VISITOR, Actor
from qiangxian.kernel.errors import NotAllowed
from qiangxian.kernel.roles import OFFICIALS, owner, role

from .types import Licence

INSIDE = (*OFFICIALS, SYSTEM)

keeps = role("office").to("维护", "专利信息")
marks = owner().to("建立", "专利清单")


def sees_contract(actor: Actor) -> bool:
    """Officials at the desk and the product itself; everybody else sees what is open."""
    return actor.is_system or actor.has(*OFFICIALS)


def in_public(actor: Actor) -> Actor:
    """The same person where everybody looks, and where something leaves the house: what a contract keeps inside is not seen there."""
    grants = frozenset(replace(one, role=VISITOR) if one.role in INSIDE else one for one in actor.grants)
    return Actor(actor.id, actor.label, grants, actor.person_id, actor.enterprise_record_id, actor.demo, actor.guest)


def visible(actor: Actor, rows: QuerySet[Any], licence: str = "licence") -> QuerySet[Any]:
    """The rows the actor may see; `licence`: where theirs stands."""
    return rows if sees_contract(actor) else rows.filter(**{licence: Licence.OPEN})


def signed_in(actor: Actor) -> int:
    """The account of somebody who belongs to a county; others keep nothing here."""
    marks.anywhere(actor).demand()
    if actor.id is None:
        raise NotAllowed("请先登录", remedy="登录后可以保存检索、建立清单")
    return actor.id
