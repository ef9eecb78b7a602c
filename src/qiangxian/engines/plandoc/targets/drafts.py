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
from qiangxian.engines.plandoc.targets.vocabulary import Ending, vocabulary

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
    value: Decimal | None = None
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


class Sentence:
    """What the clauses of one sentence know of each other. Its cues are sought once, at the first figure that asks."""

    __slots__ = (
        "_conditions",
        "_counted",
        "_forbids",
        "_histories",
        "_permits",
        "_rewards",
        "_spoken",
        "_tells",
        "carried",
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
        self.last_clause = -2
        self._histories: list[tuple[int, int]] | None = None
        self._rewards: list[int] | None = None
        self._tells: bool | None = None
        self._spoken: list[DateMention] | None = None
        self._conditions: tuple[int, int] | None = None
        self._counted: bool | None = None
        self._forbids: bool | None = None
        self._permits: bool | None = None

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

    def history(self, at: int) -> int | None:
        """Where the last cue of the past left of a place ends; 由目前的2件提高到3件 is none."""
        if self._histories is None:
            cues = self.words.history.finditer(self.reading, self.start, self.end)
            self._histories = [cue.span() for cue in cues if self.reading[cue.start() - 1] not in "由从"]
        place = bisect_right(self._histories, (at, 0)) - 1
        return self._histories[place][1] if place >= 0 else None

    def tells(self) -> bool:
        """Whether something in it is told as done."""
        if self._tells is None:
            self._tells = self.words.history_clause.search(self.reading, self.start, self.end) is not None
        return self._tells

    def counts_growth(self) -> bool:
        """Whether a growth is told to a tenth and nothing in the sentence turns to what is to come."""
        if self._counted is None:
            reading, words = self.reading, self.words
            told = words.counted_growth.search(reading, self.start, self.end) if "." in reading else None
            self._counted = told is not None and not words.hedge.search(reading, self.start, self.end)
        return self._counted

    def voids(self, start: int, end: int) -> bool:
        """Whether the clause states a purpose, or limits a class of things."""
        reading, words = self.reading, self.words
        if self._forbids is None:
            self._forbids = words.forbid.search(reading, self.start, self.end) is not None
        forbidden = self._forbids and words.forbid.search(reading, start, end)
        return bool(forbidden or words.purpose.match(reading, start, end))

    def permits(self, start: int, end: int) -> bool:
        """Whether something is permitted in the stretch."""
        if self._permits is None:
            self._permits = self.words.permission.search(self.reading, self.start, self.end) is not None
        return self._permits and self.words.permission.search(self.reading, start, end) is not None

    def rewards(self) -> list[int]:
        """Where rewards are named."""
        if self._rewards is None:
            self._rewards = [cue.start() for cue in self.words.reward.finditer(self.reading, self.start, self.end)]
        return self._rewards

    def foretold(self, at: int) -> tuple[bool, bool]:
        """Whether a forecast, and whether the condition of an application, stands left of a place."""
        if self._conditions is None:
            forecast = self.words.forecast.search(self.reading, self.start, self.end)
            condition = self.words.condition_sentence.search(self.reading, self.start, self.end)
            self._conditions = (
                forecast.start() if forecast else len(self.reading),
                condition.start() if condition else len(self.reading),
            )
        return self._conditions[0] < at, self._conditions[1] < at


@dataclass(slots=True)
class Stretch:
    """A stretch between marks; `void` says that it states a purpose or forbids: no figure in it is promised."""

    place: int
    start: int
    end: int
    void: bool


@dataclass(slots=True)
class Spot:
    """A number in its clause: `left` runs from the last target of the clause to the number, `right` to its end."""

    number: Quantity
    clause: Stretch
    clause_start: int
    clause_end: int
    left_start: int
    left: str
    right: str
    right_start: int
    sign_after: str | None
    word_after: str | None
    next_number: int | None
    comparator: Ending | None
    noun_after: bool
