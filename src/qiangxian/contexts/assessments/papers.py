"""The result of a round as a Word file: by the document rule, with every criterion, its formula and what it rests on in the annex."""

from datetime import date
from typing import Any

from qiangxian.contexts.people.outward import outward
from qiangxian.engines.docgen.filling import make
from qiangxian.kernel.actor import Actor

from . import readers, supposing
from .models import Round


def paper(actor: Actor, own: Round, today: date) -> tuple[str, bytes]:
    """The file's name and bytes, of the units the actor may see."""
    told = readers.scores(actor, own, today)
    units = [_unit(one) for one in told["units"]]
    if own.basis_number:
        units.sort(key=lambda one: int(one["place"]) if one["place"].isdecimal() else 0)
    code = own.matter.division_code
    facts = {
        "issuing_body": outward(code).body,
        "title": own.matter.title,
        "library": f"{own.criteria['label']}（{own.criteria['version']} 版）",
        "source": own.criteria["source"],
        "span": f"{own.first_date:%Y-%m-%d} 至 {own.last_date:%Y-%m-%d}",
        "basis": f"{own.basis_issuer}（{own.basis_number}）" if own.basis_number else "",
        "is_kept": told["is_kept"],
        "units": units,
        "provisional": [one["unit"] for one in units if one["provisional"]],
        "beside": supposing.beside(actor, own, told),
        "criteria": [_line(one) for one in readers.criteria(own, told)],
        "made_by": actor.label,
    }
    return f"{own.matter.title}.docx", make("assessment_report", facts, division=code, day=today)


def _unit(one: dict[str, Any]) -> dict[str, Any]:
    place, grade = str(one.get("place", "—")), one.get("grade", "—")
    return {**one, "place": place, "grade": grade, "waits": "是" if one["provisional"] else "否"}


def _line(one: readers.CriterionLine) -> dict[str, str]:
    given = one.part["input"] or {}
    return {
        "unit": one.unit,
        "area": one.area,
        "label": one.criterion.label,
        "weight": one.part["weight"],
        "points": one.part["shown"],
        "state": one.part["state_words"],
        "formula": one.part["formula"],
        "rests": given.get("words") or (one.entry.words if one.entry else "") or "—",
    }
