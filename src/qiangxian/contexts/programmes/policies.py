"""Who may change a programme: the office of its county."""

from collections.abc import Mapping
from typing import Any

from qiangxian.contexts.documents import policies as documents
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.decision import Decision, allow, deny

from .models import PhaseCheck, Programme, Target, TargetProof


def may_edit(actor: Actor, arguments: Mapping[str, Any]) -> Decision:
    """By `programme_id`, `check_id` or `division_code`."""
    if actor.is_system:
        return allow()
    if not actor.has("office"):
        return deny("只有领导小组办公室可以修改工作方案。")
    return allow() if _division(arguments) in actor.division_codes else deny("只能修改本县（市、区）的工作方案。")


def _division(arguments: Mapping[str, Any]) -> str | None:
    if "check_id" in arguments:
        found = PhaseCheck.objects.filter(pk=arguments["check_id"])
        return found.values_list("phase__programme__division_code", flat=True).first()
    if programme_id := arguments.get("programme_id"):
        found_programme = Programme.objects.filter(pk=programme_id)
        return found_programme.values_list("division_code", flat=True).first()
    return arguments.get("division_code")


may_apply = documents.may_edit


def may_edit_target(actor: Actor, arguments: Mapping[str, Any]) -> Decision:
    """By `target_id` or `proof_id`: the county of the programme the target belongs to."""
    target_id: Any = arguments.get("target_id")
    if "proof_id" in arguments:
        target_id = TargetProof.objects.filter(pk=arguments["proof_id"]).values_list("target_id", flat=True).first()
    programme_id = Target.objects.filter(pk=target_id).values_list("programme_id", flat=True).first()
    return may_edit(actor, {"programme_id": programme_id})
