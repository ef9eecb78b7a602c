"""How a target stands on a day, as pages, command line and interfaces see it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from qiangxian.contexts.indicators.types import Explanation, Figure, ParameterView
from qiangxian.engines.metrics.curve import Light
from qiangxian.engines.metrics.measures import Completeness, Number
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.words import word

from .counting import PERIOD
from .judged import TargetReading
from .models import Target, TargetProof
from .types import light_word


@dataclass(frozen=True)
class TargetFigure:
    """One target on one day. `figure` is the value's own figure (None where nothing can be counted, or for an existence
    target); `planned` is unrounded, `planned_shown` what people see; `baseline_set` tells that the office gave the baseline
    instead of the measure; `at_due` is the target on its due day, once that has passed."""

    target: Target
    as_of: AsOf
    figure: Figure | None
    readings: tuple[ParameterView, ...]
    required: Number | None
    value: Number | None
    planned: Decimal | None
    baseline: Number | None
    baseline_set: bool
    baseline_day: date | None
    due: date | None
    met: bool | None
    light: Light
    words: str
    completeness: Completeness
    records: int
    digest: str
    proofs: tuple[TargetProof, ...] = ()
    planned_shown: Decimal | None = None
    at_due: TargetReading | None = None

    @property
    def code(self) -> str:
        """G1, E2 …"""
        return self.target.key

    @property
    def is_existence(self) -> bool:
        """Whether the target asks for something to exist instead of a number."""
        return self.target.kind == "existence"

    @property
    def period_words(self) -> str:
        """Over which days a flow is counted; nothing for a stock."""
        return next((reading.words for reading in self.readings if reading.name == PERIOD), "")

    @property
    def light_words(self) -> str:
        """The word beside the light: on the way, or once the day has come."""
        if self.is_existence:
            return word("existence", {True: "met", False: "unmet", None: "open"}[self.met])
        return light_word(self.light, self.due, self.as_of.effective, met_then=self.at_due.met if self.at_due else None)

    def document(self) -> dict[str, Any]:
        """The entry of `targets` in the interfaces."""
        return {
            "code": self.code,
            "label": self.target.label,
            "indicator": self.figure.definition.code if self.figure else self.target.indicator or None,
            "parameters": dict(self.figure.parameters) if self.figure else dict(sorted(self.target.parameters.items())),
            "comparator": self.target.comparator,
            "required": self.required,
            "unit": self.target.unit_of_measure or None,
            "value": self.value,
            "planned": None if self.planned is None else float(self.planned),
            "planned_shown": self.planned_shown,
            "baseline": self.baseline,
            "due": self.due,
            "at_due": self.at_due._asdict() if self.at_due else None,
            "met": self.met,
            "light": self.light,
            "words": self.words,
            "completeness": self.completeness,
            "records": self.records,
            "digest": self.digest,
        }


@dataclass(frozen=True)
class TargetExplanation:
    """A target's figure with what it was counted from: `explanation` for a number; the proofs of an existence target
    are in the figure."""

    figure: TargetFigure
    explanation: Explanation | None
