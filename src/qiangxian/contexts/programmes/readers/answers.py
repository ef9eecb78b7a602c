"""Targets in the JSON shapes of the interfaces: the same for the command line and the API."""

from typing import Any

from qiangxian.contexts.indicators.answers import explanation_answer
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf

from ..models import Programme
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
    proofs = shown.proofs[: len(shown.proofs) - found.hidden_proofs]
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
            for proof in proofs
        ],
        "hidden": found.hidden_proofs,
        "completeness": shown.completeness,
        "digest": shown.digest,
    }
