"""Figures in the JSON shapes of the interfaces: the same for the command line and the API."""

from typing import Any

from qiangxian.engines.metrics.measures import CountedRow
from qiangxian.engines.metrics.periods import period_of
from qiangxian.kernel.asof import AsOf

from .types import Breakdown, Explanation, Figure, PartFigure, SeriesPoint


def explanation_answer(code: str, label: str, days: AsOf, found: Explanation) -> dict[str, Any]:
    """A figure with definition, parameters and the records the reader may see (`explain`)."""
    figure = found.figure
    return {
        "code": code,
        "label": label,
        "as_of": days.effective,
        "known": days.known,
        "value": figure.value,
        "unit": figure.definition.unit,
        "definition": {
            "id": figure.definition.code,
            "version": figure.definition.version,
            "formula": figure.sentence,
            "source": figure.definition.source,
        },
        "parameters": [
            {
                "name": one.name,
                "label": one.label,
                "value": one.value,
                "words": one.words,
                "choices": [word for word, _ in one.choices],
                "source": one.source,
            }
            for one in found.parameters
        ],
        "records": [_record(row) for row in found.rows],
        "hidden": found.hidden,
        "completeness": figure.completeness,
        "reading": figure.reading,
        "parts": [_part(one) for one in figure.parts],
        "state": figure.state or None,
        "terms": [_term(one) for one in found.terms],
        "digest": figure.digest,
    }


def _part(one: PartFigure) -> dict[str, Any]:
    return {
        "code": one.code,
        "label": one.label,
        "value": one.value,
        "unit": one.unit,
        "indicator": one.indicator or None,
        "version": one.version or None,
    }


def _term(figure: Figure) -> dict[str, Any]:
    return {
        "indicator": figure.definition.code,
        "label": figure.definition.label,
        "version": figure.definition.version,
        "formula": figure.sentence,
        "source": figure.definition.source,
        "value": figure.value,
        "unit": figure.definition.unit,
        "completeness": figure.completeness,
        "state": figure.state or None,
        "records": figure.records,
        "digest": figure.digest,
    }


def _record(row: CountedRow) -> dict[str, Any]:
    return {"kind": str(row.kind), "id": row.key, "label": row.label, "because": list(row.because)}


def indicator_answer(figure: Figure) -> dict[str, Any]:
    """One line of `indicators`."""
    word = figure.parameters.get("period")
    period = period_of(word if isinstance(word, str) else None, figure.as_of.effective)
    return {
        "code": figure.definition.number or figure.definition.code,
        "indicator": figure.definition.code,
        "label": figure.definition.label,
        "kind": figure.definition.kind,
        "period": period.label if period else None,
        "value": figure.value,
        "unit": figure.definition.unit,
        "reading": figure.reading,
        "parts": {one.code: one.value for one in figure.parts},
        "part_words": {one.code: {"label": one.label, "unit": one.unit} for one in figure.parts},
        "state": figure.state or None,
        "completeness": figure.completeness,
        "version": figure.definition.version,
        "digest": figure.digest,
    }


def breakdown_answer(found: Breakdown) -> dict[str, Any]:
    """One figure of `indicators --breakdown`."""
    return {
        **indicator_answer(found.figure),
        "dimension": found.dimension,
        "note": found.note,
        "groups": [{"code": one.code, "label": one.label, "value": one.value} for one in found.groups],
        "unclassified": found.unclassified,
    }


def series_point(step: str, point: SeriesPoint) -> dict[str, Any]:
    """One point of `indicators --series`; the key is the step (`month`)."""
    answer: dict[str, Any] = {step: point.month, "value": point.value}
    return {**answer, "parts": dict(point.parts)} if point.parts else answer
