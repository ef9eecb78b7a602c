"""What falls due in a county, and for one enterprise.

What a county's list rests on is found once a day and revision of its registers, and kept; a page then costs as many queries as
it needs to fill its own lines."""

import hashlib
from collections.abc import Sequence
from datetime import date

from django.core.cache import cache

from qiangxian.contexts.lists.readers import KEPT_SECONDS
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.calendar import add_months, edition
from qiangxian.kernel.errors import NotAllowed
from qiangxian.kernel.roles import own_enterprise

from ..records.models import RegisterClock
from .filling import fill
from .finding import find, of_holder
from .rules import general
from .types import DueEntry, DueItem


def found_in(division_code: str, as_of: AsOf) -> list[DueEntry]:
    """Everything that falls due in the county; kept until its registers change or another day is asked for."""
    clock = RegisterClock.objects.filter(pk=division_code).values_list("revision", "changed_at").first()
    days = (as_of.effective, as_of.known)
    key = "registers-due-" + hashlib.sha256(repr((division_code, clock, days, edition())).encode()).hexdigest()
    kept = cache.get(key)
    if kept is None:
        kept = [tuple(one) for one in find(division_code, as_of)]
        cache.set(key, kept, timeout=KEPT_SECONDS)
    return list(map(DueEntry._make, kept))


def own_found(actor: Actor, as_of: AsOf) -> list[DueEntry]:
    """What falls due for the actor's own enterprise: fees of the next twelve months, terms, renewals, pledges."""
    if actor.enterprise_record_id is None or not own_enterprise.anywhere(actor):
        raise NotAllowed("这里是企业用户查看自己权利的页面。", remedy="工作人员请从工作台的“到期与提醒”查看")
    found = []
    for code in sorted(actor.divisions("enterprise")):
        until = add_months(as_of.effective, general("calendar_months", as_of.effective, code))
        found += find(code, as_of, of_holder(actor.enterprise_record_id, as_of), until)
    return soonest_first(found, as_of.effective)


def own_due(actor: Actor, as_of: AsOf) -> list[DueItem]:
    """The same with everything a line needs."""
    return fill(own_found(actor, as_of), as_of)


def soonest_first(found: Sequence[DueEntry], today: date) -> list[DueEntry]:
    """What can still be done in time, the soonest at the top, then what is past."""
    ordered = sorted(found)
    return [one for one in ordered if one.day >= today] + [one for one in ordered if one.day < today]
