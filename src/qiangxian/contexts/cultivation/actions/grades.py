"""Grades: computed by the month with their inputs, and standing only when a person says so."""

from datetime import date, datetime
from typing import Any

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.contexts.registers.portfolio import readers as registers
from qiangxian.engines.eligibility.grades import count_mode, grade
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import Conflict, NotFound, Refused

from .. import policies
from ..classes import MemberClass, classes, grade_figures, records_of
from ..models import GradeRecord, Membership
from ..types import ACTIVE, Decision, Grade
from .stepping import need, receipt


@action("cultivation.compute_grades", label="计算培育库等级", policy=policies.may_compute)
def compute_grades(*, actor: Actor, at: datetime, division_code: str, day: date) -> Receipt:
    """Compute every member's grade for the day. One equal to the standing grade is noted; any other waits for a person and
    changes nothing by itself. What waited before and came out differently is marked as computed anew."""
    members = list(
        Membership.objects.select_for_update().filter(division_code=division_code, state__in=ACTIVE).order_by("id")
    )
    as_of = AsOf.on(day)
    held = registers.portfolios(division_code, records_of(members), as_of)
    classed = classes(division_code, held, as_of)
    mode = count_mode(day, division_code)
    waiting = {
        row.membership_id: row for row in GradeRecord.objects.filter(membership__in=members, decision=Decision.OPEN)
    }
    made = []
    for member in members:
        one = held.get(member.enterprise_id)
        row = _computed(member, one, classed.get(member.enterprise_id), mode, as_of)
        row.computed_at, row.computed_by = at, actor.label[:120]
        made += _kept(row, waiting.get(member.pk))
    GradeRecord.objects.bulk_create(made)
    to_confirm = GradeRecord.objects.filter(membership__in=members, decision=Decision.OPEN).count()
    result = {"members": len(members), "computed": len(made), "to_confirm": to_confirm}
    return Receipt(
        "cultivation.grades",
        day.isoformat(),
        f"{day} 等级计算",
        after=result,
        division_code=division_code,
        result=result,
    )


def _computed(
    member: Membership, held: registers.Portfolio | None, classed: MemberClass | None, mode: str, as_of: AsOf
) -> GradeRecord:
    figures: dict[str, int | None] = (
        grade_figures(held, mode) if held else {"inventions": None, "rights": None, "national_titles": None}
    )
    answer = grade(figures, as_of.effective, member.division_code)
    computed = answer.grade or ""
    return GradeRecord(
        membership=member,
        day=as_of.effective,
        computed=computed,
        standing=member.grade,
        inputs={**figures, "count_mode": mode, "next": answer.next_grade, "missing": answer.missing},
        words=f"{answer.because}。",
        size_class=classed.size if classed else "",
        size_year=classed.size_year if classed else None,
        industry_code=classed.industry if classed else "",
        technology=classed.technology if classed else "",
        decision=Decision.UNCHANGED if computed and computed == member.grade else Decision.OPEN,
    )


def _kept(row: GradeRecord, waiting: GradeRecord | None) -> list[GradeRecord]:
    """The same question is not asked twice in a month; a different or newer one takes the place of the one that waits."""
    if waiting is not None:
        same_month = (waiting.day.year, waiting.day.month) == (row.day.year, row.day.month)
        if same_month and (waiting.computed, waiting.inputs) == (row.computed, row.inputs):
            return []
        waiting.decision = Decision.REPLACED
        waiting.save(update_fields=["decision"])
    return [row]


@action("cultivation.decide_grade", label="确认培育库等级", policy=policies.may_decide_grade)
def decide_grade(*, actor: Actor, at: datetime, grade_id: int, grade: str, reason: str = "") -> Receipt:
    """A person confirms what was computed, keeps the standing grade, or sets another with a reason."""
    row = GradeRecord.objects.select_for_update().select_related("membership").filter(pk=grade_id).first()
    if row is None:
        raise NotFound("没有这次计算", remedy="请刷新档案页面")
    if row.decision != Decision.OPEN:
        raise Conflict(f"这次计算已处理（{Decision(row.decision).label}）", remedy="请刷新档案页面")
    if grade not in Grade.values:
        raise Refused("等级不对", value=grade, remedy="、".join(Grade.labels))
    if grade != row.computed:
        reason = need(reason, "理由", "与计算结果不同的，请写明依据")
    member = row.membership
    before: dict[str, Any] = {"grade": member.grade, "computed": row.computed}
    row.decision = Decision.KEPT if grade == member.grade and grade != row.computed else Decision.CONFIRMED
    row.decided, row.decided_at, row.decided_by, row.reason = grade, at, actor.label[:120], reason.strip()
    row.save()
    member.grade = grade
    member.save(update_fields=["grade"])
    return receipt(member, before, {"grade": grade, "decision": row.decision}, row)
