"""What a target's page shows, as plain data."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse

from qiangxian.contexts.indicators import readers as indicators
from qiangxian.contexts.indicators.types import ParameterView
from qiangxian.contexts.programmes import policies, readers
from qiangxian.contexts.registers.records.listing import registers
from qiangxian.engines.metrics.series import Course
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.decision import Decision
from qiangxian.kernel.period import Period
from qiangxian.web.components.charts import Chart, line_chart
from qiangxian.web.components.templatetags.qiangxian import scaled

SHOWN_RECORDS = 20
SLUGS = {register.kind: register.slug for register in registers()}
SETTING_LABELS = {"baseline": "基期值", "start": "起算日", "due": "完成时限", "indicator": "计量指标"}
READING = "parameters."


def target_page(programme: Any, code: str, as_of: AsOf, actor: Actor) -> dict[str, Any]:
    """The target with its proof, its curve, its choices and what this actor may do."""
    explained = readers.explain_target(programme, code, as_of, actor)
    standing, explanation = explained.figure, explained.explanation
    may_change = policies.may_edit.decide(actor, {"target_id": standing.target.pk})
    return {
        "programme": programme,
        "standing": standing,
        "explanation": explanation,
        "records": record_rows(explanation.rows[:SHOWN_RECORDS]) if explanation else [],
        "hidden": explanation.hidden if explanation else 0,
        "chart": month_chart(programme, standing, actor),
        "settings": _settings(standing),
        "proofs": _proofs(programme, standing) if standing.is_existence else [],
        "candidates": readers.proof_candidates(standing.target, as_of=as_of) if _may_link(standing, may_change) else [],
        "may_change": may_change,
    }


def _may_link(standing: Any, may_change: Decision) -> bool:
    return bool(standing.is_existence and may_change)


def record_rows(rows: Sequence[Any]) -> list[dict[str, Any]]:
    """The records with their addresses; a kind without a register has none."""
    return [
        {"label": row.label, "number": row.number, "because": row.because, "url": record_url(row.kind, row.key)}
        for row in rows
    ]


def record_url(kind: str, key: str) -> str:
    """Where the registers show a record of that natural key."""
    return reverse("desk:record_by_key", args=[SLUGS[kind], key]) if kind in SLUGS else ""


def month_chart(programme: Any, standing: Any, actor: Actor) -> Chart | None:
    """Actual against planned over the phase; months after the day show the plan only, the day's own month today's value."""
    period = curve_period(programme, standing)
    days = standing.as_of
    course = Course(period, days.known, known=None if days.known == days.effective else days.known) if period else None
    points = readers.target_series(programme, standing.code, course, actor) if course else []
    if not points:
        return None
    this = f"{standing.as_of.effective:%Y-%m}"
    actual = [standing.value if p.month == this else p.value if p.month < this else None for p, _ in points]
    return line_chart(
        f"curve-{standing.code}",
        f"{standing.target.label}各月实际与计划",
        standing.target.printed_unit,
        [point.month for point, _ in points],
        {
            "实际": [scaled(value, standing.target) for value in actual],
            "计划": [scaled(planned, standing.target) for _, planned in points],
        },
    )


def curve_period(programme: Any, standing: Any) -> Period | None:
    """From the month of the baseline (else of the plan's first phase) to the due month or the day asked, whichever is later."""
    if standing.is_existence or standing.figure is None:
        return None
    line = readers.timeline(programme.pk, day=standing.as_of.effective)
    first = standing.baseline_day or min((span.start for span in line.spans if span.start), default=None)
    last = max(filter(None, (standing.due, standing.as_of.effective)))
    return Period(first.replace(day=1), _after_month(last)) if first and first <= last else None


def _after_month(day: date) -> date:
    return Period.month(day.year, day.month).end


def _settings(standing: Any) -> list[dict[str, Any]]:
    readings = {reading.name: reading for reading in standing.readings}
    made = [
        {
            "label": _label(one.name, readings),
            "words": _words(one.name, one.value, readings),
            "reason": one.reason,
            "at": one.set_at,
            "by": one.set_by,
        }
        for one in standing.target.settings.all()
    ]
    return made[::-1]


def _label(name: str, readings: dict[str, ParameterView]) -> str:
    reading = readings.get(name.removeprefix(READING))
    return SETTING_LABELS.get(name) or (reading.label if reading else name.removeprefix(READING))


def _words(name: str, value: Any, readings: dict[str, ParameterView]) -> str:
    if value is None:
        return "恢复为方案和定义的取值"
    reading = readings.get(name.removeprefix(READING))
    choices = dict(reading.choices) if reading else {}
    values = value if isinstance(value, list) else [value]
    return "、".join(choices.get(one, str(one)) for one in values)


def _proofs(programme: Any, standing: Any) -> list[dict[str, Any]]:
    counted = {proof.pk for proof in standing.proofs}
    made = []
    for proof in readers.proofs_of(standing.target):
        if proof.kind == "file":
            url = reverse("desk:proof_file", args=[programme.pk, standing.code, proof.pk])
        else:
            url = record_url(proof.record_kind, proof.record_key)
        made.append({"proof": proof, "url": url, "counts": proof.pk in counted})
    return made


def table_lines(figures: Sequence[Any]) -> list[list[Any]]:
    """The list of targets as rows of a file."""
    return [
        [
            one.code,
            one.target.label,
            one.value,
            one.required,
            one.target.unit_of_measure,
            one.baseline,
            one.planned_shown,
            one.due.isoformat() if one.due else None,
            one.light_words,
            one.words,
            one.records,
            one.digest,
        ]
        for one in figures
    ]


def known_indicators(on: date, division: str, subject: str) -> list[tuple[str, str]]:
    """The indicators that could count a target, those called nearly as its subject is first."""
    rows = indicators.available(on=on, division=division)
    near = {one.code: max(readers.alike(name, subject) for name in (one.label, *one.names)) for one in rows}
    return [(one.code, one.label) for one in sorted(rows, key=lambda one: -round(near[one.code], 1))]
