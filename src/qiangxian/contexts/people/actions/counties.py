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
from ..outward import web_address
from ..townships import TownshipChange, township_changes


@action("people.set_up_county", label="设定本县（市、区）", policy=system_only)
def set_up_county(*, actor: Actor, at: datetime, division_code: str) -> County:
    """The county this installation is for; said again, nothing changes."""
    if division.find(division_code).level != "county":
        raise Refused("不是县级区划", column="区划代码", value=division_code, remedy="请填写六位的县（市、区）代码")
    given = {"set_up_at": at, "set_up_by": actor.label[:120]}
    return County.objects.get_or_create(division_code=division_code, defaults=given)[0]


@action("people.describe_county", label="填写本县对外信息", policy=policies.may_edit_units)
def describe_county(
    *, actor: Actor, at: datetime, division_code: str, issuing_body: str, site_address: str, notice_board: str = ""
) -> Receipt:
    """In whose name the county's outward acts go out, on which site and on which board they stand (official-documents.md,
    addenda 3 and 8)."""
    told = {
        "issuing_body": issuing_body.strip(),
        "site_address": web_address(site_address.strip()),
        "notice_board": notice_board.strip(),
    }
    if not told["issuing_body"]:
        raise Refused("没有填写对外发文单位", column="对外发文单位", remedy="一般是牵头的市场监督管理局，写全称")
    county = _county(division_code, actor, at)
    before = {name: getattr(county, name) for name in told}
    for name, value in told.items():
        setattr(county, name, value)
    county.save()
    return Receipt("county", division_code, str(county), before, told, division_code, county)


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
    county = _county(division_code, actor, at)
    county.townships_checked_at, county.townships_checked_by = at, actor.label[:120]
    county.save()
    return county


def _county(division_code: str, actor: Actor, at: datetime) -> County:
    found = County.objects.filter(division_code=division_code).first()
    return found or County(division_code=division_code, set_up_at=at, set_up_by=actor.label[:120])


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
