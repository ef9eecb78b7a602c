"""Who may read the library and take which step, and why not."""

from collections.abc import Mapping
from typing import Any

from qiangxian.kernel.actor import Actor
from qiangxian.kernel.decision import Decision, allow, deny

from .models import GuidancePlan, Membership, MembershipStep, ServiceEntry
from .types import State, Step

READING_ROLES = frozenset({"leader", "office", "liaison", "unit_head", "auditor"})


def may_read(actor: Actor) -> Decision:
    """Staff of the county; an enterprise has its own page."""
    if actor.is_system or actor.has(*READING_ROLES):
        return allow()
    return deny("企业培育库只对本县（市、区）的工作人员开放。")


def _membership(arguments: Mapping[str, Any]) -> Membership | None:
    return Membership.objects.filter(pk=arguments.get("membership_id") or 0).first()


def _office_of(actor: Actor, division_code: str | None, words: str) -> Decision:
    if actor.is_system:
        return allow()
    if not actor.has("office"):
        return deny(words)
    return allow() if division_code in actor.division_codes else deny("只能办理本县（市、区）的企业培育库。")


def may_compute(actor: Actor, arguments: Mapping[str, Any]) -> Decision:
    """Have the grades of a county computed: its office, or the product by itself."""
    return _office_of(actor, arguments.get("division_code"), "只有领导小组办公室可以计算等级。")


def may_apply(actor: Actor, arguments: Mapping[str, Any]) -> Decision:
    """An enterprise for itself, the office for any enterprise of its county."""
    if actor.has("enterprise"):
        own = actor.enterprise_record_id is not None and actor.enterprise_record_id == arguments.get("enterprise_id")
        here = arguments.get("division_code") in actor.division_codes
        return allow() if own and here else deny("企业用户只能为本企业申报。")
    return _office_of(actor, arguments.get("division_code"), "只有企业自己申报，或由领导小组办公室推荐。")


def may_continue(actor: Actor, arguments: Mapping[str, Any]) -> Decision:
    """Resubmit or withdraw: the enterprise itself, or the office."""
    found = _membership(arguments)
    if found is None:
        return deny("没有这份档案。")
    return may_apply(actor, {"enterprise_id": found.enterprise_id, "division_code": found.division_code})


def may_handle(actor: Actor, arguments: Mapping[str, Any]) -> Decision:
    """Review, visit, publish, log: the office of the county."""
    found = _membership(arguments)
    return _office_of(actor, found.division_code if found else None, "只有领导小组办公室可以办理。")


def may_admit(actor: Actor, arguments: Mapping[str, Any]) -> Decision:
    """Leader or office, and not the person who passed the review."""
    return _second_person(actor, arguments, Step.PASS_REVIEW, "初审由您本人通过，入库须由另一人批准。")


def may_approve_exit(actor: Actor, arguments: Mapping[str, Any]) -> Decision:
    """Leader or office, and not the person who proposed it."""
    return _second_person(actor, arguments, Step.PROPOSE_EXIT, "出库由您本人提出，须由另一人批准。")


def _second_person(actor: Actor, arguments: Mapping[str, Any], first: str, words: str) -> Decision:
    if actor.is_system:
        return deny("须由一名经办人以外的工作人员批准，系统不能代替。")
    found = _membership(arguments)
    if not actor.has("leader", "office"):
        return deny("只有领导小组或其办公室可以批准。")
    if found is None or found.division_code not in actor.division_codes:
        return deny("只能办理本县（市、区）的企业培育库。")
    step = MembershipStep.objects.filter(membership=found, step=first).order_by("-number").first()
    if step is not None and (step.by_id, step.by) == (actor.id, actor.label):
        return deny(words)
    return allow()


def may_guide(actor: Actor, arguments: Mapping[str, Any]) -> Decision:
    """Log a service: the office, or the official responsible for the member in any year."""
    found = _membership(arguments)
    if found is None and arguments.get("service_id"):
        entry = ServiceEntry.objects.filter(pk=arguments["service_id"]).select_related("membership").first()
        found = entry.membership if entry else None
    if found is not None and actor.id is not None and found.division_code in actor.division_codes:
        own = GuidancePlan.objects.filter(membership=found, responsible_id=actor.id)
        if actor.has("liaison", "unit_head", "leader") and own.exists():
            return allow()
    words = "只有领导小组办公室或负责这家企业的同志可以登记服务。"
    return _office_of(actor, found.division_code if found else None, words)


def may_decide_grade(actor: Actor, arguments: Mapping[str, Any]) -> Decision:
    """A person of the office; a computed grade never stands by itself."""
    if actor.is_system:
        return deny("等级须由办公室工作人员确认，系统不能代替。")
    found = Membership.objects.filter(grades__pk=arguments.get("grade_id") or 0).first()
    return _office_of(actor, found.division_code if found else None, "只有领导小组办公室可以确认等级。")


def may_answer(actor: Actor, arguments: Mapping[str, Any]) -> Decision:
    """Answer an objection: the office of the county."""
    found = Membership.objects.filter(objections__pk=arguments.get("objection_id") or 0).first()
    return _office_of(actor, found.division_code if found else None, "只有领导小组办公室可以答复异议。")


def is_open(membership: Membership) -> bool:
    """Whether the file is still under way or in the library."""
    return membership.state not in (State.LEFT, State.REFUSED, State.WITHDRAWN)
