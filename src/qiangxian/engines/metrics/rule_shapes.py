"""The shapes of the rule files of metrics: how values are judged, compared across units, broken down, and which were wrong."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from pydantic import Field

from qiangxian.engines.metrics.corrections import unsucceeded
from qiangxian.kernel.marked_yaml import Issue, MarkedDocument
from qiangxian.kernel.rulebook import schema
from qiangxian.kernel.shapes import DatedShape, Shape, faults


class JudgementShape(Shape):
    """`judgement.yaml`: shares of the plan at which the light changes, and what is counted in whole units."""

    yellow_from: list[DatedShape[float]]
    about_tolerance: list[DatedShape[float]]
    whole_units: list[DatedShape[list[str]]]


class FamiliesShape(Shape):
    """Units that say the same kind of thing, and words that multiply one."""

    multiples: dict[str, int]
    families: dict[str, list[str]]


class UnitsShape(Shape):
    """`units.yaml`."""

    units: list[DatedShape[FamiliesShape]] = Field(min_length=1)


class BreakdownsShape(Shape):
    """`breakdowns.yaml`."""

    title_order: list[DatedShape[list[str]]]


class CorrectionShape(Shape):
    """A definition that was wrong: what, why, and the versions that are not served any longer."""

    corrected: date
    what: str
    why: str
    source: str
    versions: dict[str, list[str]]


class CorrectionsShape(Shape):
    """`corrections.yaml`."""

    corrections: list[CorrectionShape]


@schema("metrics")
def check_metrics(document: MarkedDocument) -> Iterable[Issue]:
    """Each file of the topic by its name; what a correction retires must have something in its place."""
    found = list(
        faults(
            document,
            judgement=JudgementShape,
            units=UnitsShape,
            breakdowns=BreakdownsShape,
            corrections=CorrectionsShape,
        )
    )
    yield from found
    if document.file.endswith("/corrections.yaml") and not found:
        yield from unsucceeded(document)
