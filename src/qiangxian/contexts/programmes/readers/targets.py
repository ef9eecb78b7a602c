"""The targets of a programme on a day: value, plan, light and the words for it."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from qiangxian.contexts.indicators import readers as indicators
from qiangxian.contexts.indicators.types import Figure, FigureAsked, ParameterView, SeriesPoint
from qiangxian.engines.metrics.digests import canonical
from qiangxian.engines.metrics.measures import Number
from qiangxian.engines.metrics.series import Course
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import NotAllowed, NotFound

from .. import target_words as words
from ..counting import MEAN, PERIOD, SINCE_START, YEAR, plan_periods
from ..judged import JudgedTarget, curve_of, past_questions
from ..judging import Standard, hedged, implementation_span, reasons_of
from ..lacking import lacking
from ..models import STANDING, Programme, Target, TargetProof
from ..policies import may_read
from ..target_types import TargetExplanation, TargetFigure
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
    return TargetExplanation(found, replace(explanation, parameters=found.readings))


def target_series(
    programme: Programme, code: str, course: Course, actor: Actor
) -> list[tuple[SeriesPoint, Decimal | None]]:
    """The target at the end of every month with what was planned by then; none where nothing can be counted."""
    _must_see(programme, actor)
    target = _target(programme, code)
    last = AsOf.on(course.period.last_day)
    judged = Standard(target, implementation_span(programme), last, programme.division_code)
    if judged.definition is None:
        return []
    points = indicators.series(
        division=programme.division_code,
        indicator=judged.definition.code,
        parameters=judged.readings,
        course=course,
    )
    baseline = _baseline(programme, [judged], last).get(target.pk)
    curve = curve_of(judged, baseline[0] if baseline else None)
    days = [point.as_of.effective for point in points]
    planned = [curve.shown(day) if curve else None for day in days]
    told = [replace(point, value=judged.told(point.value, day)) for point, day in zip(points, days, strict=True)]
    return list(zip(told, planned, strict=True))


def standing_targets(programme: Programme) -> list[Target]:
    """The targets that stand, with their settings: those with a number first, each kind in the order of the plan."""
    rows = Target.objects.filter(STANDING, programme=programme).select_related("programme").prefetch_related("settings")
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
    span, division = implementation_span(programme), programme.division_code
    standards = {target.pk: Standard(target, span, as_of, division) for target in targets}
    counted = [one for one in standards.values() if one.target.kind != EXISTENCE]
    judged = _judged(programme, counted, as_of)
    proven = _proven([one for one in standards.values() if one.target.kind == EXISTENCE], division, as_of)
    return [judged[target.pk] if target.pk in judged else proven[target.pk] for target in targets]


def _judged(programme: Programme, counted: list[Standard], as_of: AsOf) -> dict[int, TargetFigure]:
    """By target how it stands: the figures of the day and of the days before it that tell, in one call."""
    division, baselines = programme.division_code, _baseline(programme, counted, as_of)
    questions: dict[tuple[int, date | None], FigureAsked] = {}
    for one in counted:
        if asked := one.asked(division, as_of):
            questions[one.target.pk, None] = asked
        questions |= {(one.target.pk, day): asked for day, asked in past_questions(one, division, as_of).items()}
    figures = dict(zip(questions, indicators.figures(list(questions.values())), strict=True))
    found = {}
    for one in counted:
        own = {day: figure for (pk, day), figure in figures.items() if pk == one.target.pk}
        start, was_set = baselines.get(one.target.pk) or (one.baseline, one.baseline is not None)
        then = {day: figure for day, figure in own.items() if day is not None}
        found[one.target.pk] = _numeric(JudgedTarget(one, as_of, own.get(None), start, then), baseline_set=was_set)
    return found


def _baseline(programme: Programme, judged: Iterable[Standard], as_of: AsOf) -> dict[int, tuple[Number | None, bool]]:
    """By target the baseline and whether the office set it; absent before the phase."""
    found: dict[int, tuple[Number | None, bool]] = {}
    questions: dict[int, tuple[Standard, FigureAsked]] = {}
    for one in judged:
        days = one.baseline_days(as_of)
        if days is None:
            continue
        if one.baseline is not None:
            found[one.target.pk] = (one.baseline, True)
        elif one.over in (YEAR, SINCE_START):
            found[one.target.pk] = (0, False)  # a year, or the plan, begins with nothing
        elif one.over == MEAN:
            found[one.target.pk] = (_plain(one.target.required), False)  # every year is asked for the same
        elif asked := one.asked(programme.division_code, days):
            questions[one.target.pk] = one, asked
    figures = indicators.figures([asked for _, asked in questions.values()])
    pairs = zip(questions.values(), figures, strict=True)
    return found | {
        one.target.pk: (one.told(figure.value, asked.as_of.effective), False) for (one, asked), figure in pairs
    }


def _numeric(judged: JudgedTarget, *, baseline_set: bool) -> TargetFigure:
    one, figure = judged.standard, judged.figure
    days = one.baseline_days(judged.as_of)
    return TargetFigure(
        target=one.target,
        as_of=judged.as_of,
        figure=figure,
        readings=_shown_readings(one, figure) if figure else (),
        required=_plain(one.target.required),
        value=judged.value,
        planned=judged.planned,
        baseline=_plain(judged.baseline),
        baseline_set=baseline_set,
        baseline_day=days.effective if days else None,
        due=one.due,
        met=judged.met,
        light=judged.light,
        words=_sentence(judged),
        completeness=figure.completeness if figure else "missing",
        records=figure.records if figure else 0,
        digest=figure.digest if figure else "",
        planned_shown=judged.curve.shown(judged.day) if judged.curve else None,
        at_due=judged.at_due,
    )


def _shown_readings(one: Standard, figure: Figure) -> tuple[ParameterView, ...]:
    """The readings of the figure; the period with the spans that begin with the plan among its choices."""
    spans = plan_periods(one.target.programme.division_code)

    def shown(view: ParameterView) -> ParameterView:
        told = f"{spans[one.over]}（{view.words}）" if one.over in spans else view.words
        return replace(view, value=one.over, words=told, choices=(*view.choices, *spans.items()))

    return tuple(
        shown(view) if view.name == PERIOD else view for view in indicators.readings(figure, reasons_of(one.target))
    )


def _sentence(judged: JudgedTarget) -> str:
    figure = judged.figure
    if figure is None:
        return words.uncountable(judged.standard.problem)
    if figure.value is None and not (judged.at_due or judged.at_end):
        return words.undeclared([one.words for one in lacking(figure)])
    sentence = words.unread(words.numeric(judged), judged.standard.unread)
    return words.partial(sentence) if figure.completeness == "partial" else sentence


def _proven(standards: list[Standard], division: str, as_of: AsOf) -> dict[int, TargetFigure]:
    """By existence target how it stands, with what proved it on its due day where that has passed."""
    targets = [one.target for one in standards]
    proven = proofs_on(targets, division, as_of)
    past = {one.due for one in standards if one.due and one.due < as_of.effective}
    then: dict[date | None, dict[int, list[TargetProof]]] = {
        day: proofs_on(targets, division, AsOf(day, min(day, as_of.known))) for day in past
    }
    return {
        one.target.pk: _existence(
            one, as_of, proven.get(one.target.pk, []), was_proven=one.target.pk in then.get(one.due, {})
        )
        for one in standards
    }


def _existence(judged: Standard, as_of: AsOf, proofs: list[TargetProof], *, was_proven: bool) -> TargetFigure:
    """True with a proof. Without one it is not met, but a plan that only promises progress is not judged at all."""
    target = judged.target
    progressive = hedged(target, target.programme.division_code)
    past = judged.due if judged.due is not None and as_of.effective > judged.due else None
    sentence = (
        words.proven(
            [proof.label for proof in proofs], late_for=past if past and not was_proven and not progressive else None
        )
        if proofs
        else words.unproven(past, was_proven=was_proven, progressive=progressive)
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
        met=True if proofs else (None if progressive else False),
        light="green" if proofs else "red" if past and not progressive else "none",
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


def _plain(value: Number | None) -> Number | None:
    """10 rather than 10.000000."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else value.normalize()
    return value
