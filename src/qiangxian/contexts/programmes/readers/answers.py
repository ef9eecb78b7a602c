"""Targets in the JSON shapes of the interfaces: the same for the command line and the API."""

from typing import Any

from qiangxian.contexts.indicators.answers import explanation_answer
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import NotFound

from ..models import Programme, Release
from ..target_types import TargetExplanation
from .targets import targets_on


def targets_answer(programme: Programme, days: AsOf, actor: Actor) -> dict[str, Any]:
    """All targets of a programme on a day (`targets`)."""
    return {
        "programme": programme.title,
        "as_of": days.effective,
        "known": days.known,
        "targets": [one.document() for one in targets_on(programme, days, actor)],
    }


NOT_PUBLIC = {"planned": None, "baseline": None, "light": "none", "words": ""}
"""How a target stands is for the county's own staff."""


def released_targets(release: Release) -> dict[str, Any]:
    """The targets as everybody sees them (`targets`): values somebody released, never a light."""
    return {
        "programme": release.content["title"],
        "as_of": release.as_of_date,
        "known": release.as_of_date,
        "targets": [{**one, "unit": one["unit"] or None, **NOT_PUBLIC} for one in release.content["targets"]],
    }


def released_target(release: Release, code: str) -> dict[str, Any]:
    """One of them (`explain`): how it was counted, and the names of the bodies counted."""
    found = next((one for one in release.content["targets"] if one["code"] == code), None)
    if found is None:
        raise NotFound(f"公开的内容中没有目标 {code}", remedy="用 targets 查看全部目标的代码")
    definition = {"id": found["indicator"], "version": None, "formula": found["formula"], "source": found["source"]}
    names = [{"kind": "body", "id": None, "label": name, "because": []} for name in found["names"]]
    about = {"as_of": release.as_of_date, "known": release.as_of_date, "definition": definition, "parameters": []}
    hidden = max(0, found["records"] - len(names))
    return {**found, **about, "unit": found["unit"] or None, "words": "", "records": names, "hidden": hidden}


def target_answer(found: TargetExplanation, days: AsOf) -> dict[str, Any]:
    """One target with what it was counted from (`explain`)."""
    shown = found.figure
    target = shown.target
    if found.explanation is not None:
        document = explanation_answer(target.key, target.label, days, found.explanation)
    else:
        document = _proof_answer(found, days)
    return {**document, "unit": target.unit_of_measure or document["unit"], "text": target.text, "words": shown.words}


def _proof_answer(found: TargetExplanation, days: AsOf) -> dict[str, Any]:
    """An existence target, or a number nobody can count yet."""
    shown = found.figure
    return {
        "code": shown.code,
        "label": shown.target.label,
        "as_of": days.effective,
        "known": days.known,
        "value": None,
        "unit": None,
        "met": shown.met,
        "definition": {
            "id": "existence" if shown.is_existence else None,
            "version": "1" if shown.is_existence else None,
            "formula": "当日有效、已知的关联记录或佐证文件不少于一项" if shown.is_existence else None,
            "source": shown.target.text,
        },
        "parameters": [],
        "records": [
            {
                "kind": proof.record_kind or proof.kind,
                "id": proof.record_key,
                "label": proof.label,
                "because": [f"自 {proof.effective_date}"],
            }
            for proof in shown.proofs
        ],
        "hidden": 0,
        "completeness": shown.completeness,
        "digest": shown.digest,
    }
