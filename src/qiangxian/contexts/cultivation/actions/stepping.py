"""Taking a step: the one way a file changes its state, and the row it leaves."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from qiangxian.contexts.audit.types import Receipt
from qiangxian.contexts.registers import readers as registers
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import Conflict, NotFound, Refused

from ..checks import Applicant, entry_conditions, overall
from ..models import EntryCheck, Membership, MembershipStep
from ..transitions import TRANSITIONS
from ..types import Condition, State, Step


def locked(membership_id: int) -> Membership:
    """The file, held until the transaction ends."""
    found = Membership.objects.select_for_update().filter(pk=membership_id).first()
    if found is None:
        raise NotFound("没有这份档案", remedy="请回到企业培育库列表重新选择")
    return found


def day_of(at: datetime) -> date:
    """The county's day of an instant."""
    return timezone.localdate(at)


def need(text: str, what: str, remedy: str) -> str:
    """The text without blanks at its ends; refused where nothing was written."""
    if not text.strip():
        raise Refused(f"没有填写{what}", column=what, remedy=remedy)
    return text.strip()


def move(
    membership: Membership,
    step: Step,
    *,
    actor: Actor,
    at: datetime,
    reason: str = "",
    detail: Mapping[str, Any] | None = None,
    **changes: Any,
) -> MembershipStep:
    """Go along one arrow of the transition table, with the facts that change with it."""
    arrow = TRANSITIONS[step]
    if membership.state not in arrow.sources:
        words = State(membership.state).label
        raise Conflict(f"当前是“{words}”，不能办理“{step.label}”", remedy="请刷新页面，按当前状态办理")
    before = membership.state
    membership.state = arrow.target
    for name, value in changes.items():
        setattr(membership, name, value)
    membership.save()
    return write(membership, step, before, actor=actor, at=at, reason=reason, detail=detail)


def write(
    membership: Membership,
    step: Step,
    before: str,
    *,
    actor: Actor,
    at: datetime,
    reason: str = "",
    detail: Mapping[str, Any] | None = None,
) -> MembershipStep:
    """The row of a step."""
    number = MembershipStep.objects.filter(membership=membership).count() + 1
    return MembershipStep.objects.create(
        membership=membership,
        number=number,
        step=step,
        from_state=before,
        to_state=membership.state,
        day=day_of(at),
        at=at,
        by_id=actor.id,
        by=actor.label[:120],
        reason=reason,
        detail=dict(detail or {}),
    )


def check(membership: Membership, *, actor: Actor, at: datetime) -> tuple[EntryCheck, list[Condition]]:
    """Judge the conditions of entry on the day and keep what came out."""
    as_of = AsOf.on(day_of(at))
    applicant = Applicant(
        division_code=membership.division_code,
        record_id=membership.enterprise_id,
        consent_date=membership.consent_date,
        contact_name=membership.contact_name,
        contact_phone=membership.contact_phone,
    )
    conditions = entry_conditions(applicant, as_of)
    kept = EntryCheck.objects.create(
        membership=membership,
        day=as_of.effective,
        known=as_of.known,
        at=at,
        by=actor.label[:120],
        outcome=overall(conditions),
        conditions=[condition.as_json() for condition in conditions],
        register_revision=registers.current_revision(membership.division_code),
    )
    return kept, conditions


def receipt(
    membership: Membership, before: Mapping[str, Any] | None, after: Mapping[str, Any], result: Any = None
) -> Receipt:
    """What an action of the library reports: personal contact stays out of the audit."""
    return Receipt(
        kind="cultivation.membership",
        id=str(membership.pk),
        label=name_of(membership.enterprise_id),
        before=before,
        after=after,
        division_code=membership.division_code,
        result=membership if result is None else result,
    )


def name_of(record_id: int) -> str:
    """The enterprise's name as registered now."""
    rows = registers.visible_enterprises(Actor.system()).filter(record_id=record_id)
    return rows.values_list("name", flat=True).first() or f"企业 {record_id}"


def stepped(membership: Membership, step: MembershipStep) -> Receipt:
    """The receipt of a step."""
    return receipt(
        membership,
        {"state": step.from_state},
        {"state": step.to_state, **{key: value for key, value in step.detail.items() if value not in (None, "")}},
    )
