"""A county is set up here, and corrects the national list of its townships."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.kernel import division
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.roles import system_only

from .. import policies
from ..models import County, Township
from ..townships import TownshipChange, township_changes


@action("people.set_up_county", label="设定本县（市、区）", policy=system_only)
def set_up_county(*, actor: Actor, at: datetime, division_code: str) -> County:
    """The county this installation is for; said again, nothing changes."""
    if division.find(division_code).level != "county":
        raise Refused("不是县级区划", column="区划代码", value=division_code, remedy="请填写六位的县（市、区）代码")
    given = {"set_up_at": at, "set_up_by": actor.label[:120]}
    return County.objects.get_or_create(division_code=division_code, defaults=given)[0]


@action("people.correct_townships", label="更正乡镇名单", policy=policies.may_edit_units)
def correct_townships(
    *, actor: Actor, at: datetime, division_code: str, townships: Mapping[str, str], reason: str
) -> Receipt:
    """The county's townships are these, name by code; what differs from the list of the year is kept beside it,
    and the list counts as compared."""
    changes = township_changes(division_code, townships)
    if not changes:
        raise Refused("名单没有变动", column="乡镇名单", remedy="请先改动名单再保存")
    for change in changes:
        _keep(change, division_code, reason, actor, at)
    _checked(division_code, actor, at)
    division.CORRECTED.forget()
    transaction.on_commit(division.CORRECTED.forget)
    return _receipt(division_code, changes)


@action("people.check_townships", label="核对乡镇名单", policy=policies.may_edit_units)
def check_townships(*, actor: Actor, at: datetime, division_code: str) -> County:
    """Somebody has compared the list with the county as it is."""
    return _checked(division_code, actor, at)


def _checked(division_code: str, actor: Actor, at: datetime) -> County:
    county = County.objects.filter(division_code=division_code).first() or County(
        division_code=division_code, set_up_at=at, set_up_by=actor.label[:120]
    )
    county.townships_checked_at, county.townships_checked_by = at, actor.label[:120]
    county.save()
    return county


def _keep(change: TownshipChange, division_code: str, reason: str, actor: Actor, at: datetime) -> None:
    listed = division.listed_townships(division_code).get(change.code)
    if listed is not None and listed.name == change.after:
        Township.objects.filter(code=change.code).delete()
        return
    given = {
        "division_code": division_code,
        "name": change.after or change.before,
        "is_gone": not change.after,
        "reason": reason.strip()[:200],
        "changed_at": at,
        "changed_by": actor.label[:120],
    }
    Township.objects.update_or_create(code=change.code, defaults=given)


def _receipt(division_code: str, changes: Iterable[TownshipChange]) -> Receipt:
    before = {change.code: change.before for change in changes}
    after = {change.code: change.after for change in changes}
    name = division.find(division_code).name
    return Receipt("county", division_code, f"{name}乡镇名单", before, after, division_code, len(after))
