"""What the public will see of a programme, as plain data: texts as confirmed, values as counted on a day. Never a light, never
who is late, never how a unit stands."""

import hashlib
import json
from decimal import Decimal
from typing import Any

from qiangxian.engines.metrics.digests import canonical
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf

from .models import Programme, Release, Task
from .readers.matrix import unit_task_matrix
from .readers.parts import fund_categories, phases, safeguards
from .readers.published import counted_names
from .readers.source import source_passages
from .readers.targets import explain_target, targets_on
from .shapes import columns
from .target_types import TargetFigure

SYSTEM = Actor.system()


def content_of(programme: Programme, as_of: AsOf) -> dict[str, Any]:
    """Everything the public pages of the programme show."""
    matrix = unit_task_matrix(programme.pk)
    return {
        **{name: getattr(programme, name) for name in columns()},
        "phases": [{"name": one.name, "start": one.start, "end": one.end} for one in phases(programme.pk)],
        "tasks": [_task(task) for task in matrix.tasks],
        "units": [{"name": unit.name, "roles": unit.roles} for unit in matrix.units],
        "targets": [_target(programme, one, as_of) for one in targets_on(programme, as_of, SYSTEM)],
        "safeguards": [one.heading for one in safeguards(programme.pk)],
        "fund_categories": [one.name for one in fund_categories(programme.pk)],
        "passages": [one.document() for one in source_passages(programme)],
    }


def _task(task: Task) -> dict[str, Any]:
    printed = [{"role": one.role, "unit": one.printed_name} for one in task.assignments.all()]
    about: dict[str, Any] = {
        "key": task.key,
        "title": task.title,
        "clause": task.clause_key,
        "deadline": task.deadline or None,
    }
    if task.yearly_month:
        about["yearly_month"] = task.yearly_month
    return {**about, "assignments": printed}


def _target(programme: Programme, figure: TargetFigure, as_of: AsOf) -> dict[str, Any]:
    target, counted = figure.target, figure.figure
    return {
        "code": figure.code,
        "task": target.task_key,
        "label": target.label,
        "text": target.text,
        "kind": target.kind,
        "comparator": target.comparator,
        "required": figure.required,
        "unit": target.unit_of_measure,
        "scale": target.scale,
        "printed_unit": target.printed_unit,
        "is_yearly": target.is_yearly,
        "value": figure.value,
        "due": figure.due,
        "met": bool(figure.met) if figure.is_existence else None,
        "proofs": [{"kind": one.get_kind_display(), "since": one.effective_date} for one in figure.proofs],
        "completeness": figure.completeness,
        "records": figure.records,
        "digest": figure.digest,
        "formula": counted.sentence if counted else "",
        "definition": f"{counted.definition.label}，第 {counted.definition.version} 版" if counted else "",
        "source": counted.definition.source if counted else "",
        "indicator": counted.definition.code if counted else None,
        "parameters": dict(counted.parameters) if counted else dict(sorted(target.parameters.items())),
        "readings": [{"label": one.label, "words": one.words} for one in figure.readings],
        "names": counted_names(explain_target(programme, figure.code, as_of, SYSTEM)),
    }


def freeze(release: Release, as_of: AsOf) -> None:
    """Keep what is to be seen, with its digest."""
    content = content_of(release.programme, as_of)
    release.content = json.loads(json.dumps(content, ensure_ascii=False, default=_plain))
    release.digest = digest_of(release.content)
    release.save()


def digest_of(content: dict[str, Any]) -> str:
    """What a release is recognised by."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def _plain(value: Any) -> Any:
    """Days in ISO, numbers as numbers."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat()


def freeze_carried_over(**_given: Any) -> None:
    """After an upgrade: what an older version showed is frozen as it was on the day of the upgrade."""
    for release in Release.objects.filter(digest="").select_related("programme"):
        freeze(release, AsOf.on(release.as_of_date))
