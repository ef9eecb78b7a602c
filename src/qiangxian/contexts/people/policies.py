"""Who may manage accounts. Three duties stay apart (rules/compliance.md §2): the system administrator makes accounts and has no
say over rights, the security administrator gives rights and makes no account, the auditor reads."""

from collections.abc import Mapping
from typing import Any

from qiangxian.kernel.actor import Actor
from qiangxian.kernel.decision import Decision, allow, deny

ADMINISTRATIVE = frozenset({"sysadmin", "secadmin", "auditor"})
BUSINESS = frozenset({"leader", "office", "liaison", "unit_head", "enterprise"})


def _needs(actor: Actor, role: str, words: str) -> Decision:
    return allow() if actor.is_system or actor.has(role) else deny(words)


def may_make_accounts(actor: Actor, _arguments: Mapping[str, Any]) -> Decision:
    """Create, reset, unlock, deactivate."""
    return _needs(actor, "sysadmin", "只有系统管理员可以建立、重置、解锁或停用账号。")


def may_grant_roles(actor: Actor, arguments: Mapping[str, Any]) -> Decision:
    """Give and end roles; nobody changes their own."""
    if arguments.get("account_id") is not None and arguments["account_id"] == actor.id:
        return deny("不能更改自己的角色，请由另一位安全管理员办理。")
    return _needs(actor, "secadmin", "只有安全管理员可以授予或收回角色。")


def may_delegate(actor: Actor, arguments: Mapping[str, Any]) -> Decision:
    """One may lend one's own business role, never an administrative one."""
    role = arguments.get("role")
    if role in ADMINISTRATIVE:
        return deny("系统管理员、安全管理员和审计员的职责不能委托。")
    return allow() if actor.is_system or actor.has(str(role)) else deny("只能委托自己担任的角色。")


def may_edit_units(actor: Actor, arguments: Mapping[str, Any]) -> Decision:
    """Units of one's own county."""
    if actor.is_system:
        return allow()
    if not actor.has("office"):
        return deny("只有领导小组办公室可以维护单位。")
    division = arguments.get("division_code")
    return allow() if division in actor.division_codes else deny("只能维护本县（市、区）的单位。")


def may_read_accounts(actor: Actor) -> Decision:
    """The account pages: the two administrators and the auditor."""
    return (
        allow()
        if actor.is_system or actor.has(*ADMINISTRATIVE)
        else deny("账号页面只对系统管理员、安全管理员和审计员开放。")
    )


def may_read_audit(actor: Actor) -> Decision:
    """The audit pages: the auditor alone, and the system itself."""
    return allow() if actor.is_system or actor.has("auditor") else deny("审计日志只对审计员开放。")


def own_account(actor: Actor, arguments: Mapping[str, Any]) -> Decision:
    """What one does with one's own account."""
    return allow() if actor.is_system or actor.id == arguments.get("account_id") else deny("只能操作自己的账号。")
