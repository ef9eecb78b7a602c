"""The programme on a day in the words of a document: targets with their state, tasks whose day has passed, phases."""

from collections import Counter
from typing import Any

from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.words import word, words

from .. import target_words
from ..target_types import TargetFigure
from .matrix import unit_task_matrix
from .programmes import current_programme
from .targets import targets_on
from .timeline import PhaseSpan, timeline


def plan_of(division: str, as_of: AsOf, actor: Actor) -> dict[str, Any] | None:
    """What a document says of the programme the county works by, with the figures of the pages; None where there is none."""
    programme = current_programme(actor, division)
    if programme is None:
        return None
    targets = targets_on(programme, as_of, actor)
    counted = [one for one in targets if not one.is_existence]
    founded = [one for one in targets if one.is_existence]
    day, matrix = as_of.effective, unit_task_matrix(programme.pk)
    return {
        "title": programme.title,
        "verdict": verdict(counted),
        "targets": [_target(one) for one in counted],
        "founded": sum(one.met is True for one in founded),
        "open": [_target(one) for one in founded if one.met is not True],
        "founding": len(founded),
        "overdue": [
            {
                "title": task.title,
                "leads": "、".join(matrix.leads(task)) or "未写明",
                "due": f"{due:%Y-%m-%d}",
                "days": (day - due).days,
            }
            for task, due in matrix.overdue(day)
        ],
        "phases": [_phase(span) for span in timeline(programme.pk, day=day).spans],
    }


def verdict(counted: list[TargetFigure]) -> str:
    """The state of the numeric targets in one sentence, the worst first: 8 项数值目标：滞后于序时进度 2 项，已完成 6 项"""
    count = Counter((one.light, one.light_words) for one in counted)
    order = ["red", "yellow", "none", "green"]
    kept = sorted(count, key=lambda pair: (order.index(pair[0]), list(words("lights")).index(pair[0])))
    told = "，".join(f"{light} {count[key, light]} 项" for key, light in kept)
    return f"{len(counted)} 项数值目标：{told}" if told else "方案没有数值目标"


def _target(one: TargetFigure) -> dict[str, Any]:
    return {
        "label": one.target.label,
        "goal": "" if one.is_existence else target_words.goal(one.target),
        "value": "未报送" if one.value is None else target_words.told(one.target, one.value),
        "planned": "—" if one.planned_shown is None else target_words.told(one.target, one.planned_shown),
        "due": f"{one.due:%Y-%m-%d}" if one.due else "未写明",
        "state": one.light_words,
        "words": one.words,
    }


def _phase(span: PhaseSpan) -> dict[str, Any]:
    begins = target_words.in_prose(span.start) if span.start else "未写明起始"
    ends = target_words.in_prose(span.end) if span.end else "未写明截止"
    return {
        "name": span.phase.name,
        "span": f"{begins}至{ends}",
        "state": word("phase_states", span.state),
        "unchecked": len(span.open_checks),
    }
