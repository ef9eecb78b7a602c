"""Questions to the library. Every list, page and file goes through `visible_memberships`."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from qiangxian.contexts.matters.models import Objection
from qiangxian.contexts.registers import readers as registers
from qiangxian.contexts.registers.enterprises.readers.enterprises import industry_words
from qiangxian.contexts.registers.records.words import place_name
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import NotFound

from . import rules
from .checks import Applicant, entry_conditions
from .classes import SIZE_CHOICES, technology_words
from .goals import GoalStanding, standings
from .ladder import Ladder, ladder
from .flow import enterprises, visible_memberships
from .models import EntryCheck, Evaluation, GradeRecord, GuidancePlan, Membership, ServiceEntry
from .types import ACTIVE, BEFORE_ENTRY, LIVE, Condition, Decision, Grade, State
from .zero_lists import ZeroList, zero_list

__all__ = [
    "SIZE_CHOICES",
    "Ladder",
    "ZeroList",
    "enterprises",
    "ladder",
    "place_name",
    "technology_words",
    "visible_memberships",
    "zero_list",
]

VISIT = "visit"
NEWEST_GRADE = GradeRecord.objects.filter(membership=OuterRef("pk")).order_by("-computed_at", "-id")
OPEN_GRADE = GradeRecord.objects.filter(membership=OuterRef("pk"), decision=Decision.OPEN)


@dataclass(frozen=True)
class Wish:
    """What a list is asked for; empty means all."""

    text: str = ""
    state: str = ""
    grade: str = ""
    size: str = ""
    township: str = ""
    industry: str = ""
    todo: str = ""


@dataclass(frozen=True)
class MemberLine:
    """One file in the list."""

    membership: Membership
    name: str
    township_code: str
    industry_code: str
    size_class: str
    technology: str
    to_confirm: bool
    computed: str

    @property
    def size_words(self) -> str:
        """The size class in words."""
        return dict(SIZE_CHOICES).get(self.size_class, "")

    @property
    def technology_words(self) -> str:
        """The IPC section in words."""
        return technology_words(self.technology)

    @property
    def industry_words(self) -> str:
        """The industry in words."""
        return industry_words(self.industry_code)

    @property
    def township_words(self) -> str:
        """The township's name."""
        return place_name(self.township_code)


TODO = {
    "confirm": "等级待确认",
    "publicity_over": "公示期满，可以办理入库",
    "objections": "公示异议待答复",
    "no_plan": "在库企业还没有本年培育计划",
}


def selection(actor: Actor, wish: Wish, today: date) -> QuerySet[Membership]:
    """The files of the wish, each with its newest class, ordered by state, grade and day."""
    rows = visible_memberships(actor).annotate(
        size_class=Subquery(NEWEST_GRADE.values("size_class")[:1]),
        technology=Subquery(NEWEST_GRADE.values("technology")[:1]),
        open_grade=Subquery(OPEN_GRADE.values("computed")[:1]),
        to_confirm=Exists(OPEN_GRADE),
    )
    states = {"live": LIVE, "active": ACTIVE, "pending": BEFORE_ENTRY}
    if wish.state:
        rows = rows.filter(state__in=states.get(wish.state, (wish.state,)))
    if wish.grade:
        rows = rows.filter(grade="" if wish.grade == "none" else wish.grade, state__in=ACTIVE)
    if wish.size:
        rows = rows.filter(size_class=wish.size)
    if wish.todo:
        rows = rows.filter(_to_do(wish.todo, today))
    if wish.text or wish.township or wish.industry:
        rows = rows.filter(enterprise_id__in=_enterprises(actor, wish).values("record_id"))
    return rows.order_by("grade", "-applied_date", "-id")


def _to_do(code: str, today: date) -> Q:
    """What waits for somebody, as a condition."""
    if code == "publicity_over":
        return Q(state=State.PUBLICITY, publicity_through__lt=today)
    if code == "objections":
        return Q(matter__in=Objection.objects.filter(outcome="").values("matter"))
    if code == "no_plan":
        planned = GuidancePlan.objects.filter(year=today.year).values("membership")
        return Q(state=State.MEMBER) & ~Q(pk__in=planned)
    return Q(pk__in=GradeRecord.objects.filter(decision=Decision.OPEN).values("membership"))


@dataclass(frozen=True)
class Waiting:
    """Something to do: in words, how many, and the filter that lists them."""

    words: str
    count: int
    name: str
    value: str


HANDLED = (State.APPLIED, State.VISITING, State.REVIEWED, State.EXITING)


def waiting(actor: Actor, today: date) -> list[Waiting]:
    """What the office should do next, only what there is."""
    rows = visible_memberships(actor)
    found = [Waiting(words, rows.filter(_to_do(code, today)).count(), "todo", code) for code, words in TODO.items()]
    counted = numbers(actor).states
    found += [Waiting(State(state).label, counted[state], "state", state) for state in HANDLED]
    return [one for one in found if one.count]


def _enterprises(actor: Actor, wish: Wish) -> QuerySet[Any]:
    rows = registers.visible_enterprises(actor)
    if wish.text:
        rows = rows.filter(Q(name__icontains=wish.text) | Q(uscc=wish.text.upper()))
    if wish.township:
        rows = rows.filter(township_code=wish.township)
    return rows.filter(industry_code__startswith=wish.industry) if wish.industry else rows


def lines(actor: Actor, rows: Sequence[Any]) -> list[MemberLine]:
    """The files with what the register says of their enterprises: one query more."""
    found = enterprises(actor, [row.enterprise_id for row in rows])
    return [_line(row, found.get(row.enterprise_id)) for row in rows]


def _line(row: Any, enterprise: Any | None) -> MemberLine:
    return MemberLine(
        membership=row,
        name=enterprise.name if enterprise else f"企业 {row.enterprise_id}（登记已撤销）",
        township_code=enterprise.township_code if enterprise else "",
        industry_code=enterprise.industry_code if enterprise else "",
        size_class=row.size_class or "",
        technology=row.technology or "",
        to_confirm=row.to_confirm,
        computed=row.open_grade or "",
    )


@dataclass(frozen=True)
class Numbers:
    """How many files stand at each state, and members at each grade."""

    states: dict[str, int]
    grades: dict[str, int]

    @property
    def active(self) -> int:
        """Members in the library."""
        return sum(self.states.get(state, 0) for state in ACTIVE)


def numbers(actor: Actor) -> Numbers:
    """The library at a glance."""
    rows = visible_memberships(actor).order_by()
    states = Counter(rows.values_list("state", flat=True))
    grades = Counter(rows.filter(state__in=ACTIVE).values_list("grade", flat=True))
    return Numbers(
        states={state: states.get(state, 0) for state in State.values},
        grades={grade: grades.get(grade, 0) for grade in (*Grade.values, "")},
    )


def membership(actor: Actor, membership_id: int) -> Membership:
    """One file the actor may see."""
    found = visible_memberships(actor).select_related("matter", "previous", "inherits").filter(pk=membership_id).first()
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
    objections: list[Objection]
    grades: list[GradeRecord]
    plans: list[PlanView]
    services: list[ServiceEntry]
    evaluations: list[Evaluation]
    relatives: list[tuple[str, Membership, str]]

    @property
    def open_grade(self) -> GradeRecord | None:
        """The computed grade that waits for a person."""
        return next((row for row in self.grades if row.decision == Decision.OPEN), None)

    @property
    def newest_check(self) -> EntryCheck | None:
        """The conditions as they came out last."""
        return self.checks[0] if self.checks else None


def member_page(actor: Actor, membership_id: int, as_of: AsOf) -> MemberPage:
    """One file with all its rows."""
    found = membership(actor, membership_id)
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
    related += [("再次申报的档案", row) for row in Membership.objects.filter(previous=found)]
    related += [("承继企业的档案", row) for row in Membership.objects.filter(inherits=found)]
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
    is_demo: bool

    @property
    def township_words(self) -> str:
        """The township's name."""
        return place_name(self.township_code)


def in_publicity(division_code: str, today: date) -> list[PublicLine]:
    """Enterprises whose publicity runs today; no contact, no person."""
    rows = list(
        Membership.objects.filter(
            division_code=division_code,
            state=State.PUBLICITY,
            publicity_from__lte=today,
            publicity_through__gte=today,
        ).order_by("publicity_from", "id")
    )
    found = enterprises(Actor.system(), [row.enterprise_id for row in rows])
    return [
        PublicLine(
            name=found[row.enterprise_id].name,
            uscc=_public_code(found[row.enterprise_id]),
            township_code=found[row.enterprise_id].township_code,
            publicity_from=row.publicity_from or today,
            publicity_through=row.publicity_through or today,
            is_demo=row.is_demo,
        )
        for row in rows
        if row.enterprise_id in found
    ]


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


# -- choices -----------------------------------------------------------------------------------------------------------
def exit_reasons(division_code: str) -> dict[str, str]:
    """Why a member may leave."""
    return rules.exit_reasons(division_code)


def guidance(division_code: str) -> Mapping[str, Any]:
    """Sizes with their focus, goals that can be counted, kinds of service."""
    return rules.guidance(division_code)
