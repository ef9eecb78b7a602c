"""Who may keep files and decide proposals: the office of the county they belong to."""

from collections.abc import Mapping
from typing import Any

from qiangxian.kernel.actor import Actor
from qiangxian.kernel.decision import Decision, allow, deny

from .models import Proposal


def may_edit(actor: Actor, arguments: Mapping[str, Any]) -> Decision:
    """By `division_code`, or by the county of the `proposal_id` given."""
    if actor.is_system:
        return allow()
    if not actor.has("office"):
        return deny("只有领导小组办公室可以导入方案、确认解析结果。")
    return allow() if _division(arguments) in actor.division_codes else deny("只能处理本县（市、区）的方案。")


def may_keep(actor: Actor, arguments: Mapping[str, Any]) -> Decision:
    """Files: the office, and liaisons who prove with them what they report."""
    if actor.has("liaison") and arguments.get("division_code") in actor.division_codes:
        return allow()
    return may_edit(actor, arguments)


def _division(arguments: Mapping[str, Any]) -> str | None:
    if "proposal_id" in arguments:
        found = Proposal.objects.filter(pk=arguments["proposal_id"]).values_list("division_code", flat=True)
        return found.first()
    return arguments.get("division_code")
