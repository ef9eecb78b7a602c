"""A figure beside what it was on a baseline day, counted by the same rules, and beside the national figures for it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from qiangxian.kernel import rulebook

from .computing import compute, plain, settled
from .types import Anchor, Figure

ANCHORS = ("indicator_sets", "anchors")


class FigureComparison:
    """A figure beside its baseline. `then` is the baseline as it was counted. Where the definition, or that of a term, has changed in
    between, `restated` is the baseline counted once more by the rules of now, and the `change` is measured from that: rule sets
    must not be mixed. `growth` is its share of it (0.5 is half as much again, None where the baseline is nought)."""

    def __init__(self, then: Figure, now: Figure) -> None:
        self.then, self.now, self.restated = then, now, _restated(then, now)
        start = (self.restated or then).value
        self.change = None if start is None or now.value is None else plain(Decimal(now.value) - Decimal(start))
        self.growth = Decimal(self.change) / Decimal(start) if self.change is not None and start else None
        self.anchors = anchors_of(now)


def _restated(then: Figure, now: Figure) -> Figure | None:
    """The baseline by the versions of now; None where they are those it was counted by."""
    versions = {part.code: part.version for part in now.parts if part.version}
    before = {part.code: part.version for part in then.parts if part.version}
    if then.definition.version == now.definition.version and versions == before:
        return None
    readings = now.definition.settle(now.parameters)
    prepared = settled(now.definition, readings, then.division, then.as_of, versions)
    return compute([(prepared, then.revision)])[0]


def anchors_of(figure: Figure) -> tuple[Anchor, ...]:
    """The national figures for the indicator, with how certain each is; only some can be set beside a county's own."""
    file = rulebook.load(*ANCHORS, division=figure.division)
    return tuple(
        _anchor(one, period, held, file["certainty"])
        for one in file["anchors"]
        if one["indicator"] == figure.definition.code
        for period, held in one["values"].items()
    )


def _anchor(one: Mapping[str, Any], period: str, held: Mapping[str, Any], certainty: Mapping[str, str]) -> Anchor:
    return Anchor(
        label=one["label"],
        period=str(period),
        value=held["value"],
        unit=one["unit"],
        comparator=held.get("comparator", ""),
        certainty=certainty[held["certainty"]],
        comparable=one.get("comparable", True),
    )
