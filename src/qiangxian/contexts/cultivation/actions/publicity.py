"""Publicity (公示) and admission: the list stands for working days of the office, objections are recorded and answered."""

from datetime import date, datetime

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.calendar import OFFICE
from qiangxian.kernel.errors import Conflict, NotFound, Refused

from .. import policies, rules
from ..models import Membership, Objection
from ..telling import tell_enterprise
from ..types import ObjectionOutcome, ObjectionSource, State, Step
from .filing import judged
from .stepping import day_of, locked, move, need, receipt, stepped


@action("cultivation.publish", label="公示拟入库企业", policy=policies.may_handle)
def publish(*, actor: Actor, at: datetime, membership_id: int) -> Receipt:
    """The enterprise stands on the public list from today through so many working days of the office, today not counted.
    Make-up workdays count, since the office works on them."""
    membership = locked(membership_id)
    first = day_of(at)
    length = int(rules.parameter("publicity_working_days", first, membership.division_code))
    last = OFFICE.due(first, working_days=length)
    step = move(
        membership,
        Step.PUBLISH,
        actor=actor,
        at=at,
        detail={"from": first.isoformat(), "through": last.due.isoformat(), "because": last.because},
        publicity_from=first,
        publicity_through=last.due,
    )
    tell_enterprise(membership, step, f"公示期 {first} 至 {last.due}（{length} 个工作日）。", at=at)
    return stepped(membership, step)


@action("cultivation.raise_objection", label="登记公示异议", policy=policies.may_handle)
def raise_objection(
    *,
    actor: Actor,
    at: datetime,
    membership_id: int,
    received_date: date,
    source: str,
    words: str,
    paper_number: str = "",
) -> Receipt:
    """An objection received while the list stands. Who raised it stays on paper."""
    membership = locked(membership_id)
    if membership.state != State.PUBLICITY or membership.publicity_from is None:
        raise Conflict("这家企业不在公示期", remedy="公示期外的反映请按举报线索处理")
    if not membership.publicity_from <= received_date <= day_of(at):
        raise Refused("收到日不在公示开始与今天之间", value=received_date, remedy="请核对日期")
    if source not in ObjectionSource.values:
        raise Refused("异议来源不对", value=source, remedy="、".join(ObjectionSource.labels))
    row = Objection.objects.create(
        membership=membership,
        received_date=received_date,
        source=source,
        paper_number=paper_number.strip(),
        words=need(words, "异议内容", "请写明反映的事实，不要写反映人的姓名和电话"),
        recorded_at=at,
        recorded_by=actor.label[:120],
    )
    return receipt(membership, None, {"objection": row.pk, "received": received_date.isoformat()}, row)


@action("cultivation.answer_objection", label="答复公示异议", policy=policies.may_answer)
def answer_objection(*, actor: Actor, at: datetime, objection_id: int, outcome: str, answer: str) -> Receipt:
    """Whether the objection holds, and why."""
    row = Objection.objects.select_for_update().filter(pk=objection_id).first()
    if row is None:
        raise NotFound("没有这条异议", remedy="请刷新页面")
    if row.outcome:
        raise Conflict("这条异议已经答复过", remedy="请刷新页面")
    if outcome not in ObjectionOutcome.values:
        raise Refused("没有选择异议是否成立", remedy="、".join(ObjectionOutcome.labels))
    row.outcome, row.answered_date, row.answered_by = outcome, day_of(at), actor.label[:120]
    row.answer = need(answer, "答复", "请写明核查情况和结论")
    row.save()
    return receipt(row.membership, {"outcome": ""}, {"objection": row.pk, "outcome": outcome}, row)


@action("cultivation.admit", label="批准入库", policy=policies.may_admit)
def admit(*, actor: Actor, at: datetime, membership_id: int, reason: str = "") -> Receipt:
    """After the last day of publicity, with every objection answered and none upheld, and the conditions still met."""
    membership = locked(membership_id)
    _publicity_over(membership, day_of(at))
    outcome = judged(membership, actor=actor, at=at, reason=reason)
    step = move(
        membership,
        Step.ADMIT,
        actor=actor,
        at=at,
        reason=reason.strip(),
        detail={"check": outcome},
        entered_date=day_of(at),
    )
    tell_enterprise(membership, step, f"自 {day_of(at)} 起在库，办公室将为贵企业制定年度培育计划。", at=at)
    return stepped(membership, step)


def _publicity_over(membership: Membership, today: date) -> None:
    through = membership.publicity_through
    if membership.state == State.PUBLICITY and through is not None and today <= through:
        raise Conflict(f"公示期到 {through} 才满", remedy="请在公示期满的次日起办理")
    objections = Objection.objects.filter(membership=membership)
    if objections.filter(outcome="").exists():
        raise Conflict("还有异议没有答复", remedy="请先核查并答复每一条异议")
    if objections.filter(outcome=ObjectionOutcome.UPHELD).exists():
        raise Conflict("有异议成立", remedy="请办理“不予入库”")
