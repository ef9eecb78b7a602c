"""Questions to the library. Every list, page and file goes through `visible_memberships`."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from qiangxian.contexts.people.outward import outward
from qiangxian.contexts.registers.records.words import place_name
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.calendar import OFFICE
from qiangxian.kernel.errors import NotFound

from . import rules
from .checks import Applicant, entry_conditions
from .flow import enterprises, visible_memberships
from .goals import GoalStanding, standings
from .ladder import ladder, near_list
from .lists import MEMBERS, waiting
from .models import EntryCheck, Evaluation, GradeRecord, GuidancePlan, Membership, ServiceEntry
from .types import ACTIVE, Condition, FileState, Grade, GradeDecision
from .zero_lists import ZERO

__all__ = [
    "MEMBERS",
    "ZERO",
    "enterprises",
    "exit_reasons",
    "guidance",
    "ladder",
    "near_list",
    "place_name",
    "visible_memberships",
    "waiting",
]

VISIT = "visit"
exit_reasons, guidance = rules.exit_reasons, rules.guidance


def numbers(actor: Actor) -> tuple[dict[str, int], dict[str, int]]:
    """How many files stand at each state, and members at each grade ("" where it is not settled)."""
    rows = visible_memberships(actor).order_by()
    states = Counter(rows.values_list("state", flat=True))
    grades = Counter(rows.filter(state__in=ACTIVE).values_list("grade", flat=True))
    return {state: states[state] for state in FileState.values}, {grade: grades[grade] for grade in (*Grade.values, "")}


def membership(actor: Actor, membership_id: int) -> Membership:
    """One file the actor may see."""
    found = visible_memberships(actor).filter(pk=membership_id).first()
    if found is None:
        raise NotFound("没有这份档案，或您无权查看", remedy="请回到企业培育库列表重新选择")
    return found


def files_of(actor: Actor, enterprise_id: int) -> list[Membership]:
    """Every file an enterprise ever had, newest first."""
    return list(visible_memberships(actor).filter(enterprise_id=enterprise_id).order_by("-id"))


@dataclass
class PlanView:
    """The plan of one year with its goals on the day and who is responsible."""

    plan: GuidancePlan
    responsible: str
    goals: list[GoalStanding] = field(default_factory=list)
    visits: int = 0
    visits_required: int | None = None


@dataclass
class MemberPage:
    """Everything about one file."""

    membership: Membership
    enterprise: Any
    checks: list[EntryCheck]
    objections: list[Any]
    grades: list[GradeRecord]
    plans: list[PlanView]
    services: list[ServiceEntry]
    evaluations: list[Evaluation]
    relatives: list[tuple[str, Membership, str]]

    @property
    def open_grade(self) -> GradeRecord | None:
        """The computed grade that waits for a person."""
        return next((row for row in self.grades if row.decision == GradeDecision.OPEN), None)

    @property
    def newest_check(self) -> EntryCheck | None:
        """The conditions as they came out last."""
        return self.checks[0] if self.checks else None


def member_page(actor: Actor, found: Membership, as_of: AsOf) -> MemberPage:
    """One file the actor may see, with all its rows."""
    rows = {"membership": found}
    return MemberPage(
        membership=found,
        enterprise=enterprises(actor, [found.enterprise_id]).get(found.enterprise_id),
        checks=list(EntryCheck.objects.filter(**rows)),
        objections=list(found.matter.objections.all()),
        grades=list(GradeRecord.objects.filter(**rows)[:24]),
        plans=plan_views(found, as_of),
        services=list(ServiceEntry.objects.filter(**rows).select_related("evidence")),
        evaluations=list(Evaluation.objects.filter(**rows)),
        relatives=_relatives(actor, found),
    )


def plan_views(found: Membership, as_of: AsOf) -> list[PlanView]:
    """The plans of a member, newest year first, each with its goals on the day."""
    plans = list(GuidancePlan.objects.filter(membership=found).select_related("membership", "responsible"))
    counted = standings(plans, as_of)
    visits = Counter(
        day.year
        for day in ServiceEntry.objects.filter(
            membership=found, kind=VISIT, struck_at__isnull=True, day__lte=as_of.effective
        ).values_list("day", flat=True)
    )
    return [
        PlanView(
            plan,
            str(plan.responsible),
            counted[plan.pk],
            visits[plan.year],
            rules.visits_a_year(plan.size_class, date(plan.year, 12, 31), found.division_code),
        )
        for plan in plans
    ]


def _relatives(actor: Actor, found: Membership) -> list[tuple[str, Membership, str]]:
    """The file before, the file it inherits and its heirs, with the enterprise's name."""
    named = [("上一份档案", found.previous), ("承继自", found.inherits)]
    related = [(words, row) for words, row in named if row is not None]
    seen = visible_memberships(actor)
    related = [(words, row) for words, row in related if seen.filter(pk=row.pk).exists()]
    related += [("再次申报的档案", row) for row in seen.filter(previous=found)]
    related += [("承继企业的档案", row) for row in seen.filter(inherits=found)]
    names = enterprises(actor, [row.enterprise_id for _, row in related])
    return [(words, row, names[row.enterprise_id].name if row.enterprise_id in names else "") for words, row in related]


# -- the public list ---------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class PublicLine:
    """An enterprise on the public list: what anybody may know of it."""

    name: str
    uscc: str
    township_code: str
    publicity_from: date
    publicity_through: date
    working_days: int
    is_demo: bool
    body: str = ""
    address: str = ""
    board: str = ""

    @property
    def publicity_words(self) -> str:
        """As official notices print it: the day of publication apart, for it does not count."""
        first = OFFICE.after_working_days(self.publicity_from, 1)
        last = self.publicity_through
        end = f"{last.day}日" if (last.year, last.month) == (first.year, first.month) else f"{last.month}月{last.day}日"
        begin = self.publicity_from
        return f"发布 {begin.month}月{begin.day}日；公示时间 {first.month}月{first.day}日—{end}（{self.working_days}个工作日）"

    @property
    def place_words(self) -> tuple[str, ...]:
        """Where else it stands."""
        return tuple(filter(None, (self.address, self.board)))

    @property
    def township_words(self) -> str:
        """The township's name."""
        return place_name(self.township_code)


def in_publicity(division_code: str, today: date) -> list[PublicLine]:
    """Enterprises whose publicity runs today; no contact, no person."""
    rows = list(
        Membership.objects.filter(
            division_code=division_code,
            state=FileState.PUBLICITY,
            publicity_from__lte=today,
            publicity_through__gte=today,
        )
        .order_by("publicity_from", "id")
        .prefetch_related("matter__steps")
    )
    found = enterprises(Actor.system(), [row.enterprise_id for row in rows])
    where = {row.pk: _placed(row, outward(division_code).body) for row in rows}
    return [
        PublicLine(
            name=found[row.enterprise_id].name,
            uscc=_public_code(found[row.enterprise_id]),
            township_code=found[row.enterprise_id].township_code,
            publicity_from=row.publicity_from or today,
            publicity_through=row.publicity_through or today,
            working_days=int(rules.parameter("publicity_working_days", row.publicity_from or today, division_code)),
            is_demo=row.is_demo,
            **where[row.pk],
        )
        for row in rows
        if row.enterprise_id in found
    ]


def _placed(row: Membership, body: str) -> dict[str, str]:
    """Issuing body, page and board as they stood when the publicity began."""
    begun = [step.detail for step in row.matter.steps.all() if step.step == "publish"]
    told = begun[-1] if begun else {}
    return {"body": told.get("body", body), "address": told.get("address", ""), "board": told.get("board", "")}


def _public_code(enterprise: Any) -> str:
    """The code of a legal person; that of a sole trader may hide an identity number and is not published."""
    return "" if enterprise.entity_kind == "sole_trader" else str(enterprise.uscc)


def preview(actor: Actor, enterprise_id: int, as_of: AsOf) -> list[Condition]:
    """The conditions of entry as they would come out on the day for an enterprise that has not applied: everything but its
    consent, which it has not given yet."""
    row = enterprises(actor, [enterprise_id]).get(enterprise_id)
    if row is None:
        return []
    applicant = Applicant(row.division_code, enterprise_id, None, "", "")
    return [one for one in entry_conditions(applicant, as_of) if one.code not in ("consent", "linked")]
