"""What must hold in the cultivation library."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.db.models import OuterRef, Subquery

from qiangxian.contexts.registers.portfolio import readers as portfolio
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.calendar import add_months
from qiangxian.kernel.integrity import CheckFunction, Finding, check

from .flow import enterprises
from .models import Evaluation, GradeRecord, GuidancePlan, Membership, ServiceEntry
from .rules import parameter
from .types import ACTIVE, LIVE, FileState, GradeDecision

WAITING_DAYS = 31
Decorator = Callable[[CheckFunction], CheckFunction]


def library(code: str, label: str, remedy: str, rule: str, severity: str = "warning") -> Decorator:
    """A check of the library, for its office."""
    rule = f"企业培育库办理规程：{rule}"
    return check(f"cultivation.{code}", label=label, owner="office", remedy=remedy, severity=severity, rule=rule)


def _found(rows: Iterable[Membership], words: Any) -> list[Finding]:
    """One finding a file, named by the enterprise's code."""
    files = list(rows)
    firms = enterprises(Actor.system(), [row.enterprise_id for row in files])
    return [_finding(row, firms.get(row.enterprise_id), str(words(row))) for row in files]


def _finding(row: Membership, firm: Any, words: str) -> Finding:
    code = firm.uscc or firm.name if firm else f"企业 {row.enterprise_id}"
    label = firm.name if firm else f"企业 {row.enterprise_id}（登记已撤销）"
    return Finding(f"{code} {row.applied_date}", label, words, "member", str(row.pk))


def _of(division: str | None) -> Any:
    return Membership.objects.filter(division_code=division).order_by("id")


@library(
    "two_active_memberships",
    "一家企业有两份在库档案",
    "核对两份档案，对误立的一份提出出库并写明原因",
    "一家企业同时只有一份在库资格",
    "error",
)
def two_active(division: str | None, as_of: AsOf) -> Iterable[Finding]:
    """Also two records of the register under one code, each with a membership, which no constraint can see."""
    files = list(_of(division).filter(state__in=ACTIVE))
    firms = enterprises(Actor.system(), [row.enterprise_id for row in files])
    by_code: dict[str, list[Membership]] = {}
    for row in files:
        firm = firms.get(row.enterprise_id)
        by_code.setdefault(firm.folded_name if firm else str(row.enterprise_id), []).append(row)
    twice = [row for rows in by_code.values() if len(rows) > 1 for row in rows]
    return [_finding(row, firms.get(row.enterprise_id), "同名企业有不止一份在库档案") for row in twice]


@library(
    "member_not_here",
    "在库企业已迁出、注销或登记被撤销",
    "核对企业登记；确已迁出或注销的，提出出库",
    "迁出、注销的应出库",
)
def member_not_here(division: str | None, as_of: AsOf) -> Iterable[Finding]:
    """Members that the register of enterprises does not seat here on the day."""
    files = list(_of(division).filter(state__in=ACTIVE))
    held = portfolio.portfolios(str(division), [row.enterprise_id for row in files], as_of)
    gone = [
        row for row in files if (one := held.get(row.enterprise_id)) is None or one.is_closed or not one.seated_here
    ]
    return _found(gone, lambda _row: "当日不在本县（市、区）登记")


@library("member_on_a_list", "在库企业在失信等名录上", "核查后决定是否出库；已移出名录的请登记移出日", "入库条件 2")
def member_on_a_list(division: str | None, as_of: AsOf) -> Iterable[Finding]:
    """Members that stand on a public list or the non-normal list on the day."""
    files = list(_of(division).filter(state__in=ACTIVE))
    held = portfolio.portfolios(str(division), [row.enterprise_id for row in files], as_of)
    found = [row for row in files if (one := held.get(row.enterprise_id)) and (one.listings or one.non_normal)]

    def words(row: Membership) -> str:
        one = held[row.enterprise_id]
        return "、".join([*one.listing_words, *(f"非正常申请 {filing.number}" for filing in one.non_normal)])

    return _found(found, words)


@library("member_inactive", "在库企业长期没有知识产权活动", "走访核实；确无活动的，提出出库", "长期没有活动的应出库")
def member_inactive(division: str | None, as_of: AsOf) -> Iterable[Finding]:
    """No filing, grant, registration, title or service within the months of the rule, counted from entry at the earliest."""
    since = add_months(as_of.effective, -int(parameter("inactivity_months", as_of.effective, str(division))))
    files = list(_of(division).filter(state=FileState.MEMBER, entered_date__lte=since))
    held = portfolio.portfolios(str(division), [row.enterprise_id for row in files], as_of)
    served = ServiceEntry.objects.filter(membership__in=files, struck_at__isnull=True, day__gt=since)
    busy = set(served.values_list("membership_id", flat=True))

    def last(row: Membership) -> date | None:
        one = held.get(row.enterprise_id)
        return one.last_activity if one else None

    idle = [row for row in files if row.pk not in busy and ((day := last(row)) is None or day <= since)]
    return _found(idle, lambda row: f"最近一次活动：{last(row) or '没有登记'}")


@library(
    "grade_left_open", "计算的等级久未确认", "打开档案，确认计算结果或维持原等级并写明理由", "等级按月计算，由人确认"
)
def grade_left_open(division: str | None, as_of: AsOf) -> Iterable[Finding]:
    """A question that waits longer than a month, counted from when it was first asked."""
    asked = GradeRecord.objects.filter(membership__division_code=division).order_by("membership_id", "day", "id")
    since: dict[int, date] = {}
    for member, day, decision in asked.values_list("membership_id", "day", "decision"):
        if decision in (GradeDecision.OPEN, GradeDecision.REPLACED):
            since.setdefault(member, day)
        else:
            since.pop(member, None)
    late = {member: day for member, day in since.items() if (as_of.effective - day).days > WAITING_DAYS}
    return _found(_of(division).filter(pk__in=list(late)), lambda row: f"自 {late[row.pk]} 起等待确认")


@library("grade_not_decided", "在库等级没有确认记录", "重新测算等级并由经办人确认", "等级按月计算，由人确认", "error")
def grade_not_decided(division: str | None, as_of: AsOf) -> Iterable[Finding]:
    """The grade that stands was decided by a person, set by an evaluation, or inherited."""
    decided = GradeRecord.objects.filter(membership=OuterRef("pk"), decided=OuterRef("grade")).values("pk")
    evaluated = Evaluation.objects.filter(membership=OuterRef("pk"), grade_after=OuterRef("grade")).values("pk")
    rows = _of(division).filter(state__in=ACTIVE, inherits__isnull=True).exclude(grade="")
    rows = rows.annotate(by_person=Subquery(decided[:1]), by_evaluation=Subquery(evaluated[:1]))
    return _found(
        rows.filter(by_person__isnull=True, by_evaluation__isnull=True), lambda row: f"等级 {row.grade} 没有确认记录"
    )


@library("plan_without_official", "培育计划的责任人已停用", "调整计划，另定责任人", "在库企业有年度计划和责任人")
def plan_without_official(division: str | None, as_of: AsOf) -> Iterable[Finding]:
    """Somebody must answer for a member in the year of the day."""
    plans = GuidancePlan.objects.filter(
        membership__division_code=division,
        membership__state__in=ACTIVE,
        year=as_of.effective.year,
        responsible__is_active=False,
    )
    rows = _of(division).filter(pk__in=plans.values("membership"))
    return _found(rows, lambda _row: f"{as_of.effective.year} 年培育计划的责任人账号已停用")


@library("publicity_forgotten", "公示期满久未办结", "办理批准入库或不予入库", "公示期满后办理入库或不予入库")
def publicity_forgotten(division: str | None, as_of: AsOf) -> Iterable[Finding]:
    """Publicity that ended more than a month ago."""
    rows = _of(division).filter(state=FileState.PUBLICITY, state__in=LIVE, publicity_through__isnull=False)
    late = [row for row in rows if (as_of.effective - row.publicity_through).days > WAITING_DAYS]
    return _found(late, lambda row: f"公示期到 {row.publicity_through}")
