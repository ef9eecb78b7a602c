"""How the library is arranged for reading: its sections, and the core indicators of a county under construction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from qiangxian.engines.metrics import definitions
from qiangxian.engines.metrics.digests import parameters_hash
from qiangxian.engines.metrics.measures import Number
from qiangxian.kernel import rulebook
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.words import word

from .types import Figure, FigureAsked

TOPIC = "indicator_sets"


@dataclass(frozen=True)
class Core:
    """One core indicator: its own label, the readings it asks for, and the part it means (empty: the value itself); with its figure on
    a day, once that was asked."""

    group: str
    label: str
    indicator: str
    parameters: Mapping[str, Any]
    part: str
    figure: Figure | None = None

    def asked(self, division: str, as_of: AsOf) -> FigureAsked:
        return FigureAsked(division, self.indicator, as_of, self.parameters)

    @property
    def value(self) -> Number | None:
        """The value of the part it means."""
        return self.figure.part(self.part)[0] if self.figure else None

    @property
    def unit(self) -> str:
        """In what that is counted."""
        return self.figure.part(self.part)[1] if self.figure else ""


def sections(division: str, on: date) -> list[tuple[str, list[str]]]:
    """The sections with the codes of their indicators; one that no section names stands in the last."""
    listed = rulebook.load(TOPIC, "groups", division=division)["groups"]
    codes = {one.code for one in definitions.definitions(on=on, division=division)}
    found = [(str(one["label"]), [code for code in one["indicators"] if code in codes]) for one in listed]
    named = {code for _, held in found for code in held}
    found[-1][1].extend(sorted(codes - named))
    return found


def core_indicators(division: str) -> list[Core]:
    """The fifteen, in the order of their groups."""
    listed = rulebook.load(TOPIC, "core_indicators", division=division)["groups"]
    return [
        Core(
            group=str(group["label"]),
            label=str(one["label"]),
            indicator=str(one["indicator"]),
            parameters=one.get("parameters", {}),
            part=str(one.get("part", "")),
        )
        for group in listed
        for one in group["indicators"]
    ]


def core_on(division: str, day: AsOf, figures: Callable[[Sequence[FigureAsked]], list[Figure]]) -> list[Core]:
    """The same with their figures of a day."""
    core = core_indicators(division)
    found = figures([one.asked(division, day) for one in core])
    return [replace(one, figure=figure) for one, figure in zip(core, found, strict=True)]


def hashes(figures: Sequence[Figure]) -> list[tuple[str, str]]:
    """The keys by which frozen values are found."""
    return [(one.definition.code, parameters_hash(one.parameters)) for one in figures]


def state_words(figure: Figure) -> str:
    """How the value came about: 未报送, 系统测算, or how far a reported figure was checked. A ratio is computed, whatever the state
    of its denominator."""
    if figure.value is None:
        return word("completeness", "missing")
    if figure.definition.terms or not figure.state:
        return word("figure_states", "computed")
    return word("figure_states", figure.state)
