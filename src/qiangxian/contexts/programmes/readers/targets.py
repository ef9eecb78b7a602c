"""The targets of a programme on a day: value, plan, light and the words for it."""

import hashlib
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from qiangxian.contexts.indicators import readers as indicators
from qiangxian.contexts.indicators.types import Figure
from qiangxian.engines.metrics.comparators import FALLING, meets, required_level
from qiangxian.engines.metrics.curve import PlanCurve, light
from qiangxian.engines.metrics.digests import canonical
from qiangxian.engines.metrics.measures import Number
from qiangxian.engines.metrics.series import Course
from qiangxian.kernel import rulebook
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import NotAllowed, NotFound

from .. import target_words as words
from ..judging import Standard, hedged, implementation_span, standard
from ..models import STANDING, Programme, Target, TargetProof
from ..policies import may_read
from ..target_types import TargetExplanation, TargetFigure, TargetPoint
from .proofs import proofs_on

EXISTENCE = "existence"


def targets_on(programme: Programme, as_of: AsOf, actor: Actor) -> list[TargetFigure]:
    """All standing targets in the order of the plan. The figures are the same for everybody of the county."""
    _must_see(programme, actor)
    return _figures(programme, standing_targets(programme), as_of)


def target_on(programme: Programme, code: str, as_of: AsOf, actor: Actor) -> TargetFigure:
    """One target by its code (G1)."""
    _must_see(programme, actor)
    return _figures(programme, [_target(programme, code)], as_of)[0]


def figure_of(target: Target, as_of: AsOf) -> TargetFigure:
    """How a target stands, or would stand if it were as it is given here."""
    return _figures(target.programme, [target], as_of)[0]


def explain_target(programme: Programme, code: str, as_of: AsOf, actor: Actor) -> TargetExplanation:
    """The target with the records or proofs that make it, as far as the actor may see them."""
    found = target_on(programme, code, as_of, actor)
    if found.figure is None:
        return TargetExplanation(found, None)
    figure = found.figure
    explanation = indicators.explain(
        division=programme.division_code,
        indicator=figure.definition.code,
        parameters=figure.parameters,
        as_of=as_of,
        actor=actor,
        recorded=figure.revision,
    )
    return TargetExplanation(found, explanation)


def target_series(programme: Programme, code: str, course: Course, actor: Actor) -> list[TargetPoint]:
    """The target at the end of every month with what was planned by then; none where nothing can be counted."""
    _must_see(programme, actor)
    target = _target(programme, code)
    last = AsOf.on(course.period.last_day)
    judged = standard(target, implementation_span(programme), last, programme.division_code)
    if judged.definition is None:
        return []
    points = indicators.series(
        division=programme.division_code,
        indicator=judged.definition.code,
        parameters=judged.readings,
        course=course,
    )
    baseline = _baseline(programme, [judged], last).get(target.pk)
    curve = _curve(judged, baseline[0] if baseline else None)
    return [
        TargetPoint(
            point.month,
            point.value,
            curve.planned(point.as_of.effective) if curve else None,
            point.completeness,
        )
        for point in points
    ]


def standing_targets(programme: Programme) -> list[Target]:
    """The targets that stand, with their settings: those with a number first, each kind in the order of the plan."""
    rows = Target.objects.filter(STANDING, programme=programme).prefetch_related("settings")
    return sorted(rows.order_by("position", "id"), key=lambda target: target.kind == EXISTENCE)


def _target(programme: Programme, code: str) -> Target:
    for target in standing_targets(programme):
        if target.key == code:
            return target
    raise NotFound(f"方案中没有目标 {code}", remedy="用 targets 查看全部目标的代码")


def _must_see(programme: Programme, actor: Actor) -> None:
    if not may_read.decide(actor, programme):
        raise NotAllowed("目标的当日情况只对本县（市、区）的工作人员开放", remedy="公开的数值请看公开页")


def _figures(programme: Programme, targets: list[Target], as_of: AsOf) -> list[TargetFigure]:
    span = implementation_span(programme)
    counted = [target for target in targets if target.kind != EXISTENCE]
    judged = {target.pk: standard(target, span, as_of, programme.division_code) for target in counted}
    values = _values(programme, judged.values(), as_of)
    baselines = _baseline(programme, judged.values(), as_of)
    proven = proofs_on((one for one in targets if one.kind == EXISTENCE), programme.division_code, as_of)
    return [
        _numeric(judged[target.pk], values.get(target.pk), baselines.get(target.pk), as_of)
        if target.pk in judged
        else _existence(
            target, proven.get(target.pk, []), standard(target, span, as_of, programme.division_code), as_of
        )
        for target in targets
    ]


def _values(programme: Programme, judged: Iterable[Standard], as_of: AsOf) -> dict[int, Figure]:
    questions = {one.target.pk: asked for one in judged if (asked := one.asked(programme.division_code, as_of))}
    return dict(zip(questions, indicators.figures(list(questions.values())), strict=True))


def _baseline(programme: Programme, judged: Iterable[Standard], as_of: AsOf) -> dict[int, tuple[Number | None, bool]]:
    """By target the baseline and whether the office set it; absent before the phase."""
    found: dict[int, tuple[Number | None, bool]] = {}
    questions = {}
    for one in judged:
        days = one.baseline_days(as_of)
        if days is None:
            continue
        if one.choices.baseline is not None:
            found[one.target.pk] = (one.choices.baseline, True)
        elif asked := one.asked(programme.division_code, days):
            questions[one.target.pk] = asked
    figures = indicators.figures(list(questions.values()))
    return found | {key: (figure.value, False) for key, figure in zip(questions, figures, strict=True)}


def _curve(judged: Standard, baseline: Number | None) -> PlanCurve | None:
    target, span = judged.target, judged.span
    if span is None or span.last is None or baseline is None or target.required is None:
        return None
    level = required_level(target.comparator, target.required, baseline=baseline, unit=target.unit_of_measure)
    return None if level is None else PlanCurve(baseline, level, span.first, span.last)


def _numeric(
    judged: Standard, figure: Figure | None, baseline: tuple[Number | None, bool] | None, as_of: AsOf
) -> TargetFigure:
    target, day = judged.target, as_of.effective
    value = figure.value if figure else None
    start, was_set = baseline or (judged.choices.baseline, judged.choices.baseline is not None)
    curve = _curve(judged, start)
    planned = curve.planned(day) if curve else None
    level = (
        None
        if target.required is None
        else required_level(target.comparator, target.required, baseline=start, unit=target.unit_of_measure)
    )
    met = meets(target.comparator, value, level, tolerance=_rule("about_tolerance", day))
    overdue = judged.due is not None and day > judged.due
    lit = light(
        value=value,
        baseline=start,
        planned=planned,
        met=met,
        overdue=overdue,
        falling=target.comparator in FALLING,
        yellow_from=_rule("yellow_from", day),
    )
    days = judged.baseline_days(as_of)
    return TargetFigure(
        target=target,
        as_of=as_of,
        figure=figure,
        readings=indicators.readings(figure) if figure else (),
        required=_plain(target.required),
        value=value,
        planned=planned,
        baseline=_plain(start),
        baseline_set=was_set,
        baseline_day=days.effective if days else None,
        due=judged.due,
        met=met,
        light=lit,
        words=_sentence(judged, figure, start, planned, level, met, overdue, lit == "green", as_of),
        completeness=figure.completeness if figure else "missing",
        records=figure.records if figure else 0,
        digest=figure.digest if figure else "",
    )


def _sentence(
    judged: Standard,
    figure: Figure | None,
    baseline: Number | None,
    planned: Decimal | None,
    level: Decimal | None,
    met: bool | None,
    overdue: bool,
    on_plan: bool,
    as_of: AsOf,
) -> str:
    target, unit = judged.target, judged.target.unit_of_measure
    if figure is None:
        return words.uncountable(judged.problem)
    if figure.value is None:
        return words.undeclared()
    against = level if overdue or planned is None else planned
    sentence = words.numeric(
        value=figure.value,
        unit=unit,
        aim=words.goal(target.comparator, target.required, unit),
        planned=planned,
        baseline=baseline,
        met=met,
        overdue=overdue,
        due=judged.due,
        first=judged.span.first if judged.span else None,
        day=as_of.effective,
        missing_by=None if against is None else abs(against - Decimal(figure.value)),
        on_plan=on_plan,
    )
    sentence = words.unread(sentence, judged.unread)
    return words.partial(sentence) if figure.completeness == "partial" else sentence


def _existence(target: Target, proofs: list[TargetProof], judged: Standard, as_of: AsOf) -> TargetFigure:
    """True with a proof. Without one it is not met, but a plan that only promises progress is not judged at all."""
    progressive = hedged(target, target.programme.division_code)
    overdue = judged.due is not None and as_of.effective > judged.due
    met = True if proofs else (None if progressive else False)
    late = not proofs and overdue and not progressive
    sentence = (
        words.proven([proof.label for proof in proofs])
        if proofs
        else words.unproven(overdue=late, due=judged.due, progressive=progressive)
    )
    return TargetFigure(
        target=target,
        as_of=as_of,
        figure=None,
        readings=(),
        required=None,
        value=None,
        planned=None,
        baseline=None,
        baseline_set=False,
        baseline_day=None,
        due=judged.due,
        met=met,
        light="green" if proofs else "red" if late else "none",
        words=sentence,
        completeness="complete" if proofs else "missing",
        records=len(proofs),
        digest=_proof_digest(target, proofs, as_of),
        proofs=tuple(proofs),
    )


def _proof_digest(target: Target, proofs: list[TargetProof], as_of: AsOf) -> str:
    sealed = {
        "target": target.key,
        "effective": as_of.effective,
        "known": as_of.known,
        "proofs": sorted(f"{proof.kind} {proof.record_kind} {proof.record_key}" for proof in proofs),
    }
    return hashlib.sha256(canonical(sealed).encode()).hexdigest()


def _rule(name: str, day: Any) -> Decimal:
    return Decimal(str(rulebook.parameter("metrics", f"judgement.{name}", day, None)))


def _plain(value: Number | None) -> Number | None:
    """10 rather than 10.000000."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else value.normalize()
    return value
