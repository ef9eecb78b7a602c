"""Who reads the findings, runs the checks, and may let a finding stand."""

from collections.abc import Mapping
from typing import Any

from qiangxian.kernel.actor import Actor
from qiangxian.kernel.decision import Decision, allow, deny

READERS = ("office", "leader", "liaison", "unit_head", "auditor")


def may_read(actor: Actor) -> Decision:
    """The county's staff; the system administrator sees what belongs to no county, which the readers see to."""
    if actor.is_system or actor.has(*READERS, "sysadmin"):
        return allow()
    return deny("数据质量页面只对本县（市、区）工作人员开放。")


def may_run(actor: Actor, arguments: Mapping[str, Any]) -> Decision:
    """Start the checks of one's own county."""
    if actor.is_system:
        return allow()
    if not actor.has("office", "auditor"):
        return deny("只有领导小组办公室和审计员可以发起数据质量检查。")
    ours = arguments.get("division_code") in actor.division_codes
    return allow() if ours else deny("只能检查本县（市、区）的数据。")


def may_store(actor: Actor, _arguments: Mapping[str, Any]) -> Decision:
    """Results come from the program, never from a person's hand."""
    return allow() if actor.is_system else deny("检查结果只能由系统保存。")


def may_ignore(actor: Actor, arguments: Mapping[str, Any]) -> Decision:
    """Let a finding of one's own county stand; what belongs to no county only the system administrator may."""
    if actor.is_system:
        return allow()
    division = arguments.get("division_code")
    if not division:
        return allow() if actor.has("sysadmin") else deny("规则、文件和审计的问题只有系统管理员可以标为不处理。")
    if not actor.has("office"):
        return deny("只有领导小组办公室可以把问题标为不处理。")
    return allow() if division in actor.division_codes else deny("只能处理本县（市、区）的问题。")
