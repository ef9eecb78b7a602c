"""One figure broken down into groups that add up to it."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from qiangxian.engines.metrics.measures import DIMENSIONS, Dimension, Number, Point, Question, find_dimension
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import Refused

from .computing import Settled, count, plain, prepare, question
from .types import Breakdown, Figure, FigureAsked, PartFigure

UNCLASSIFIED = "未归类/县外"


def dimensions() -> tuple[Dimension, ...]:
    """All dimensions there are, in the order they were registered."""
    return tuple(DIMENSIONS.values())


def broken_down(
    figure: Figure, *, division: str, as_of: AsOf, parameters: Mapping[str, Any], dimension: str
) -> Breakdown:
    """The figure by group, greatest first; what falls into no group stands apart, so that all add up to the value.

    `Refused` for a ratio, whose parts cannot be added, and for figures that were reported and not counted."""
    chosen = find_dimension(dimension)
    prepared = prepare(FigureAsked(division, figure.definition.code, as_of, parameters))
    if figure.value is None:
        return Breakdown(figure, chosen.code, chosen.label, chosen.note, (), None)
    totals: dict[str, Decimal] = defaultdict(Decimal)
    words: dict[str, str] = {}
    for asked, points in _leaves(prepared, figure.revision):
        found = chosen.group(asked, points)
        for point in points:
            if point.key in found:
                totals[found[point.key]] += Decimal(point.amount)
        words |= {code: chosen.words(asked, code) for code in totals if code not in words}
    groups = tuple(
        PartFigure(code, words[code], figure.definition.unit, _number(total))
        for code, total in sorted(totals.items(), key=lambda one: (-one[1], words[one[0]]))
    )
    rest = Decimal(figure.value) - sum(totals.values(), Decimal(0))
    return Breakdown(figure, chosen.code, chosen.label, chosen.note, groups, _number(rest))


def _leaves(prepared: Settled, recorded: int) -> Iterable[tuple[Question, Iterable[Point]]]:
    """What each measure counted, with the question it was asked."""
    if prepared.definition.ratio:
        raise Refused(f"指标“{prepared.definition.label}”是比值，各组相加不等于总数", remedy="请分别分解它的分子和分母")
    memory: dict[Hashable, Any] = {}
    for leaf in prepared.terms.values() or (prepared,):
        if leaf.terms:
            yield from _leaves(leaf, recorded)
            continue
        points = count(leaf, recorded, memory).points
        if points is None:
            raise Refused(
                f"指标“{leaf.definition.label}”不是由记录计数得出的，不能分解", remedy="请看指标本身的数值和来源"
            )
        yield question([leaf], recorded, memory), points


def _number(value: Decimal) -> Number:
    return plain(value) or 0
