"""Who reads the findings, runs the checks, and may let a finding stand."""

from collections.abc import Mapping
from typing import Any

from qiangxian.kernel.actor import Actor
from qiangxian.kernel.decision import Decision, allow, deny
from qiangxian.kernel.integrity import CHECKS, Check

READERS = ("office", "leader", "liaison", "unit_head", "auditor")
KEEPERS = ("sysadmin", "secadmin")


def may_read(actor: Actor) -> Decision:
    """The county's staff, and the administrators for the checks that are theirs to act on."""
    if actor.is_system or actor.has(*READERS, *KEEPERS):
        return allow()
    return deny("数据质量页面只对本县（市、区）工作人员开放。")


def sees(actor: Actor, check: Check) -> bool:
    """Staff see every check; an administrator, who sees no business data, only those it must act on."""
    return actor.is_system or actor.has(*READERS) or actor.has(check.owner)


def may_run(actor: Actor, arguments: Mapping[str, Any]) -> Decision:
    """Start the checks of one's own county."""
    if actor.is_system:
        return allow()
    if not actor.has("office", "auditor", *KEEPERS):
        return deny("只有领导小组办公室、审计员和管理员可以发起数据质量检查。")
    ours = arguments.get("division_code") in actor.division_codes
    return allow() if ours else deny("只能检查本县（市、区）的数据。")


def may_store(actor: Actor, _arguments: Mapping[str, Any]) -> Decision:
    """Results come from the program, never from a person's hand."""
    return allow() if actor.is_system else deny("检查结果只能由系统保存。")


def may_ignore(actor: Actor, arguments: Mapping[str, Any]) -> Decision:
    """Let findings stand: the office those of its own county, an administrator those it must act on."""
    if actor.is_system:
        return allow()
    division = arguments.get("division_code")
    if division and division not in actor.division_codes:
        return deny("只能处理本县（市、区）的问题。")
    check = CHECKS.get(str(arguments.get("check_code")))
    if actor.has("office") and (division or check is None):
        return allow()
    if check is not None and check.owner in KEEPERS and actor.has(check.owner):
        return allow()
    return deny("只有领导小组办公室可以把本县的问题标为不处理，其余由负责处理的管理员决定。")
