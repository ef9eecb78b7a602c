"""Questions to the library. Every list, page and file goes through `visible_memberships`."""

from collections import Counter

from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import NotFound

from .flow import visible_memberships
from .models import Membership
from .types import ACTIVE, FileState, Grade


def numbers(actor: Actor) -> tuple[dict[str, int], dict[str, int]]:
    """How many files stand at each state, and members at each grade ("" where it is not settled)."""
    rows = visible_memberships(actor).order_by()
    states = Counter(rows.values_list("state", flat=True))
    grades = Counter(rows.filter(state__in=ACTIVE).values_list("grade", flat=True))
    return {state: states[state] for state in FileState.values}, {grade: grades[grade] for grade in (*Grade.values, "")}


def membership(actor: Actor, membership_id: int) -> Membership:
    """One file the actor may see."""
    found = visible_memberships(actor).filter(pk=membership_id).first()
    if found is None:
        raise NotFound("没有这份档案，或您无权查看", remedy="请回到企业培育库列表重新选择")
    return found


def files_of(actor: Actor, enterprise_id: int) -> list[Membership]:
    """Every file an enterprise ever had, newest first."""
    return list(visible_memberships(actor).filter(enterprise_id=enterprise_id).order_by("-id"))
