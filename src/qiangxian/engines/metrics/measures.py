"""The registry of measures. A context that owns facts registers how they are counted; definitions name the code."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.period import Period
from qiangxian.kernel.registry import Registry

Completeness = Literal["complete", "partial", "missing"]
Number = int | Decimal


@dataclass(frozen=True, slots=True)
class Question:
    """What a measure is asked: whose figure, for which days (`period` for a flow), with which arguments, and the
    revision up to which recorded facts are used. The revision makes the answer the same however late it is asked.

    `shared` is one memory for all questions of a call, so that what several measures need is worked out once.
    """

    division: str
    as_of: AsOf
    period: Period | None
    filters: Mapping[str, Any]
    recorded: int
    shared: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)

    def once(self, name: Hashable, work: Callable[[], Any]) -> Any:
        """The result of `work`, done once for this county, these days and this revision among the questions of a call.

        `name` says what is worked out and holds every argument it depends on."""
        place = (name, self.division, self.as_of, self.recorded)
        if place not in self.shared:
            self.shared[place] = work()
        return self.shared[place]

    def knows(self, name: Hashable) -> bool:
        """Whether `once` has already worked that out."""
        return (name, self.division, self.as_of, self.recorded) in self.shared


@dataclass(frozen=True, slots=True)
class Row:
    """One record behind a figure: `kind` and natural `key`, a label, and why it counts.

    `owners` are record ids of the enterprises it belongs to: they limit who may see the row and are never shown.
    """

    kind: str
    key: str
    label: str
    because: tuple[str, ...] = ()
    owners: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Member:
    """One thing that was counted, for breakdowns: its natural key, the record id of the enterprise it falls to (None: a
    person, an outsider, a name nobody could place), its type, and how much of the value it makes."""

    key: str
    owner: int | None
    type: str = ""
    amount: Number = 1


@dataclass(frozen=True, slots=True)
class MeasureResult:
    """The answer. `value` is None where nothing was declared: missing is not zero.

    `keys` are the natural keys that were counted, sealed by the digest; `rows` fetches the records for a reader. `parts`
    are further figures under the same code; `state` says how far a reported figure was checked (empty: counted from
    records); `members` gives what was counted, each once, so that their amounts sum up to the value.
    """

    value: Number | None
    completeness: Completeness
    keys: tuple[str, ...]
    rows: Callable[[], list[Row]]
    parts: Mapping[str, Number | None] = field(default_factory=dict)
    state: str = ""
    members: Callable[[], Iterable[Member]] | None = None


@dataclass(frozen=True, slots=True)
class PointValue:
    """A measure's answer on one point of a series: what `MeasureResult` says, without records."""

    value: Number | None
    completeness: Completeness
    parts: Mapping[str, Number | None] = field(default_factory=dict)
    state: str = ""


@dataclass(frozen=True, slots=True)
class Revision:
    """The state of recorded facts: its number, and the instant it came about (None before the first fact)."""

    number: int
    changed_at: datetime | None


MeasureFunction = Callable[[Question], MeasureResult]
RevisionFunction = Callable[[str], Revision]


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

SweepFunction = Callable[[Sequence[Question]], Sequence[PointValue] | None]
SWEEPS: Registry[SweepFunction] = Registry("多日计量")
"""Measures that can answer many days of one question in one pass."""

DimensionFunction = Callable[[Question, Sequence[Member]], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Dimension:
    """A way to break figures down. `group(question, members)` gives the group's code by member key; members it leaves out
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


def sweep(code: str) -> Callable[[SweepFunction], SweepFunction]:
    """Register a second way to answer the measure `code`: many days at once, each as the measure itself would answer.

    The questions differ in their days (and periods) only and share one memory. The function returns None where it cannot
    answer them; the measure is then asked day by day.
    """

    return SWEEPS.adding(code, lambda answer: answer)


def dimension(one: Dimension) -> Dimension:
    """Register a dimension; `find_dimension` finds it by its code. A code can be given only once."""
    return DIMENSIONS.add(one.code, one)
