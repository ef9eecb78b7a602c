"""Figures and explanations as others see them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from qiangxian.engines.metrics.definitions import Definition, Value
from qiangxian.engines.metrics.measures import Completeness, CountedRow, Number
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.words import Worded


class FrozenState(Worded):
    """What a frozen value stands on: our own count, the office's confirmation of it, or a printed official figure."""

    __vocabulary__ = "figure_states"

    COMPUTED = "computed"
    CONFIRMED = "confirmed"
    OFFICIAL = "official"


@dataclass(frozen=True)
class FigureAsked:
    """One figure somebody wants: whose, which indicator, in which readings, for which days."""

    division: str
    indicator: str
    as_of: AsOf
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class PartFigure:
    """One of the figures that stand under another: of a ratio or a sum a term, with its indicator and version."""

    code: str
    label: str
    unit: str
    value: Number | None
    indicator: str = ""
    version: str = ""


@dataclass(frozen=True)
class Figure:
    """A computed figure. `parameters` are all readings with their defaults filled in; `records` counts what made it.

    `state` says how far a reported figure was checked (reported, confirmed, official); it is empty where records were
    counted. `calendar` is the edition of accepted holiday notices by which days were rolled."""

    definition: Definition
    parameters: Mapping[str, Value]
    division: str
    as_of: AsOf
    value: Number | None
    completeness: Completeness
    records: int
    digest: str
    revision: int
    parts: tuple[PartFigure, ...] = ()
    state: str = ""
    calendar: str = ""

    def part(self, code: str) -> tuple[Number | None, str]:
        """Value and unit of a part; of the figure itself where none is named."""
        if not code:
            return self.value, self.definition.unit
        found = next((one for one in self.parts if one.code == code), None)
        return (found.value if found else None), self.definition.parts[code].unit

    @property
    def sentence(self) -> str:
        """The formula in words, with the chosen readings."""
        return self.definition.sentence(self.parameters)

    @property
    def reading(self) -> str:
        """`statistical` where only what was known by the day is used, `legal` where later knowledge is."""
        return "statistical" if self.as_of.known <= self.as_of.effective else "legal"


@dataclass(frozen=True)
class ParameterView:
    """One reading as shown beside a figure: the value, what else could be chosen (word and label), and why this one."""

    name: str
    label: str
    value: Value
    words: str
    choices: tuple[tuple[str, str], ...]
    source: str


@dataclass(frozen=True)
class Explanation:
    """A figure with its readings and the records this reader may see; `hidden` counts those he may not. `terms` are the
    figures of a ratio or a sum it was made of, in the order of its parts."""

    figure: Figure
    parameters: tuple[ParameterView, ...]
    rows: tuple[CountedRow, ...]
    hidden: int
    terms: tuple[Figure, ...] = ()


@dataclass(frozen=True)
class SeriesPoint:
    """One month (2025-12), quarter (2025Q4) or year (2025) of a series: its value on the last day, with the knowledge of a day."""

    month: str
    as_of: AsOf
    value: Number | None
    completeness: Completeness
    parts: Mapping[str, Number | None] = field(default_factory=dict)
    state: str = ""


@dataclass(frozen=True)
class Breakdown:
    """A figure by one dimension. `groups` and `unclassified` (未归类/县外) add up to its value; where the value is missing
    there are none and `unclassified` is None. `note` says how the classification is meant."""

    figure: Figure
    dimension: str
    label: str
    note: str
    groups: tuple[PartFigure, ...]
    unclassified: Number | None


@dataclass(frozen=True)
class Anchor:
    """A national figure for an indicator: of which year or target, how certain, and whether a county's own figure can be
    set beside it (a national total cannot)."""

    label: str
    period: str
    value: Number
    unit: str
    comparator: str
    certainty: str
    comparable: bool


class CorrectedFigure(NamedTuple):
    """What was shown for a day before a definition was corrected: value, version, and why it was wrong."""

    value: Number | None
    version: str
    why: str


@dataclass(frozen=True)
class Unresolved:
    """A definition that names something nobody offers."""

    indicator: str
    where: str
    expected: str
    found: str
