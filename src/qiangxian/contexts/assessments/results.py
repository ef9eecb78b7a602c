"""Scores of a round: as they stand now, and as they were summed up; a stored result comes out again from what was frozen with it."""

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from qiangxian.engines.scoring import scoring, shapes
from qiangxian.engines.scoring.scoring import CriterionReading, Total
from qiangxian.engines.scoring.shapes import BESIDE, CriterionShape, SchemeShape, ScoringKind
from qiangxian.kernel.integrity import Discrepancy

from .inputs import AssessedSpan, CriterionInput, collected
from .models import Entry, Round
from .types import Verdict


def scheme_of(own: Round) -> SchemeShape:
    """The library of the round, with its targets."""
    return shapes.scheme_of(own.criteria)


def span_of(own: Round, today: date) -> AssessedSpan:
    """The days the round is about; what lies ahead cannot be known."""
    return AssessedSpan(own.matter.division_code, own.first_date, min(own.last_date, today))


def scored(own: Round, today: date) -> dict[int, tuple[Total, Mapping[str, CriterionInput]]]:
    """By unit, in the order of their names, the score as things stand with the inputs it rests on."""
    scheme, names = scheme_of(own), {int(code): name for code, name in own.units}
    found = collected(scheme.criteria, span_of(own, today), names)
    entries: dict[int, dict[str, Entry]] = {unit: {} for unit in names}
    for entry in Entry.objects.filter(slice__round=own).select_related("slice"):
        entries[entry.slice.unit_id][entry.key] = entry
    made: dict[int, tuple[Total, Mapping[str, CriterionInput]]] = {}
    for unit in names:
        inputs = {one.key: found[unit, one.key] for one in scheme.criteria if (unit, one.key) in found}
        readings = {one.key: reading(one, entries[unit].get(one.key), inputs.get(one.key)) for one in scheme.criteria}
        made[unit] = scoring.total(scheme, readings), inputs
    return made


def reading(criterion: CriterionShape, entry: Entry | None, given: CriterionInput | None) -> CriterionReading:
    """What is known of a criterion: the reviewer's value before the unit's, a figure before both; evidence counts once accepted."""
    verdict = entry.verdict if entry else ""
    judged, own = (entry.judged, entry.value) if entry else ("", "")
    text = judged or (given.value if given else own)
    accepted = verdict == Verdict.ACCEPTED
    complete = given is None or given.complete or bool(judged)
    applies = verdict != Verdict.NOT_APPLICABLE and (given is None or given.applies)
    if criterion.kind in BESIDE and not text and accepted:
        text = "0"
    if criterion.kind == ScoringKind.BOOLEAN and not text and accepted:
        text = "1"
    return CriterionReading(
        Fraction(text) if text else None, accepted and complete, verdict == Verdict.REFUSED, applies
    )


def document(own: Round, day: date) -> dict[str, Any]:
    """The results of the day as they are frozen: per unit score, part by part with value, formula and input; ranks and grades only by
    a 考核依据."""
    names, ranked = {int(code): name for code, name in own.units}, bool(own.basis_number)
    found = scored(own, day)
    units = [{"unit_id": unit, "unit": names[unit], **_unit(*one, ranked=ranked)} for unit, one in found.items()]
    if ranked:
        places = scoring.places({str(unit): total.score for unit, (total, _) in found.items()})
        units = [{**one, "place": places[str(one["unit_id"])]} for one in units]
    return {"engine": scoring.ENGINE, "day": day.isoformat(), "units": units}


def _unit(total: Total, inputs: Mapping[str, CriterionInput], *, ranked: bool) -> dict[str, Any]:
    grade = {"grade": total.grade, "vetoed": list(total.vetoed)} if ranked else {}
    return {
        "score": str(total.score),
        "shown": scoring.shown(total.score),
        "pending": scoring.shown(total.pending),
        "provisional": total.provisional,
        **grade,
        "parts": [_part(part, inputs.get(part.criterion.key)) for part in total.parts],
    }


def _part(part: scoring.ScoredCriterion, given: CriterionInput | None) -> dict[str, Any]:
    reading = part.reading
    return {
        "key": part.criterion.key,
        "label": part.criterion.label,
        "kind": str(part.criterion.kind),
        "weight": scoring.shown(part.weight),
        "value": None if reading.value is None else str(reading.value),
        "confirmed": reading.confirmed,
        "refused": reading.refused,
        "applies": reading.applies,
        "points": str(part.points),
        "shown": scoring.shown(part.points),
        "pending": scoring.shown(part.pending),
        "state": str(part.state),
        "state_words": part.state.label,
        "formula": part.formula,
        "input": given.kept if given else None,
    }


def differing(criteria: Mapping[str, Any], stored: Mapping[str, Any], name: str) -> Iterator[Discrepancy]:
    """What of a stored result does not come out again from the frozen library and inputs; `name` tells whose result it is."""
    scheme = shapes.scheme_of(criteria)
    scores: dict[str, Fraction] = {}
    for unit in stored.get("units", ()):
        where = f"{name}：{unit['unit']}"
        readings = {part["key"]: _kept_reading(part) for part in unit["parts"]}
        again = scoring.total(scheme, readings)
        scores[str(unit["unit_id"])] = again.score
        if str(again.score) != unit["score"]:
            yield Discrepancy("考核得分不符", where, str(again.score), unit["score"])
        if unit.get("grade", again.grade) != again.grade:
            yield Discrepancy("考核等级不符", where, again.grade, unit["grade"])
        for part, kept in zip(again.parts, unit["parts"], strict=True):
            if str(part.points) != kept["points"]:
                yield Discrepancy("指标得分不符", f"{where} {kept['label']}", str(part.points), kept["points"])
    places = scoring.places(scores)
    for unit in stored.get("units", ()):
        if "place" in unit and unit["place"] != places[str(unit["unit_id"])]:
            yield Discrepancy(
                "考核名次不符", f"{name}：{unit['unit']}", str(places[str(unit["unit_id"])]), str(unit["place"])
            )


def _kept_reading(part: Mapping[str, Any]) -> CriterionReading:
    value = None if part["value"] is None else Fraction(part["value"])
    return CriterionReading(value, part["confirmed"], part["refused"], part["applies"])
