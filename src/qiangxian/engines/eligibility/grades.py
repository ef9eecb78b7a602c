"""Grades of the cultivation library (enterprises.md §4): which rung some figures reach, why, and what the next one asks.

The rungs are a dated list of `enterprises/grades.yaml`, highest first; a rung is reached by any one of its conditions, the
last rung asks nothing. `count_mode` says whether a right counts while it is in force or once it was granted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from pydantic import Field

from qiangxian.kernel import rulebook
from qiangxian.kernel.shapes import Shape, plain

TOPIC = "enterprises"
Figures = Mapping[str, int | None]


class RungCondition(Shape):
    """So many at least of a fact, and how that is said."""

    fact: str
    least: int
    words: str


class Rung(Shape):
    """One grade: its letter, its name and its conditions, any one of which is enough."""

    grade: str
    label: str
    conditions: list[RungCondition] = Field(alias="any")

    @property
    def words(self) -> str:
        """The conditions in words."""
        return "，或".join(one.words for one in self.conditions) or "其余在库企业"


@dataclass(frozen=True, slots=True)
class GradeAnswer:
    """The grade, None where a missing figure leaves it open; why in words; the next rung and what it still asks."""

    grade: str | None
    because: str
    next_grade: str | None
    missing: str
    distance: int | None


@lru_cache(maxsize=64)
def rungs(on: date, division: str | None) -> tuple[Rung, ...]:
    """The ladder in force on the day, highest first."""
    return tuple(Rung(**plain(entry)) for entry in rulebook.parameter(TOPIC, "grades.ladder", on, division))


def count_mode(on: date, division: str | None) -> str:
    """`in_force` or `granted`: which rights the facts named `rights` and `inventions` are."""
    return str(rulebook.parameter(TOPIC, "grades.count_mode", on, division))


def grade(figures: Figures, on: date, division: str | None) -> GradeAnswer:
    """The highest rung the figures reach. A rung that a missing figure could reach leaves the answer open: unknown is
    never taken for zero."""
    ladder = rungs(on, division)
    for place, rung in enumerate(ladder):
        reached = [one for one in rung.conditions if (figures.get(one.fact) or 0) >= one.least]
        met = [f"{one.words}（现有 {figures[one.fact]}）" for one in reached]
        if met or not rung.conditions:
            return GradeAnswer(rung.grade, "；".join(met) or "未达到更高等级的条件", *_next(ladder, place, figures))
        if unknown := [one.words for one in rung.conditions if figures.get(one.fact) is None]:
            return GradeAnswer(None, f"缺少数据，无法判断“{'、'.join(unknown)}”", rung.grade, "补齐数据", None)
    return GradeAnswer(None, "规则中没有兜底的等级", None, "", None)


def _next(ladder: tuple[Rung, ...], place: int, figures: Figures) -> tuple[str | None, str, int | None]:
    """The rung above, what each of its conditions still asks, and the smallest of these distances."""
    if place == 0:
        return None, "", None
    above = ladder[place - 1]
    gaps = [(one.least - (figures.get(one.fact) or 0), one.words) for one in above.conditions]
    return above.grade, "，或".join(f"{words}（还差 {gap}）" for gap, words in gaps), min(gap for gap, _ in gaps)
