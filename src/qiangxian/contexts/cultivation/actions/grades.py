"""Grades: computed by the month with their inputs, and standing only when a person says so."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.contexts.matters.flow import Step
from qiangxian.contexts.registers.portfolio import readers as registers
from qiangxian.engines.eligibility.grades import count_mode, grade
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asking import needed, offered
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import Conflict, NotFound, Refused
from qiangxian.kernel.roles import by_person

from ..classes import classes, grade_figures
from ..flow import FLOW, OFFICE
from ..models import GradeRecord, Membership
from ..types import ACTIVE, FileState, Grade, GradeDecision

MAY_COMPUTE = OFFICE.to("计算", "等级")


@action("cultivation.compute_grades", label="计算培育库等级", policy=MAY_COMPUTE)
def compute_grades(*, actor: Actor, at: datetime, division_code: str, day: date) -> Receipt:
    """Compute every member's grade for the day. One equal to the standing grade is noted; any other waits for a person and
    changes nothing by itself. What waited before and came out differently is marked as computed anew."""
    rows = Membership.objects.select_for_update().filter(division_code=division_code, state__in=ACTIVE)
    members, as_of = list(rows.order_by("id")), AsOf.on(day)
    held = registers.portfolios(division_code, [member.enterprise_id for member in members], as_of)
    classed = classes(division_code, held, as_of)
    asked = GradeRecord.objects.filter(membership__in=members, decision=GradeDecision.OPEN)
    waiting = {row.membership_id: row for row in asked}
    made = []
    for member in members:
        row = _computed(member, held.get(member.enterprise_id), classed.get(member.enterprise_id, {}), day)
        row.computed_at, row.computed_by = at, actor.label[:120]
        made += _kept(row, waiting.get(member.pk))
    GradeRecord.objects.bulk_create(made)
    result = {"members": len(members), "computed": len(made), "to_confirm": asked.all().count()}
    about = ("cultivation.grades", day.isoformat(), f"{day} 等级计算")
    return Receipt(*about, after=result, division_code=division_code, result=result)


def _computed(
    member: Membership, held: registers.Portfolio | None, classed: Mapping[str, Any], day: date
) -> GradeRecord:
    mode = count_mode(day, member.division_code)
    figures = grade_figures(held, mode)
    answer = grade(figures, day, member.division_code)
    computed = answer.grade or ""
    return GradeRecord(
        membership=member,
        day=day,
        computed=computed,
        standing=member.grade,
        inputs={**figures, "count_mode": mode, "next": answer.next_grade, "missing": answer.missing},
        words=f"{answer.because}。",
        decision=GradeDecision.UNCHANGED if computed and computed == member.grade else GradeDecision.OPEN,
        **classed,
    )


def _kept(row: GradeRecord, waiting: GradeRecord | None) -> list[GradeRecord]:
    """The same question is not asked twice in a month; a different or newer one takes the place of the one that waits."""
    if waiting is not None:
        same_month = (waiting.day.year, waiting.day.month) == (row.day.year, row.day.month)
        if same_month and (waiting.computed, waiting.inputs) == (row.computed, row.inputs):
            return []
        waiting.decision = GradeDecision.REPLACED
        waiting.save(update_fields=["decision"])
    return [row]


@FLOW.step(
    "grade",
    "确认等级",
    name="确认培育库等级",
    sources=(*ACTIVE, FileState.LEFT),
    may=OFFICE & by_person,
    hidden=True,
    asks={
        "grade_id": needed("等级计算", "row"),
        "grade": needed("确认为", "choice", choices=Grade.choices),
        "reason": offered("理由", hint="与计算结果不同的必填"),
    },
    words="计算结果只是建议：等级由经办人确认，降级不会自动发生。",
)
def decide_grade(file: Membership, step: Step, *, grade_id: int, grade: str, reason: str) -> None:
    """A person confirms what was computed, keeps the standing grade, or sets another with a reason."""
    row = GradeRecord.objects.filter(membership=file, pk=grade_id).first()
    if row is None:
        raise NotFound("没有这次计算", remedy="请刷新档案页面")
    if row.decision != GradeDecision.OPEN:
        raise Conflict(f"这次计算已处理（{GradeDecision(row.decision).label}）", remedy="请刷新档案页面")
    if grade != row.computed and not reason:
        raise Refused("没有填写理由", column="理由", remedy="与计算结果不同的，请写明依据")
    row.decision = GradeDecision.KEPT if grade == file.grade and grade != row.computed else GradeDecision.CONFIRMED
    row.decided, row.decided_at, row.decided_by, row.reason = grade, step.at, step.by, reason
    row.save()
    step.detail = {"grade": grade, "before": file.grade, "computed": row.computed, "decision": str(row.decision)}
    file.grade = grade
