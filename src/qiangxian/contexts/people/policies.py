"""Who may manage accounts. Three duties stay apart (rules/compliance.md §2): the system administrator makes accounts and has no
say over rights, the security administrator gives rights and makes no account, the auditor reads."""

from collections.abc import Mapping
from typing import Any

from qiangxian.kernel.actor import Actor
from qiangxian.kernel.roles import ADMINISTRATION, BUSINESS, holder, owner, role, when

from .models import Account, AccountStep, Delegation, RoleAssignment, Unit
from .types import StepKind


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


def _is_second(actor: Actor, given: Mapping[str, Any]) -> bool:
    """Another natural person than the one who asked and the one the account belongs to, by another duty than it was asked in;
    that an account works is for the security administrator to say."""
    step = AccountStep.objects.select_related("account").filter(pk=given.get("step_id") or 0).first()
    if actor.is_system or step is None:
        return True
    duties = actor.roles & ADMINISTRATION - {step.duty}
    if step.kind == StepKind.ACTIVATE:
        duties &= {"secadmin"}
    return bool(duties) and actor.person_id not in {None, step.asked_person_id, step.account.person_id}


def _lent(given: Mapping[str, Any]) -> Mapping[str, Any]:
    row = Delegation.objects.filter(pk=given.get("delegation_id") or 0).values("giver_id", "taker_id", "division_code")
    return {**given, **(row.first() or {})}


def _of_unit(given: Mapping[str, Any]) -> object:
    return Unit.objects.filter(pk=given.get("unit_id") or 0).first()


may_confirm_step = when(
    "须由申请人和账号使用人以外、担任另一项管理职责的人确认；启用账号由安全管理员确认。", _is_second
) & holder(*ADMINISTRATION).to("确认", "账号事项")
may_end_delegation = (
    (owner("giver_id") | owner("taker_id") | role("secadmin"))
    .says("只有委托人、受托人和安全管理员可以结束委托。")
    .of(_lent)
)
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
may_edit_units = role("office", "sysadmin").to("维护", "单位和乡镇")
may_change_unit = may_edit_units.of(_of_unit)
may_read_accounts = holder(*ADMINISTRATION).says("账号页面只对系统管理员、安全管理员和审计员开放。")
own_account = owner().to("操作", "账号")
