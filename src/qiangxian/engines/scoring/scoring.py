"""The arithmetic of indicators.md §8, in exact fractions: the order of the criteria makes no difference, and a stored result comes out
again to the last digit. Missing is not zero: it earns nothing, and the total says that it is provisional."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from qiangxian.kernel.words import Worded

from .shapes import AIMED, BESIDE, WHOLE, CriterionShape, SchemeShape, ScoringKind, number

ENGINE = "1"
"""The version of this arithmetic; stored results name it."""
NOUGHT, ONE = Fraction(0), Fraction(1)


class PointsState(Worded):
    """How far a part counts."""

    __vocabulary__ = "points_states"

    SCORED = "scored"
    PROVISIONAL = "provisional"
    MISSING = "missing"
    REFUSED = "refused"
    UNSCORABLE = "unscorable"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class CriterionReading:
    """What is known of one criterion: a figure, 1 or 0 of what holds or not, a number of cases, the points somebody gave.
    `confirmed`: its evidence was looked at and the figure is complete; `refused`: it was looked at and does not count; `applies`:
    it concerns whoever is assessed."""

    value: Fraction | None = None
    confirmed: bool = False
    refused: bool = False
    applies: bool = True


@dataclass(frozen=True, slots=True)
class ScoredCriterion:
    """The points of one criterion. `points` count now; `pending` is what it would earn once confirmed; `weight` is the one used."""

    criterion: CriterionShape
    reading: CriterionReading
    weight: Fraction
    points: Fraction
    pending: Fraction
    state: PointsState
    formula: str


@dataclass(frozen=True, slots=True)
class Total:
    """The sum: `score` counts what is confirmed, `pending` adds what waits; `vetoed` names what sets the grade."""

    parts: tuple[ScoredCriterion, ...]
    score: Fraction
    pending: Fraction
    provisional: bool
    grade: str
    vetoed: tuple[str, ...]


def total(scheme: SchemeShape, readings: Mapping[str, CriterionReading]) -> Total:
    """Score everything; a criterion without a reading is missing."""
    weights = weights_of(scheme, {key for key, reading in readings.items() if not reading.applies})
    parts = tuple(_part(one, readings.get(one.key, CriterionReading()), weights[one.key]) for one in scheme.criteria)
    score, pending = (
        max(NOUGHT, sum(points, NOUGHT)) for points in zip(*((p.points, p.pending) for p in parts), strict=True)
    )
    vetoed = tuple(p.criterion.label for p in parts if p.criterion.kind == ScoringKind.VETO and _happened(p.reading))
    waits = any(p.state in (PointsState.PROVISIONAL, PointsState.MISSING) for p in parts)
    return Total(parts, score, pending, waits, grade_of(scheme, score, vetoed=bool(vetoed)), vetoed)


def weights_of(scheme: SchemeShape, idle_keys: Collection[str] = ()) -> dict[str, Fraction]:
    """The weight each criterion is scored with: its own, or, where the scheme says so, a share besides of what cannot be scored or
    does not apply."""
    own = {one.key: number(one.weight) for one in scheme.criteria}
    taken = {one.key for one in scheme.weighed if is_scorable(one) and one.key not in idle_keys}
    idle = sum((own[one.key] for one in scheme.weighed if one.key not in taken), NOUGHT)
    if not scheme.redistribute or not NOUGHT < idle < WHOLE:
        return own
    return {key: weight * WHOLE / (WHOLE - idle) if key in taken else weight for key, weight in own.items()}


def is_scorable(criterion: CriterionShape) -> bool:
    """A criterion with a target needs one above nought, growth besides a base."""
    if criterion.kind not in AIMED:
        return True
    if criterion.target is None or criterion.target <= 0:
        return False
    return criterion.kind != ScoringKind.GROWTH or criterion.base is not None


def _happened(reading: CriterionReading) -> bool:
    return bool(reading.value) and reading.confirmed and not reading.refused


def _part(criterion: CriterionShape, reading: CriterionReading, weight: Fraction) -> ScoredCriterion:
    def made(points: Fraction, pending: Fraction, state: PointsState, words: str) -> ScoredCriterion:
        return ScoredCriterion(criterion, reading, weight, points, pending, state, words)

    if not reading.applies:
        return made(NOUGHT, NOUGHT, PointsState.NONE, "不适用，不计分")
    if not is_scorable(criterion):
        lack = "没有基期值" if criterion.target and criterion.target > 0 else "没有目标值"
        return made(NOUGHT, NOUGHT, PointsState.UNSCORABLE, f"{lack}，不能计分")
    if reading.refused:
        return made(NOUGHT, NOUGHT, PointsState.REFUSED, "评审不认可，不计分")
    if reading.value is None:
        if criterion.kind in BESIDE:
            return made(NOUGHT, NOUGHT, PointsState.NONE, "没有")
        if criterion.kind == ScoringKind.JUDGED:
            return made(NOUGHT, NOUGHT, PointsState.PROVISIONAL, "还没有评审打分，暂不计分")
        return made(NOUGHT, NOUGHT, PointsState.MISSING, "未报送，暂不计分")
    earned, words = points(criterion, reading.value, weight)
    if not reading.confirmed:
        return made(NOUGHT, earned, PointsState.PROVISIONAL, f"{words}；佐证未确认，暂不计分")
    return made(earned, earned, PointsState.SCORED, words)


def points(criterion: CriterionShape, value: Fraction, weight: Fraction) -> tuple[Fraction, str]:
    """The points of a value, and the formula in words."""
    kind, cap = criterion.kind, number(criterion.cap)
    if kind == ScoringKind.VETO:
        return NOUGHT, "出现否决情形" if value else "没有否决情形"
    if kind in (ScoringKind.BONUS, ScoringKind.DEDUCTION):
        each = number(criterion.each) if criterion.each is not None else ONE
        earned = _within(value * each, NOUGHT, weight)
        sign, word = (1, "加") if kind == ScoringKind.BONUS else (-1, "扣")
        return (
            sign * earned,
            f"{shown(value)} × {shown(each)} 分，最多{word} {shown(weight)} 分，{word} {shown(earned)}",
        )
    share, words = _share(criterion, value)
    counted = _within(share, NOUGHT, ONE if kind == ScoringKind.JUDGED else cap)
    limit = f"，上限 {shown(cap)}" if share > cap else ""
    return weight * counted, f"{shown(weight)} ×（{words}{limit}）= {shown(weight * counted)}"


def _share(criterion: CriterionShape, value: Fraction) -> tuple[Fraction, str]:
    """The share of the weight before it is bounded."""
    if criterion.kind == ScoringKind.BOOLEAN:
        return (ONE, "具备") if value else (NOUGHT, "不具备")
    if criterion.kind == ScoringKind.JUDGED:
        full = number(criterion.weight)
        return value / full, f"评分 {shown(value)} ÷ 满分 {shown(full)}"
    if criterion.kind == ScoringKind.INTERVAL:
        reached = [band for band in criterion.bands if value >= number(band.from_)]
        share = number(reached[-1].share) if reached else NOUGHT
        return share, f"{shown(value)} 所在区间得 {shown(share * 100)}%"
    target = number(criterion.target)
    if criterion.kind == ScoringKind.RATIO:
        return value / target, f"实际 {shown(value)} ÷ 目标 {shown(target)}"
    if criterion.kind == ScoringKind.REVERSE:
        share = target / value if value > 0 else number(criterion.cap)
        return share, f"目标 {shown(target)} ÷ 实际 {shown(value)}"
    base = number(criterion.base)
    if base == target:
        return (ONE if value >= base else NOUGHT), f"基期值即目标 {shown(target)}，实际 {shown(value)}"
    return (value - base) / (target - base), (
        f"（实际 {shown(value)} − 基期 {shown(base)}）÷（目标 {shown(target)} − 基期 {shown(base)}）"
    )


def _within(value: Fraction, low: Fraction, high: Fraction) -> Fraction:
    return min(max(value, low), high)


def grade_of(scheme: SchemeShape, score: Fraction, *, vetoed: bool = False) -> str:
    """By the unrounded score; a veto gives the last grade. Empty where the scheme has none."""
    if not scheme.grades:
        return ""
    reached = (one.label for one in scheme.grades if score >= number(one.from_))
    return scheme.grades[-1].label if vetoed else next(reached, scheme.grades[-1].label)


def places(scores: Mapping[str, Fraction]) -> dict[str, int]:
    """Places by unrounded scores; equal ones share a place, the next one is left out."""
    return {key: 1 + sum(other > score for other in scores.values()) for key, score in scores.items()}


def shown(value: Fraction | None, digits: int = 2) -> str:
    """For people: rounded half up, without idle noughts. Scores are never compared by it."""
    if value is None:
        return "未报送"
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    text = format(exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
