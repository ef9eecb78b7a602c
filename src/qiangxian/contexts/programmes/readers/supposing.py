"""What a change would do before it is made: the fields that differ, and how the target would stand with it."""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any

from qiangxian.contexts.documents.types import ItemKind
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf

from .. import choosing, correcting
from ..drafts import is_draft
from ..judging import READING
from ..matching import FieldChange
from ..models import Correction, Programme, Target, TargetSetting
from ..shapes import payload_of
from ..target_types import TargetFigure
from ..writing import target_columns
from .targets import figure_of, target_on


@dataclass(frozen=True)
class Supposed:
    """A change that is not made yet. `now` and `then`: the target before and after it (None where no target is touched);
    `alone`: one person may make it, since the programme is a draft."""

    fields: tuple[FieldChange, ...]
    now: TargetFigure | None
    then: TargetFigure | None
    alone: bool
    is_public: bool


def part_payload(programme: Programme, kind: str, key: str) -> dict[str, Any]:
    """A standing part in the shape of the reading, for a form to fill in; empty where a task is to be added (`+2.1`)."""
    if key.startswith(correcting.ADDED):
        return correcting.blank_task(key.removeprefix(correcting.ADDED))
    return payload_of(kind, correcting.standing_part(programme, kind, key))


def suppose_correction(
    programme: Programme, part: str, given: Mapping[str, Any], as_of: AsOf, actor: Actor
) -> Supposed:
    """The part (`target/G1`) with these fields put right; nothing given withdraws it."""
    kind, key = part.split("/", 1)
    made = correcting.put_right(programme, kind, key, given)
    now = then = None
    if kind == ItemKind.TARGET:
        now = target_on(programme, key, as_of, actor)
        then = figure_of(_with(now.target, made.values), as_of) if made.values else None
    return Supposed(correcting.differing(made), now, then, is_draft(programme), programme.is_public)


def _with(target: Target, values: dict[str, Any]) -> Target:
    changed = copy(target)
    for name, value in target_columns(values).items():
        setattr(changed, name, value)
    return changed


def suppose_choice(figure: TargetFigure, setting: str, value: Any) -> Supposed:
    """The target with another baseline, due day, indicator or reading."""
    target, day = figure.target, figure.as_of.effective
    kept = choosing.checked(target, setting, value, day)
    changed = copy(target)
    changed.supposed = (TargetSetting(target=target, name=setting, value=kept),)
    then = figure_of(changed, figure.as_of)
    programme = target.programme
    return Supposed((), figure, then, is_draft(programme), programme.is_public)


def suppose_made(made: Correction, as_of: AsOf, actor: Actor) -> Supposed | None:
    """What a proposed correction of a target would do, as things stand now; None where it touches no target."""
    if made.kind != ItemKind.TARGET:
        return None
    now = target_on(made.programme, made.part_key, as_of, actor)
    values = made.values or {}
    changed = copy(now.target) if made.setting else _with(now.target, values) if values else None
    if changed is not None and made.setting:
        changed.supposed = (TargetSetting(target=changed, name=made.setting, value=values["value"]),)
    then = figure_of(changed, as_of) if changed is not None else None
    return Supposed((), now, then, alone=False, is_public=made.programme.is_public)


def correction_fields(made: Correction) -> list[FieldChange]:
    """What a correction changes, in words: the fields of a part, or the one choice about a target."""
    if not made.setting:
        return list(correcting.differing(made))
    label = choosing.LABELS.get(made.setting, made.setting.removeprefix(READING))
    before, after = (one["value"] if one else None for one in (made.before, made.values))
    return [FieldChange(label, _words(before), _words(after))]


def _words(value: Any) -> str:
    if value is None:
        return "方案和定义的取值"
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)
