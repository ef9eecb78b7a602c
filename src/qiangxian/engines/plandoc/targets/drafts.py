"""A target while it is being read, and where the reading stands in its passage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from qiangxian.engines.plandoc.numbers import Number
from qiangxian.engines.plandoc.targets.horizons import DateMention
from qiangxian.engines.plandoc.targets.masking import Masked
from qiangxian.engines.plandoc.targets.vocabulary import Vocabulary

# `noun_first`: 服务机构3家以上; `number_first`: 培育3家服务机构; `worded`: 全覆盖, 与…同步.
Style = Literal["noun_first", "number_first", "worded"]


@dataclass(slots=True)
class Draft:
    """One target with offsets in its passage; `at` is the place of its figure.

    `shared` says that 分别 or 均 divides `values` among the subjects, `compared` that a comparator stands before it.
    """

    start: int
    end: int
    at: int
    subject: str
    subject_range: tuple[int, int]
    comparator: str
    value: Decimal | None
    unit: str | None
    style: Style
    kind: str = "stock"
    hedge: str | None = None
    parameters: dict[str, object] = field(default_factory=dict)
    doubt: tuple[str, str] | None = None
    values: tuple[Decimal, ...] = ()
    shared: bool = False
    compared: bool = False


@dataclass(slots=True)
class Sentence:
    """What the clauses of one sentence know of each other."""

    masked: Masked
    start: int
    end: int
    words: Vocabulary
    carried: bool
    dates: Sequence[DateMention]
    found: list[Draft] = field(default_factory=list)
    last_clause: int = -2

    @property
    def reading(self) -> str:
        """The blanked text of the whole passage."""
        return self.masked.reading

    def dates_before(self, at: int) -> list[DateMention]:
        """Dates of this sentence left of a place, baselines and beginnings left out."""
        return [date for date in self.dates if date.start < at and date.role not in ("baseline", "start")]

    def is_promise(self, at: int) -> bool:
        """A coming day stands before the place in this sentence, or the passage lists aims for a day."""
        dates = self.dates_before(at)
        return dates[-1].role != "past" if dates else self.carried


@dataclass(frozen=True, slots=True)
class Spot:
    """A number in its clause: `left` runs from the last target of the clause to the number, `right` to its end."""

    number: Number
    clause: int
    clause_start: int
    clause_end: int
    left_start: int
    left: str
    right: str
    right_start: int
    sign_after: str | None
    word_after: str | None
    next_number: int | None
