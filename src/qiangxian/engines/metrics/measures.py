"""The registry of measures. A context that owns facts registers how they are counted; definitions name the code."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Literal, NamedTuple, TypeVar

from qiangxian.engines.metrics.days import Days as Days
from qiangxian.engines.metrics.days import Moments
from qiangxian.engines.metrics.days import Number as Number
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.period import Period
from qiangxian.kernel.registry import Registry

Completeness = Literal["complete", "partial", "missing"]
Kept = TypeVar("Kept")


@dataclass(frozen=True)
class Question:
    """What a measure is asked: whose figure, on which days (of a flow over the `periods` that end with them), with which
    arguments, and the revision up to which recorded facts are used. The revision makes the answer the same however late it
    is asked. A figure of one day is a series of one.

    `shared` is one memory for all questions of a call, so that what several measures need is worked out once.
    """

    division: str
    days: tuple[AsOf, ...]
    filters: Mapping[str, Any]
    recorded: int
    periods: tuple[Period, ...] = ()
    shared: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def as_of(self) -> AsOf:
        """The day, where one is asked for: records and groups are told of one day only."""
        return self.days[-1]

    @cached_property
    def moments(self) -> Moments:
        """The days as bits."""
        return self.once(("moments", self.periods), lambda: Moments(self.days, self.periods))

    @cached_property
    def _memory(self) -> dict[Hashable, Any]:
        own: dict[Hashable, Any] = self.shared.setdefault((self.division, self.days, self.recorded), {})
        return own

    def once(self, name: Hashable, work: Callable[[], Kept]) -> Kept:
        """The result of `work`, done once for this county, these days and this revision among the questions of a call.

        `name` says what is worked out and holds every argument it depends on."""
        if name not in self._memory:
            self._memory[name] = work()
        kept: Kept = self._memory[name]
        return kept

    def ever(self, name: Hashable, work: Callable[[], Kept]) -> Kept:
        """As `once`, for what does not depend on the days asked: rows as they were recorded."""
        kept = self.shared.setdefault((self.division, self.recorded), {})
        if name not in kept:
            kept[name] = work()
        return kept[name]  # type: ignore[no-any-return]  # as above

    def knows(self, name: Hashable) -> bool:
        """Whether `once` has already worked that out."""
        return name in self._memory


_OWN_WORD = re.compile(r"[a-z_]+|I\d+")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class CountedRow:
    """One record behind a figure: `kind` and natural `key`, a label, and why it counts.

    `owners` are record ids of the enterprises it belongs to: they limit who may see the row and are never shown.
    """

    kind: str
    key: str
    label: str
    because: tuple[str, ...] = ()
    owners: frozenset[int] = frozenset()

    @property
    def number(self) -> str:
        """The key as people print it: without our own words for series, kinds and parts; empty where nothing but the label is left.

        `I27/accepted/2026-01-01/2026-03-31` is 2026-01-01 至 2026-03-31, `甲事务所/patent_agency` says no more than its label."""
        kept = [one for one in self.key.split("/") if not _OWN_WORD.fullmatch(one)]
        text = " 至 ".join(kept) if all(map(_DAY.fullmatch, kept)) else "/".join(kept)
        return "" if text == self.label else text


class Point(NamedTuple):
    """One thing that counts: its natural key, the record id of the enterprise it falls to (None: a person, an outsider, a
    name nobody could place), the days on which it does so, its type, how much of the value it makes, and the record it was
    read from. On one day a key stands at most once."""

    key: str
    owner: int | None
    days: Days
    type: str = ""
    amount: Number = 1
    source: Any = None


@dataclass(frozen=True, slots=True)
class DayValue:
    """A measure's answer on one day. `value` is None where nothing was declared: missing is not zero. `parts` are further
    figures under the same code; `state` says how far a reported figure was checked (empty: counted from records)."""

    value: Number | None
    completeness: Completeness
    parts: Mapping[str, Any] = field(default_factory=dict)
    state: str = ""


@dataclass(frozen=True, slots=True)
class MeasureAnswer:
    """A measure's answer: `values` one for each day asked.

    Where one day was asked: `keys` are what the digest seals, `rows` fetches the records for a reader, `points` are what was
    counted, so that their amounts sum up to the value (None: it cannot be divided)."""

    values: Sequence[DayValue]
    keys: Sequence[str] = ()
    rows: Callable[[], list[CountedRow]] = list
    points: Iterable[Point] | None = None


@dataclass(frozen=True, slots=True)
class RecordedRevision:
    """The state of recorded facts: its number, and the instant it came about (None before the first fact)."""

    number: int
    changed_at: datetime | None


MeasureFunction = Callable[[Question], MeasureAnswer]
RevisionFunction = Callable[[str], RecordedRevision]


@dataclass(frozen=True, slots=True)
class Measure:
    """A registered measure: `registers` names the registers whose completeness it depends on."""

    code: str
    label: str
    registers: tuple[str, ...]
    compute: MeasureFunction
    revision: RevisionFunction


MEASURES: Registry[Measure] = Registry("计量")
find_measure = MEASURES.named

DimensionFunction = Callable[[Question, Iterable[Point]], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Dimension:
    """A way to break figures down. `group(question, points)` gives the group's code by their key; points it leaves out
    are unclassified. `words(question, code)` names a group, `note` says what a reader must know of the classification."""

    code: str
    label: str
    group: DimensionFunction
    words: Callable[[Question, str], str]
    note: str = ""


DIMENSIONS: Registry[Dimension] = Registry("分类维度")
find_dimension = DIMENSIONS.named


def measure(
    code: str, *, label: str, registers: tuple[str, ...], revision: RevisionFunction
) -> Callable[[MeasureFunction], MeasureFunction]:
    """Register the function under `code`, e.g. `registers.rights.granted`. A code can be given only once.

    `revision(division)` tells the state of the facts the measure reads; equal revisions promise equal answers.
    """

    return MEASURES.adding(code, lambda compute: Measure(code, label, registers, compute, revision))


def dimension(one: Dimension) -> Dimension:
    """Register a dimension; `find_dimension` finds it by its code. A code can be given only once."""
    return DIMENSIONS.add(one.code, one)
