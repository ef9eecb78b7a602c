"""The ladder (梯队): how many stand on each rung, who moved, who is near the next rung and what is missing."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.utils import timezone

from qiangxian.contexts.lists.sources import AtHand
from qiangxian.contexts.lists.types import Cell, Column, Filter, List, Viewer
from qiangxian.contexts.matters import readers as matters
from qiangxian.contexts.registers.portfolio.readers import portfolios
from qiangxian.engines.eligibility.grades import count_mode, grade, rungs
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf

from .classes import SIZE_CHOICES, classes, grade_figures, records_of
from .flow import FLOW, enterprises, visible_memberships
from .models import GradeRecord
from .types import ACTIVE, Grade, GradeDecision

SHOWN = 20
YEAR = timedelta(days=365)
MOVES = ("admit", "approve_exit", "succeed")


@dataclass(frozen=True)
class RungLine:
    """One rung: its conditions, its members, and these by size (the last column: size unknown)."""

    code: str
    label: str
    words: str
    count: int
    by_size: list[int]


class NearGrade(NamedTuple):
    """A member not far from the rung above the one its figures reach."""

    matter_id: int
    name: str
    grade: str
    next: str
    missing: str
    distance: int


class GradeMove(NamedTuple):
    """Somebody entered, left or changed the rung."""

    matter_id: int
    name: str
    day: date
    words: str
    by: str


class LibraryLadder(NamedTuple):
    """The whole view."""

    rungs: list[RungLine]
    sizes: list[tuple[str, str]]
    near: list[NearGrade]
    moves: list[GradeMove]


def near_list(view: LibraryLadder) -> List:
    """Members by how far they are from the rung above, the nearest first."""
    return List(
        name="grade_ladder",
        label="离上一级最近的企业",
        unit="家",
        columns=(
            Column("name", "企业", ("name",)),
            Column("grade", "现等级", ("grade",)),
            Column("next", "上一级", ("next",)),
            Column("missing", "还差", ("distance",)),
        ),
        source=lambda _viewer: AtHand(view.near),
        cells=lambda rows, _viewer: [_near_cells(one) for one in rows],
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


def _near_cells(one: NearGrade) -> dict[str, Cell]:
    labels = dict(Grade.choices)
    return {
        "name": Cell(one.name),
        "grade": Cell(labels.get(one.grade, "未定级")),
        "next": Cell(labels.get(one.next, one.next)),
        "missing": Cell(one.missing),
    }


def ladder(actor: Actor, division_code: str, as_of: AsOf) -> LibraryLadder:
    """Rungs as confirmed now; distances by the registers of the day; moves of the year before it."""
    members = list(visible_memberships(actor).filter(division_code=division_code, state__in=ACTIVE).order_by("id"))
    held = portfolios(division_code, records_of(members), as_of)
    sizes = {record: one.size for record, one in classes(division_code, held, as_of).items()}
    columns = [*SIZE_CHOICES, ("", "规模待补")]
    counted = Counter((member.grade, sizes.get(member.enterprise_id, "")) for member in members)
    lines = [
        RungLine(
            rung.grade,
            rung.label,
            rung.words,
            sum(count for (letter, _), count in counted.items() if letter == rung.grade),
            [counted[rung.grade, size] for size, _ in columns],
        )
        for rung in rungs(as_of.effective, division_code)
    ]
    ungraded = sum(count for (letter, _), count in counted.items() if not letter)
    lines.append(RungLine("none", "未定级", "等级尚未确认", ungraded, [counted["", size] for size, _ in columns]))
    names = {record: row.name for record, row in enterprises(actor, list(held)).items()}
    mode = count_mode(as_of.effective, division_code)
    near = []
    for member in members:
        if (one := held.get(member.enterprise_id)) is None:
            continue
        answer = grade(grade_figures(one, mode), as_of.effective, division_code)
        if answer.next_grade and answer.distance is not None:
            name = names.get(member.enterprise_id, "")
            near.append(
                NearGrade(member.matter_id, name, member.grade, answer.next_grade, answer.missing, answer.distance)
            )
    near.sort(key=lambda one: (one.distance, one.next, one.name))
    return LibraryLadder(lines, columns, near, _moves(actor, division_code, as_of.effective))


def _moves(actor: Actor, division_code: str, day: date) -> list[GradeMove]:
    ours = visible_memberships(actor).filter(division_code=division_code)
    steps = list(
        matters.steps_taken(MOVES, after=day - YEAR, until=day)
        .filter(matter__membership__in=ours)
        .select_related("matter__membership")
        .order_by("-day", "-id")[:SHOWN]
    )
    decided = [
        row
        for row in GradeRecord.objects.filter(membership__in=ours, decision=GradeDecision.CONFIRMED)
        .select_related("membership")
        .order_by("-decided_at", "-id")[: SHOWN * 2]
        if row.decided != row.standing and row.decided_at and day - YEAR < timezone.localdate(row.decided_at) <= day
    ]
    files = [*(step.matter.membership for step in steps), *(row.membership for row in decided)]
    names = {record: row.name for record, row in enterprises(actor, records_of(files)).items()}
    moves = [
        GradeMove(
            step.matter_id,
            names.get(step.matter.membership.enterprise_id, ""),
            step.day,
            FLOW.step_words(step.step),
            step.by,
        )
        for step in steps
    ]
    moves += [
        GradeMove(
            row.membership.matter_id,
            names.get(row.membership.enterprise_id, ""),
            timezone.localdate(row.decided_at),
            f"{row.standing or '未定级'} → {row.decided}",
            row.decided_by,
        )
        for row in decided
    ]
    return sorted(moves, key=lambda move: move.day, reverse=True)[:SHOWN]
