"""The ladder (梯队): how many stand on each rung, who moved, who is near the next rung and what is missing."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.utils import timezone

from qiangxian.contexts.lists.sections import Section, SectionLine
from qiangxian.contexts.lists.sources import AtHand
from qiangxian.contexts.lists.types import Cell, Column, Filter, List, Viewer, day, number
from qiangxian.contexts.matters import readers as matters
from qiangxian.contexts.registers.portfolio.readers import Portfolio, portfolios
from qiangxian.engines.eligibility.grades import count_mode, grade, rungs
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf

from .classes import SIZE_CHOICES, classes, grade_figures
from .flow import FLOW, enterprises, visible_memberships
from .models import GradeRecord, Membership
from .types import ACTIVE, Grade, GradeDecision

SHOWN = 20
YEAR = timedelta(days=365)
LABELS: Mapping[str, str] = dict(Grade.choices)
MOVES = ("admit", "approve_exit", "succeed")


class NearGrade(NamedTuple):
    """A member not far from the rung above the one its figures reach."""

    matter_id: int
    name: str
    grade: str
    next: str
    missing: str
    distance: int


def near_list(near: Sequence[NearGrade]) -> List:
    """Members by how far they are from the rung above, the nearest first."""
    return List(
        name="grade_ladder",
        label="离上一级最近的企业",
        unit="家",
        columns=(
            Column("name", "企业", ("name",), cell=lambda one: one.name),
            Column("grade", "现等级", ("grade",), cell=lambda one: LABELS.get(one.grade, "未定级")),
            Column("next", "上一级", ("next",), cell=lambda one: LABELS.get(one.next, one.next)),
            Column("missing", "还差", ("distance",), cell=lambda one: one.missing),
        ),
        source=lambda _viewer: AtHand(near),
        filters=(
            Filter("grade", "现等级", _has("grade"), lambda _viewer: [("none", "未定级"), *Grade.choices]),
            Filter("next", "上一级", _has("next"), lambda _viewer: Grade.choices),
        ),
        search=lambda _viewer, text: lambda one: text in one.name,
        search_label="企业名称",
        key=lambda one: one.matter_id,
        link=lambda one: ("matter", one.matter_id),
        empty_title="没有这样的企业",
        empty="没有在库企业，或都已在最高一级。",
        note=lambda _viewer: "等级为现时确认的等级，差距按所选日期的登记计算",
    )


def _has(name: str) -> Callable[[Viewer, str], Callable[[NearGrade], bool]]:
    return lambda _viewer, value: lambda one: (getattr(one, name) or "none") == value


def ladder(actor: Actor, division_code: str, as_of: AsOf) -> tuple[Section, list[NearGrade], Section]:
    """Rungs as confirmed now; distances by the registers of the day; moves of the year before it."""
    ours = visible_memberships(actor).filter(division_code=division_code)
    members = list(ours.filter(state__in=ACTIVE).order_by("id"))
    held = portfolios(division_code, [member.enterprise_id for member in members], as_of)
    near = _near(actor, members, held, division_code, as_of)
    return _rungs(members, held, division_code, as_of), near, _moves(actor, ours, as_of.effective)


def _rungs(members: list[Membership], held: Mapping[int, Portfolio], division_code: str, as_of: AsOf) -> Section:
    """Each rung with its conditions, its members, and these by size (the last column: size unknown)."""
    sizes = {record: one["size_class"] for record, one in classes(division_code, held, as_of).items()}
    columns = [*SIZE_CHOICES, ("", "规模待补")]
    counted = Counter((member.grade, sizes.get(member.enterprise_id, "")) for member in members)
    standing = Counter(member.grade for member in members)
    named = [(rung.grade, rung.label, rung.words) for rung in rungs(as_of.effective, division_code)]
    lines = []
    for letter, label, words in (*named, ("", "未定级", "等级尚未确认")):
        count = standing[letter]
        listed = Cell(str(count), about=("members_of_grade", letter or "none"), value=count)
        lines.append(SectionLine.of(label, words, listed, *(number(counted[letter, size]) for size, _ in columns)))
    return Section("rungs", "各级企业", heads=("等级", "条件", "在库", *(words for _, words in columns)), lines=lines)


def _near(
    actor: Actor, members: list[Membership], held: Mapping[int, Portfolio], division_code: str, as_of: AsOf
) -> list[NearGrade]:
    firms, mode, near = enterprises(actor, list(held)), count_mode(as_of.effective, division_code), []
    for member in members:
        record = member.enterprise_id
        answer = grade(grade_figures(held.get(record), mode), as_of.effective, division_code)
        if record in held and answer.next_grade and answer.distance is not None:
            name = firms[record].name if record in firms else ""
            above = (answer.next_grade, answer.missing, answer.distance)
            near.append(NearGrade(member.matter_id, name, member.grade, *above))
    return sorted(near, key=lambda one: (one.distance, one.next, one.name))


def _moves(actor: Actor, ours: Any, today: date) -> Section:
    """Who entered, left or changed the rung."""
    steps = matters.steps_taken(MOVES, after=today - YEAR, until=today).filter(matter__membership__in=ours)
    decided = GradeRecord.objects.filter(membership__in=ours, decision=GradeDecision.CONFIRMED)
    moves: list[tuple[date, Any, str, str]] = [
        (step.day, step.matter.membership, FLOW.step_words(step.step), step.by)
        for step in steps.select_related("matter__membership").order_by("-day", "-id")[:SHOWN]
    ]
    moves += [
        (
            timezone.localdate(row.decided_at),
            row.membership,
            f"{row.standing or '未定级'} → {row.decided}",
            row.decided_by,
        )
        for row in decided.select_related("membership").order_by("-decided_at", "-id")[: SHOWN * 2]
        if row.decided != row.standing and row.decided_at and today - YEAR < timezone.localdate(row.decided_at) <= today
    ]
    firms = enterprises(actor, [file.enterprise_id for _, file, _, _ in moves])
    lines = []
    for on, file, words, by in sorted(moves, key=lambda move: move[0], reverse=True)[:SHOWN]:
        name = firms[file.enterprise_id].name if file.enterprise_id in firms else ""
        lines.append(SectionLine.of(day(on), Cell(name, about=("matter", file.matter_id)), words, by))
    heads, title = ("日期", "企业", "变化", "办理"), "近一年的升降和进出"
    return Section("moved", title, heads=heads, lines=lines, empty="近一年没有变化。")
