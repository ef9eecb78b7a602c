"""The ladder (梯队): how many stand on each rung, who moved, who is near the next rung and what is missing."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.utils import timezone

from qiangxian.contexts.matters import readers as matters
from qiangxian.contexts.registers.portfolio.readers import portfolios
from qiangxian.engines.eligibility.grades import count_mode, grade, rungs
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf

from .classes import SIZE_CHOICES, classes, grade_figures, records_of
from .flow import FLOW, enterprises, visible_memberships
from .models import GradeRecord
from .types import ACTIVE, GradeDecision

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
    return LibraryLadder(lines, columns, near[:SHOWN], _moves(actor, division_code, as_of.effective))


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
