"""A target while it is being read, and where the reading stands in its passage."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from qiangxian.engines.plandoc.numbers import Quantity
from qiangxian.engines.plandoc.targets.horizons import DateMention
from qiangxian.engines.plandoc.targets.masking import Masked
from qiangxian.engines.plandoc.targets.vocabulary import Ending, TargetWords, vocabulary

# `noun_first`: 服务机构3家以上; `number_first`: 培育3家服务机构; `worded`: 全覆盖, 与…同步.
Style = Literal["noun_first", "number_first", "worded"]


@dataclass(slots=True)
class Promise:
    """One target with offsets in its passage; `at` is the place of its figure, and without one it is an institution.

    `shared` says that 分别 or 均 divides `values` among the subjects, `compared` that a comparator stands before it.
    """

    start: int
    end: int
    at: int
    subject: str
    subject_range: tuple[int, int]
    comparator: str = "exists"
    unit: str | None = None
    style: Style = "worded"
    kind: str = "existence"
    hedge: str | None = None
    parameters: dict[str, object] = field(default_factory=dict)
    doubt: tuple[str, str] | None = None
    values: tuple[Decimal, ...] = ()
    shared: bool = False
    compared: bool = False


def _start(date: DateMention) -> int:
    return date.start


class Cues:
    """What in a sentence speaks against its figures: the past, a forecast, a rule, a reward.

    Each is the place of the first such word, or the end of the sentence where there is none. Most sentences hold none at
    all, which one look for any of them says.
    """

    __slots__ = ("condition", "counted", "forbids", "forecast", "past", "permits", "rewards", "told")

    def __init__(self, words: TargetWords, reading: str, start: int, end: int) -> None:
        past = words.history.finditer(reading, start, end)
        self.past = [cue.span() for cue in past if reading[cue.start() - 1] not in "由从"]
        counted = words.counted_growth.search(reading, start, end) if "." in reading else None
        self.counted = counted is not None and not words.hedge.search(reading, start, end)
        self.rewards: list[int] = []
        self.forecast = self.condition = self.forbids = self.permits = self.told = end
        if words.any_cue.search(reading, start, end):
            self.rewards = [cue.start() for cue in words.reward.finditer(reading, start, end)]
            self.forecast, self.condition, self.forbids, self.permits, self.told = (
                found.start() if (found := pattern.search(reading, start, end)) else end
                for pattern in words.single_cues
            )

    def past_before(self, at: int) -> int | None:
        """Where the last cue of the past left of a place ends; 由目前的2件提高到3件 is none."""
        place = bisect_right(self.past, (at, 0)) - 1
        return self.past[place][1] if place >= 0 else None


class Sentence:
    """What the clauses of one sentence know of each other; `clause` counts them while figures are read."""

    __slots__ = (
        "_cues",
        "_spoken",
        "carried",
        "clause",
        "dates",
        "end",
        "found",
        "last_clause",
        "masked",
        "ordered",
        "reading",
        "start",
        "words",
    )

    def __init__(
        self, masked: Masked, place: tuple[int, int], ordered: bool, carried: bool, dates: Sequence[DateMention]
    ) -> None:
        self.masked, self.reading = masked, masked.reading
        self.start, self.end = place
        self.words, self.ordered, self.carried, self.dates = vocabulary(), ordered, carried, dates
        self.found: list[Promise] = []
        self.clause, self.last_clause = 0, -2
        self._spoken: list[DateMention] | None = None
        self._cues: Cues | None = None

    @property
    def cues(self) -> Cues:
        """Its cues, sought at the first figure that asks."""
        if self._cues is None:
            self._cues = Cues(self.words, self.reading, self.start, self.end)
        return self._cues

    def last_date(self, at: int) -> DateMention | None:
        """The last date of this sentence left of a place, baselines and beginnings left out."""
        if not self.dates:
            return None
        if self._spoken is None:
            self._spoken = [date for date in self.dates if date.role not in ("baseline", "start")]
        place = bisect_left(self._spoken, at, key=_start) - 1
        return self._spoken[place] if place >= 0 else None

    def is_promise(self, at: int) -> bool:
        """A coming day stands before the place in this sentence, or the passage lists aims for a day."""
        date = self.last_date(at)
        return date.role != "past" if date else self.carried

    def is_void(self, start: int, end: int) -> bool:
        """Whether the clause states a purpose, or limits a class of things: no figure in it is promised."""
        forbids = self.cues.forbids < self.end and self.words.forbid.search(self.reading, start, end)
        return bool(forbids or self.words.purpose.match(self.reading, start, end))


@dataclass(slots=True)
class Spot:
    """A number in its clause: `left` runs from the last target of the clause to the number, `right` to its end."""

    number: Quantity
    clause_start: int
    clause_end: int
    left_start: int
    left: str
    right: str
    right_start: int
    sign_after: str | None
    next_number: int | None
    comparator: Ending | None
    noun_after: bool
