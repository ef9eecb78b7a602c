"""Guidance by size (大中小分类指导): the plan of a year with its goals, the service log, the yearly evaluation."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from qiangxian.contexts.matters import notices
from qiangxian.contexts.matters.flow import Step
from qiangxian.contexts.notices.types import to_account
from qiangxian.contexts.people import readers as people
from qiangxian.contexts.registers.portfolio.readers import portfolios
from qiangxian.kernel.asking import needed, needed_day, offered
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import Conflict, NotFound, Refused

from .. import rules
from ..classes import classes
from ..flow import FLOW, GUIDE, OFFICE, name_of
from ..goals import baseline, standings
from ..models import Evaluation, Goal, GradeRecord, GuidancePlan, Membership, ServiceEntry
from ..types import ACTIVE, EvaluationResult, FileState, Grade, GradeDecision

RUNGS = tuple(Grade.values)


def _year(file: Membership, today: date) -> int:
    return today.year


@FLOW.step(
    "plan",
    "年度培育计划",
    name="制定年度培育计划",
    sources=ACTIVE,
    may=OFFICE,
    asks={
        "year": needed("年度", "number", initial=_year),
        "responsible_id": needed(
            "责任人",
            "choice",
            choices=lambda file: [(str(key), label) for key, label in people.officials_of(file.division_code).items()],
            remedy="请从所列账号中选择",
        ),
        "diagnosis": needed("诊断", hint="现状、主要问题、方向", rows=4, remedy="请写明现状、问题和方向"),
        "measures": offered("主要措施"),
        "goals": needed(
            "年度目标",
            "numbers",
            choices=lambda file: [
                (code, f"{entry['label']}（{entry['unit']}）")
                for code, entry in rules.guidance(file.division_code)["goals"].items()
            ],
            hint="不设的留空",
            remedy="至少填写一项目标的数值",
        ),
    },
    words="目标的完成情况由基础台账逐日计算，不用填报。",
)
def set_plan(
    file: Membership,
    step: Step,
    *,
    year: int,
    responsible_id: Any,
    goals: Mapping[str, int],
    **words: str,
) -> None:
    """Diagnosis, goals in numbers and the responsible official of one year. Setting it again changes it: goals left out are
    dropped, those that stay keep the figure they are counted from."""
    _check_year(year, step.day)
    plan = GuidancePlan.objects.filter(membership=file, year=year).first()
    if plan is None:
        first = max(date(year, 1, 1), file.entered_date or date(year, 1, 1))
        plan = GuidancePlan(membership=file, year=year, first_day=first, created_at=step.at, created_by=step.by)
    else:
        plan.changed_at, plan.changed_by = step.at, step.by
    responsible, is_new = int(responsible_id), plan.responsible_id != int(responsible_id)
    plan.diagnosis, plan.measures, plan.responsible_id = words["diagnosis"], words["measures"], responsible
    held = portfolios(file.division_code, [file.enterprise_id], AsOf.on(step.day))
    classed = classes(file.division_code, held, AsOf.on(step.day))
    plan.size_class = classed[file.enterprise_id]["size_class"] if classed else ""
    plan.save()
    _set_goals(plan, goals, step)
    file.matter.take_part("guide", "account", responsible, str(plan.responsible), step.day)
    step.detail = {"year": year, "responsible": responsible, "size": plan.size_class, "goals": dict(goals)}
    if is_new:
        _tell(file, plan, step)


def _check_year(year: int, today: date) -> None:
    if not today.year - 1 <= year <= today.year + 1:
        raise Refused("年份不对", value=year, remedy=f"可以制定 {today.year - 1} 至 {today.year + 1} 年的计划")


def _set_goals(plan: GuidancePlan, goals: Mapping[str, int], step: Step) -> None:
    standing = {goal.measure: goal for goal in plan.goals.filter(dropped_at__isnull=True)}
    for measure, goal in standing.items():
        if measure not in goals:
            goal.dropped_at = step.at
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


def _tell(file: Membership, plan: GuidancePlan, step: Step) -> None:
    name = name_of(file.enterprise_id)
    notices.post(
        file.matter,
        step.at,
        [to_account(plan.responsible_id)],
        f"cultivation:{file.pk}:plan:{plan.year}:{plan.responsible_id}",
        f"您负责 {name} {plan.year} 年的培育计划",
        f"{name} 的 {plan.year} 年培育计划已由办公室制定，请按计划走访并记录服务。",
    )


@FLOW.step(
    "service",
    "记录服务",
    name="登记培育服务",
    sources=ACTIVE,
    may=GUIDE,
    evidence="offered",
    asks={
        "day": needed_day("服务日"),
        "kind": needed(
            "服务类别", "choice", choices=lambda file: rules.guidance(file.division_code)["services"].items()
        ),
        "words": needed("服务内容和结果", remedy="请写明做了什么、结果如何"),
    },
)
def log_service(file: Membership, step: Step, *, day: date, kind: str, words: str) -> None:
    """One service rendered, with its evidence file where there is one."""
    if day > step.day or (file.entered_date and day < file.entered_date):
        raise Refused("服务日不在入库日与今天之间", value=day, remedy=f"入库日是 {file.entered_date}")
    evidence = step.files[0].pk if step.files else None
    told = {"day": day, "kind": kind, "words": words, "evidence_id": evidence}
    told |= {"recorded_at": step.at, "recorded_by_id": step.by_id, "recorded_by": step.by}
    ServiceEntry.objects.create(membership=file, **told)
    step.detail = {"day": day.isoformat(), "kind": kind, "evidence": evidence}


@FLOW.step(
    "strike",
    "作废服务记录",
    name="作废误登的培育服务",
    sources=(*ACTIVE, FileState.LEFT),
    may=GUIDE,
    hidden=True,
    asks={"service_id": needed("服务记录", "row"), "reason": needed("作废理由", remedy="请写明错在哪里")},
)
def strike_service(file: Membership, step: Step, *, service_id: int, reason: str) -> None:
    """An entry recorded in error no longer counts; it stays readable."""
    row = ServiceEntry.objects.filter(membership=file, pk=service_id).first()
    if row is None:
        raise NotFound("没有这条服务记录", remedy="请刷新页面")
    if row.struck_at is not None:
        raise Conflict("这条记录已经作废", remedy="请刷新页面")
    row.struck_at, row.struck_by, row.struck_reason = step.at, step.by, reason
    row.save(update_fields=["struck_at", "struck_by", "struck_reason"])
    step.detail = {"day": row.day.isoformat(), "service": row.pk}


@FLOW.step(
    "evaluate",
    "年度评价",
    sources=(FileState.MEMBER,),
    may=OFFICE,
    asks={
        "year": needed("评价年度", "number", initial=_year),
        "grade_after": offered(
            "评价后等级",
            "choice",
            choices=[("", "不合格（另行提出出库）"), *Grade.choices],
            initial=lambda file, _today: file.grade,
        ),
        "reason": needed("评价意见", rows=4, remedy="请写明目标完成情况和结论"),
    },
    words="等级高于现等级为升级，低于为降级，相同为保级。",
)
def evaluate(file: Membership, step: Step, *, year: int, grade_after: str, reason: str) -> None:
    """The goals as counted on the day, and the grade that follows: up, kept or down; no grade means not good enough."""
    if not (file.entered_date and file.entered_date.year <= year <= step.day.year):
        raise Refused("评价年度不在在库期间", value=year, remedy=f"入库日是 {file.entered_date}")
    if Evaluation.objects.filter(membership=file, year=year).exists():
        raise Conflict(f"{year} 年度已经评价过", remedy="每年度只评价一次")
    before, after = file.grade, grade_after or file.grade
    result = result_of(before, grade_after)
    plan = GuidancePlan.objects.filter(membership=file, year=year).select_related("membership").first()
    counted = standings([plan], AsOf.on(step.day))[plan.pk] if plan else []
    told = {"year": year, "day": step.day, "goals": counted, "result": result, "words": reason}
    told |= {"grade_before": before, "grade_after": after, "at": step.at, "by": step.by}
    Evaluation.objects.create(membership=file, **told)
    file.grade = after
    step.detail = {"year": year, "result": result, "grade": after}
    GradeRecord.objects.filter(membership=file, decision=GradeDecision.OPEN).update(
        decision=GradeDecision.CONFIRMED if grade_after else GradeDecision.KEPT,
        decided=after or Grade.D,
        decided_at=step.at,
        decided_by=step.by,
        reason=f"{year} 年度评价：{reason}",
    )


def result_of(before: str, after: str) -> EvaluationResult:
    """Up, kept or down the rungs; no grade is a failed evaluation."""
    if not after:
        return EvaluationResult.FAILED
    if not before or before == after:
        return EvaluationResult.KEPT
    return EvaluationResult.UPGRADED if RUNGS.index(after) < RUNGS.index(before) else EvaluationResult.DOWNGRADED
