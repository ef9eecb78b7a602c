"""Ladders of titles: on which step an enterprise stands, and what the next one still asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from qiangxian.kernel import rulebook
from qiangxian.kernel.shapes import Shape, plain

from .facts import Facts
from .figures import FILE, TOPIC
from .titles import SelfTest, self_test


class Ladder(Shape):
    """Titles that follow one another, lowest first."""

    code: str
    label: str
    steps: list[str]


@dataclass(frozen=True, slots=True)
class LadderStanding:
    """Where one enterprise stands: the highest step it holds (None: none), the next step (None: at the top) and its test."""

    step: str | None
    next: str | None
    test: SelfTest | None


def ladders(division: str | None) -> tuple[Ladder, ...]:
    """All ladders of the rulebook."""
    return tuple(Ladder(**plain(one)) for one in rulebook.load(TOPIC, FILE, division=division)["ladders"])


def near_limit(on: date, division: str | None) -> int:
    """With at most so many open conditions an enterprise is near the next step."""
    return int(rulebook.parameter(TOPIC, f"{FILE}.near", on, division))


def is_candidate(facts: Facts, step: str | None, division: str | None) -> bool:
    """Whether it makes sense to ask how near the next step is: something was reported, and whoever stands on no step yet
    holds rights."""
    if step is None:
        least = int(rulebook.parameter(TOPIC, f"{FILE}.near_first_rights", facts.on, division))
        return len(facts.rights) >= least
    return bool(facts.years or facts.rights)


def step_of(facts: Facts, ladder: Ladder) -> str | None:
    """The highest step of the ladder for which a valid certificate is held."""
    held = {one.kind for one in facts.titles if one.valid}
    return next((step for step in reversed(ladder.steps) if step in held), None)


def standing(facts: Facts, ladder: Ladder, division: str | None) -> LadderStanding:
    """The step and the test of the next one."""
    step = step_of(facts, ladder)
    place = ladder.steps.index(step) + 1 if step else 0
    if place == len(ladder.steps):
        return LadderStanding(step, None, None)
    following = ladder.steps[place]
    return LadderStanding(step, following, self_test(facts, following, division))
