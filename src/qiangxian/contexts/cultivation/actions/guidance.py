"""Guidance by size (大中小分类指导): the plan of a year with its goals, the service log, the yearly evaluation."""

from collections.abc import Mapping
from datetime import date, datetime

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.contexts.documents import actions as documents
from qiangxian.contexts.people import readers as people
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import Conflict, NotFound, Refused

from .. import policies, rules
from ..classes import class_of
from ..goals import baseline, standings
from ..models import Evaluation, Goal, GradeRecord, GuidancePlan, Membership, ServiceEntry
from ..telling import tell_official
from ..types import ACTIVE, Decision, Grade, Result, State, Step
from .stepping import day_of, locked, move, name_of, need, receipt, stepped

RUNGS = tuple(Grade.values)


@action("cultivation.set_plan", label="制定年度培育计划", policy=policies.may_handle)
def set_plan(
    *,
    actor: Actor,
    at: datetime,
    membership_id: int,
    year: int,
    diagnosis: str,
    responsible_id: int,
    goals: Mapping[str, int],
    measures: str = "",
) -> Receipt:
    """Diagnosis, goals in numbers and the responsible official of one year. Setting it again changes it: goals left out are
    dropped, those that stay keep the figure they are counted from."""
    membership = locked(membership_id)
    _must_be_member(membership)
    _check_year(year, day_of(at))
    if not goals:
        raise Refused("没有年度目标", column="年度目标", remedy="至少填写一项目标的数值")
    _check_official(membership, responsible_id)
    words = need(diagnosis, "诊断", "请写明现状、问题和方向")
    plan = GuidancePlan.objects.filter(membership=membership, year=year).first()
    before = _plan_facts(plan) if plan else None
    if plan is None:
        plan = GuidancePlan(
            membership=membership,
            year=year,
            first_day=max(date(year, 1, 1), membership.entered_date or date(year, 1, 1)),
            created_at=at,
            created_by=actor.label[:120],
        )
    else:
        plan.changed_at, plan.changed_by = at, actor.label[:120]
    is_new_official = plan.responsible_id != responsible_id
    plan.diagnosis, plan.measures, plan.responsible_id = words, measures.strip(), responsible_id
    plan.size_class = class_of(membership, AsOf.on(day_of(at))).size
    plan.save()
    _set_goals(plan, goals, at)
    if is_new_official:
        _tell(membership, plan, at)
    return receipt(membership, before, _plan_facts(plan), plan)


def _must_be_member(membership: Membership) -> None:
    if membership.state not in ACTIVE:
        raise Conflict(f"这家企业{State(membership.state).label}，没有在库", remedy="只有在库企业有培育计划")


def _check_year(year: int, today: date) -> None:
    if not today.year - 1 <= year <= today.year + 1:
        raise Refused("年份不对", value=year, remedy=f"可以制定 {today.year - 1} 至 {today.year + 1} 年的计划")


def _check_official(membership: Membership, account_id: int) -> None:
    if account_id not in people.officials_of(membership.division_code):
        raise Refused("责任人不是本县（市、区）的工作人员", column="责任人", remedy="请从所列账号中选择")


def _set_goals(plan: GuidancePlan, goals: Mapping[str, int], at: datetime) -> None:
    standing = {goal.measure: goal for goal in plan.goals.filter(dropped_at__isnull=True)}
    for measure, goal in standing.items():
        if measure not in goals:
            goal.dropped_at = at
            goal.save(update_fields=["dropped_at"])
    membership = plan.membership
    for measure, required in goals.items():
        if required < 1:
            raise Refused("目标须是不小于 1 的整数", value=required, remedy="不设这项目标的请留空")
        if measure in standing:
            Goal.objects.filter(pk=standing[measure].pk).update(required=required)
            continue
        first = baseline(membership.division_code, membership.enterprise_id, measure, plan.first_day)
        Goal.objects.create(plan=plan, measure=measure, required=required, baseline=first)


def _plan_facts(plan: GuidancePlan) -> dict[str, object]:
    goals = {goal.measure: goal.required for goal in plan.goals.filter(dropped_at__isnull=True)}
    return {"year": plan.year, "responsible": plan.responsible_id, "size": plan.size_class, "goals": goals}


def _tell(membership: Membership, plan: GuidancePlan, at: datetime) -> None:
    name = name_of(membership.enterprise_id)
    tell_official(
        membership,
        plan.responsible_id,
        f"cultivation:{membership.pk}:plan:{plan.year}:{plan.responsible_id}",
        f"您负责 {name} {plan.year} 年的培育计划",
        f"{name} 的 {plan.year} 年培育计划已由办公室制定，请按计划走访并登记服务。",
        at=at,
    )


@action("cultivation.log_service", label="登记培育服务", policy=policies.may_guide)
def log_service(
    *,
    actor: Actor,
    at: datetime,
    membership_id: int,
    day: date,
    kind: str,
    words: str,
    file_name: str = "",
    content: bytes = b"",
) -> Receipt:
    """One service rendered, with its evidence file where there is one."""
    membership = locked(membership_id)
    _must_be_member(membership)
    services = rules.guidance(membership.division_code)["services"]
    if kind not in services:
        raise Refused("服务类别不对", value=kind, remedy="、".join(str(word) for word in services.values()))
    if day > day_of(at) or (membership.entered_date and day < membership.entered_date):
        raise Refused("服务日不在入库日与今天之间", value=day, remedy=f"入库日是 {membership.entered_date}")
    evidence = None
    if content:
        kept = documents.keep_file(
            actor=actor, at=at, division_code=membership.division_code, name=file_name, content=content
        )
        evidence = kept.result.pk
    row = ServiceEntry.objects.create(
        membership=membership,
        day=day,
        kind=kind,
        words=need(words, "服务内容", "请写明做了什么、结果如何"),
        evidence_id=evidence,
        recorded_at=at,
        recorded_by_id=actor.id,
        recorded_by=actor.label[:120],
    )
    return receipt(membership, None, {"day": day.isoformat(), "kind": kind, "evidence": evidence}, row)


@action("cultivation.strike_service", label="作废误登的培育服务", policy=policies.may_guide)
def strike_service(*, actor: Actor, at: datetime, service_id: int, reason: str) -> Receipt:
    """An entry recorded in error no longer counts; it stays readable."""
    row = ServiceEntry.objects.select_for_update().select_related("membership").filter(pk=service_id).first()
    if row is None:
        raise NotFound("没有这条服务记录", remedy="请刷新页面")
    if row.struck_at is not None:
        raise Conflict("这条记录已经作废", remedy="请刷新页面")
    row.struck_at, row.struck_by = at, actor.label[:120]
    row.struck_reason = need(reason, "作废理由", "请写明错在哪里")
    row.save(update_fields=["struck_at", "struck_by", "struck_reason"])
    return receipt(row.membership, {"day": row.day.isoformat()}, {"struck": row.struck_reason}, row)


@action("cultivation.evaluate", label="年度评价", policy=policies.may_handle)
def evaluate(*, actor: Actor, at: datetime, membership_id: int, year: int, grade_after: str, words: str) -> Receipt:
    """The goals as counted on the day, and the grade that follows: up, kept or down; no grade means not good enough."""
    membership = locked(membership_id)
    _must_be_member(membership)
    today = day_of(at)
    if not (membership.entered_date and membership.entered_date.year <= year <= today.year):
        raise Refused("评价年度不在在库期间", value=year, remedy=f"入库日是 {membership.entered_date}")
    if Evaluation.objects.filter(membership=membership, year=year).exists():
        raise Conflict(f"{year} 年度已经评价过", remedy="每年度只评价一次")
    if grade_after and grade_after not in RUNGS:
        raise Refused("等级不对", value=grade_after, remedy="、".join(Grade.labels))
    opinion = need(words, "评价意见", "请写明目标完成情况和结论")
    before = membership.grade
    result = result_of(before, grade_after)
    plan = GuidancePlan.objects.filter(membership=membership, year=year).select_related("membership").first()
    counted = standings([plan], AsOf.on(today))[plan.pk] if plan else []
    Evaluation.objects.create(
        membership=membership,
        year=year,
        day=today,
        goals=[one.as_json() for one in counted],
        result=result,
        grade_before=before,
        grade_after=grade_after or before,
        words=opinion,
        at=at,
        by=actor.label[:120],
    )
    step = move(
        membership,
        Step.EVALUATE,
        actor=actor,
        at=at,
        reason=opinion,
        detail={"year": year, "result": result, "grade": grade_after or before},
        grade=grade_after or before,
    )
    GradeRecord.objects.filter(membership=membership, decision=Decision.OPEN).update(
        decision=Decision.CONFIRMED if grade_after else Decision.KEPT,
        decided=grade_after or before or Grade.D,
        decided_at=at,
        decided_by=actor.label[:120],
        reason=f"{year} 年度评价：{opinion}",
    )
    return stepped(membership, step)


def result_of(before: str, after: str) -> Result:
    """Up, kept or down the rungs; no grade is a failed evaluation."""
    if not after:
        return Result.FAILED
    if not before or before == after:
        return Result.KEPT
    return Result.UPGRADED if RUNGS.index(after) < RUNGS.index(before) else Result.DOWNGRADED
