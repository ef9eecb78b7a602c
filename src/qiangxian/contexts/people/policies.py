"""Who may manage accounts. Three duties stay apart (rules/compliance.md §2): the system administrator makes accounts and has no
say over rights, the security administrator gives rights and makes no account, the auditor reads."""

from collections.abc import Mapping
from typing import Any

from qiangxian.kernel.actor import Actor
from qiangxian.kernel.roles import ADMINISTRATION, BUSINESS, holder, owner, role, when

from .models import Account, RoleAssignment


def _county(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Where the role is given, or was."""
    row = RoleAssignment.objects.filter(pk=given.get("assignment_id") or 0).first()
    return {**given, "division_code": row.division_code if row else given.get("division_code")}


def _is_another(actor: Actor, given: Mapping[str, Any]) -> bool:
    """Neither the own account nor another one of the same natural person."""
    account_id = given.get("account_id") or 0
    own = actor.person_id is not None and Account.objects.filter(pk=account_id, person_id=actor.person_id).exists()
    return actor.is_system or not (own or account_id == actor.id)


def _is_business(_actor: Actor, given: Mapping[str, Any]) -> bool:
    return given.get("role") not in ADMINISTRATION


def _is_held(actor: Actor, given: Mapping[str, Any]) -> bool:
    """A role of one's own in that county; what was lent is not lent on."""
    held = actor.holding(str(given.get("role")), division=given.get("division_code"))
    return actor.is_system or any(grant.giver is None for grant in held)


may_make_accounts = holder("sysadmin").to("建立、重置、解锁或停用", "账号")
may_assign_person = when("不能更改自己账号对应的人员，请由另一位系统管理员办理。", _is_another) & holder("sysadmin").to(
    "更改", "账号对应的人员"
)
may_add_person = (holder("sysadmin") | role("office")).to("登记", "人员")
may_grant_roles = (
    when("不能更改自己的角色，请由另一位安全管理员办理。", _is_another) & role("secadmin").to("授予或收回", "角色")
).of(_county)
may_delegate = (
    when("系统管理员、安全管理员和审计员的职责不能委托。", _is_business)
    & when("只能委托自己担任的角色。", _is_held)
    & role(*BUSINESS).says("只能委托自己担任的角色。")
)
may_edit_units = role("office").to("维护", "单位")
may_read_accounts = holder(*ADMINISTRATION).says("账号页面只对系统管理员、安全管理员和审计员开放。")
own_account = owner().to("操作", "账号")
