"""Leaving the library: proposed by one, approved by another, with a reason and a notice. History stays; after a merger the
successor inherits with a link."""

from datetime import date, datetime

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.contexts.registers import readers as registers
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.calendar import add_months
from qiangxian.kernel.errors import Conflict, Refused

from .. import policies, rules
from ..models import Membership, MembershipStep
from ..telling import tell_enterprise
from ..types import ACTIVE, LIVE, Origin, State, Step
from .stepping import day_of, locked, move, name_of, need, stepped, write

MERGED = "merged"


@action("cultivation.propose_exit", label="提出出库", policy=policies.may_handle)
def propose_exit(
    *,
    actor: Actor,
    at: datetime,
    membership_id: int,
    exit_reason: str,
    reason: str,
    successor_id: int | None = None,
) -> Receipt:
    """Why the member should leave; after a merger, who succeeds it."""
    membership = locked(membership_id)
    known = rules.exit_reasons(membership.division_code)
    if exit_reason not in known:
        raise Refused("出库原因不对", value=exit_reason, remedy="、".join(known.values()))
    _check_successor(membership, exit_reason, successor_id)
    words = need(reason, "出库理由", "请写明事实和依据，企业会看到")
    step = move(
        membership,
        Step.PROPOSE_EXIT,
        actor=actor,
        at=at,
        reason=words,
        detail={"exit_reason": exit_reason, "successor": successor_id},
        exit_reason=exit_reason,
        successor_id=successor_id,
    )
    tell_enterprise(membership, step, f"拟以“{known[exit_reason]}”出库：{words}。如有意见请向办公室陈述。", at=at)
    return stepped(membership, step)


def _check_successor(membership: Membership, exit_reason: str, successor_id: int | None) -> None:
    if (exit_reason == MERGED) != (successor_id is not None):
        raise Refused("被合并的须写明承继企业，其他原因不填", column="承继企业", remedy="请核对出库原因")
    if successor_id is None:
        return
    if successor_id == membership.enterprise_id:
        raise Refused("承继企业不能是它自己", column="承继企业", remedy="请选择合并后存续的企业")
    rows = registers.visible_enterprises(Actor.system())
    if not rows.filter(record_id=successor_id, division_code=membership.division_code).exists():
        raise Refused("登记库中没有这家承继企业", column="承继企业", remedy="请先登记该企业")


@action("cultivation.reject_exit", label="不同意出库", policy=policies.may_approve_exit)
def reject_exit(*, actor: Actor, at: datetime, membership_id: int, reason: str) -> Receipt:
    """The member stays."""
    membership = locked(membership_id)
    words = need(reason, "理由", "请写明不同意的理由")
    step = move(membership, Step.REJECT_EXIT, actor=actor, at=at, reason=words, exit_reason="", successor_id=None)
    tell_enterprise(membership, step, "继续在库。", at=at)
    return stepped(membership, step)


@action("cultivation.approve_exit", label="批准出库", policy=policies.may_approve_exit)
def approve_exit(*, actor: Actor, at: datetime, membership_id: int, reason: str = "") -> Receipt:
    """The member leaves today; its successor, if any, takes its place."""
    membership = locked(membership_id)
    today = day_of(at)
    months = _bar(membership, today)
    barred = add_months(today, months) if months else None
    step = move(
        membership,
        Step.APPROVE_EXIT,
        actor=actor,
        at=at,
        reason=reason.strip(),
        detail={"exit_reason": membership.exit_reason, "barred_until": barred.isoformat() if barred else None},
        left_date=today,
        barred_until=barred,
    )
    if membership.successor_id is not None:
        _succeed(membership, membership.successor_id, step, actor=actor, at=at)
    words = rules.exit_reasons(membership.division_code)[membership.exit_reason]
    again = f"{barred} 起可以再次申报。" if barred else "符合条件时可以再次申报。"
    tell_enterprise(membership, step, f"自 {today} 起出库，原因：{words}。{again}", at=at)
    return stepped(membership, step)


def _bar(membership: Membership, today: date) -> int:
    if membership.state != State.EXITING:
        raise Conflict("没有待批准的出库", remedy="请刷新页面")
    return rules.bar_months(membership.exit_reason, today, membership.division_code)


def _succeed(old: Membership, heir_id: int, step: MembershipStep, *, actor: Actor, at: datetime) -> None:
    """The successor's own membership remembers the one it inherits; without one it gets the place and the grade. A file
    still under way ends, since the place it asks for is inherited."""
    standing = Membership.objects.select_for_update().filter(enterprise_id=heir_id, state__in=LIVE).first()
    if standing is not None and standing.state in ACTIVE:
        standing.inherits = standing.inherits or old
        standing.save(update_fields=["inherits"])
        write(standing, Step.SUCCEED, standing.state, actor=actor, at=at, detail={"inherits": old.pk})
        return
    if standing is not None:
        raise Conflict(
            f"承继企业{name_of(standing.enterprise_id)}有一份在办的申报（{State(standing.state).label}）",
            remedy="请先办结该申报，再批准出库",
        )
    heir = Membership.objects.create(
        division_code=old.division_code,
        enterprise_id=heir_id,
        state=State.MEMBER,
        origin=Origin.SUCCESSION,
        recommended_by=actor.label[:120],
        statement=f"承继{name_of(old.enterprise_id)}的在库资格",
        applied_date=day_of(at),
        consent_date=old.consent_date,
        contact_name=old.contact_name,
        contact_phone=old.contact_phone,
        entered_date=day_of(at),
        grade=old.grade,
        inherits=old,
        is_demo=old.is_demo,
        created_at=at,
        created_by=actor.label[:120],
    )
    write(heir, Step.SUCCEED, "", actor=actor, at=at, reason=step.reason, detail={"inherits": old.pk})
