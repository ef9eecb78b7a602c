"""What if: the same library and inputs with other values, and a round beside the one before it. Nothing is stored."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from qiangxian.engines.scoring import scoring
from qiangxian.engines.scoring.scoring import CriterionReading, Total
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import NotFound, Refused

from . import readers, results
from .models import Round


def supposed(actor: Actor, own: Round, unit_id: int, changes: Mapping[str, str], today: date) -> tuple[Total, Total]:
    """The score of a unit as it stands, and with these values by criterion, everything known taken as confirmed."""
    readers.must_see(actor, own, unit_id)
    found = results.scored(own, today)
    if unit_id not in found:
        raise NotFound("本轮没有这个单位", remedy="请从轮次页面选择")
    total, _ = found[unit_id]
    readings = {part.criterion.key: replace(part.reading, confirmed=True) for part in total.parts}
    labels = {part.criterion.key: part.criterion.label for part in total.parts}
    for key, text in changes.items():
        if key in readings and text.strip():
            readings[key] = CriterionReading(_exact(labels[key], text), True)
    return total, scoring.total(results.scheme_of(own), readings)


def _exact(label: str, text: str) -> Fraction:
    try:
        return Fraction(text.strip())
    except (ValueError, ZeroDivisionError):
        raise Refused("不是数字", column=label, value=text, remedy="请填写数字") from None


def beside(actor: Actor, own: Round, told: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Unit by unit the score of the round before, of the same library, with the difference; empty where there is none."""
    earlier = readers.before(own)
    if earlier is None:
        return []
    then = {one["unit_id"]: Fraction(one["score"]) for one in earlier.results["units"]}
    rows = []
    for one in told["units"]:
        score = then.get(one["unit_id"])
        change = None if score is None else Fraction(one["score"]) - score
        sign = "+" if change is not None and change > 0 else ""
        rows.append(
            {
                "unit": one["unit"],
                "now": one["shown"],
                "then": "—" if score is None else scoring.shown(score),
                "change": "—" if change is None else f"{sign}{scoring.shown(change)}",
                "earlier": earlier,
            }
        )
    return rows
