"""What the story is made of, and the small random choices every part of it shares."""

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from random import Random
from typing import Any, Generic, TypeVar

from qiangxian.kernel import division, rulebook

from ..enterprises.models import Enterprise
from ..records.models import Recorded
from ..rights.models import Right

LAST_DAY = date(2026, 10, 31)
Row = TypeVar("Row", bound=Recorded)
Child = TypeVar("Child", bound=Recorded)


@dataclass
class RecordToBe(Generic[Row]):
    """One record to be: its version row, its child rows, and which of their columns name another entry."""

    row: Row
    children: list[Recorded] = field(default_factory=list)
    links: list[tuple[Recorded, str, "RecordToBe[Any]"]] = field(default_factory=list)

    def add(self, child: Recorded, **links: "RecordToBe[Any]") -> None:
        """A child row; each link is set once the entry it names has its record."""
        self.children.append(child)
        self.links.extend((child, column, target) for column, target in links.items())

    def each(self, model: type[Child]) -> Iterable[Child]:
        """The child rows of one model."""
        return (child for child in self.children if isinstance(child, model))


Firm = RecordToBe[Enterprise]
Owned = RecordToBe[Right]


@dataclass
class Serial:
    """Running numbers, so that no number is given twice."""

    value: int = 0

    def next(self) -> int:
        self.value += 1
        return self.value


def is_substance(words: Mapping[str, Any], thing: str) -> bool:
    """Whether a thing is a process or a substance, and no device."""
    return thing.endswith(tuple(words["substances"]))


def named(words: Mapping[str, Any], chance: Random, thing: str) -> str:
    """A thing with a quality, as titles name it."""
    return f"{chance.choice(words['qualities']['substance' if is_substance(words, thing) else 'device'])}{thing}"


class Script:
    """The word lists, the days and the source of chance of a county."""

    def __init__(self, division_code: str, scale: int) -> None:
        self.division_code = division_code
        self.scale = scale
        self.words: Mapping[str, Any] = rulebook.load("demonstration", "county", division=division_code)
        self.chance = Random(self.words["seed"])  # noqa: S311 - a story that repeats itself is the point

    def part(self, name: str) -> "Script":
        """The same story with a chance of its own, so that a change in one part leaves the others as they are."""
        own = copy(self)
        own.chance = Random(f"{self.words['seed']} {name}")  # noqa: S311 - a story that repeats itself is the point
        return own

    @cached_property
    def townships(self) -> list[str]:
        """The township codes of the county; none where the code list has none."""
        return [place.code for place in division.children(self.division_code)]

    @cached_property
    def industries(self) -> dict[str, Mapping[str, Any]]:
        """The industries by their code."""
        return {industry["code"]: industry for industry in self.words["industries"]}

    def count(self, name: str) -> int:
        """How many of a kind at this scale."""
        return int(self.words["per_unit"][name]) * self.scale

    def day_between(self, first: date, last: date) -> date:
        """Any day of the span, both ends included."""
        return first + timedelta(days=self.chance.randint(0, (last - first).days))

    def happens(self, share: float) -> bool:
        """True in so many cases out of one."""
        return self.chance.random() < share

    def later(self, day: date, least: int, most: int) -> date:
        """A day so many days later."""
        return day + timedelta(days=self.chance.randint(least, most))

    def named(self, thing: str) -> str:
        """A thing with a quality, as titles name it."""
        return named(self.words, self.chance, thing)

    def weighted(self, weights: Mapping[str, int]) -> str:
        """One of the words, by its weight."""
        return self.chance.choices(list(weights), list(weights.values()))[0]
