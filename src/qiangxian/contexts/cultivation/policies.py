"""Who may read the library and take which step, and why not."""

from collections.abc import Mapping
from typing import Any

from qiangxian.kernel.actor import Actor
from qiangxian.kernel.roles import Policy, by_person, own_enterprise, role, staff, when

from .models import GuidancePlan, Membership, MembershipStep, ServiceEntry
from .types import State, Step

GUIDED = "只有领导小组办公室或负责这家企业的同志可以登记服务。"


def _membership(given: Mapping[str, Any]) -> Membership | None:
    return Membership.objects.filter(pk=given.get("membership_id") or 0).first()


def _guided(given: Mapping[str, Any]) -> Membership | None:
    """The file itself, or that of the service named."""
    if (found := _membership(given)) is not None:
        return found
    entry = ServiceEntry.objects.filter(pk=given.get("service_id") or 0).select_related("membership").first()
    return entry.membership if entry else None


def _graded(given: Mapping[str, Any]) -> Membership | None:
    return Membership.objects.filter(grades__pk=given.get("grade_id") or 0).first()


def _objected(given: Mapping[str, Any]) -> Membership | None:
    return Membership.objects.filter(objections__pk=given.get("objection_id") or 0).first()


def _is_responsible(actor: Actor, file: Membership | None) -> bool:
    return GuidancePlan.objects.filter(membership=file, responsible_id=actor.id or 0).exists()


def _other_than(first: str, words: str) -> Policy:
    """Leader or office, and not the person who took the first step."""

    def test(actor: Actor, file: Membership | None) -> bool:
        step = MembershipStep.objects.filter(membership=file, step=first).order_by("-number").first()
        return step is None or (step.by_id, step.by) != (actor.id, actor.label)

    person = by_person.says("须由一名经办人以外的工作人员批准，系统不能代替。")
    return (person & role("leader", "office") & when(words, test)).of(_membership)


office = role("office")
may_read = staff.says("企业培育库只对本县（市、区）的工作人员开放。")
may_see = may_read | own_enterprise
may_compute = office.to("计算", "等级")
may_apply = (own_enterprise | office).says("只有企业自己申报，或由领导小组办公室推荐。")
may_continue = may_apply.of(_membership)
may_handle = office.of(_membership)
may_admit = _other_than(Step.PASS_REVIEW, "初审由您本人通过，入库须由另一人批准。")
may_approve_exit = _other_than(Step.PROPOSE_EXIT, "出库由您本人提出，须由另一人批准。")
may_guide = (role("liaison", "unit_head", "leader") & when(GUIDED, _is_responsible) | office).says(GUIDED).of(_guided)
may_decide_grade = (
    (by_person.says("等级须由办公室工作人员确认，系统不能代替。") & office).to("确认", "等级").of(_graded)
)
may_answer = office.to("答复", "异议").of(_objected)


def is_open(membership: Membership) -> bool:
    """Whether the file is still under way or in the library."""
    return membership.state not in (State.LEFT, State.REFUSED, State.WITHDRAWN)
