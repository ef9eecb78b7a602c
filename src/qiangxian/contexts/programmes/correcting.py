"""A part that stands, corrected or withdrawn by a person: the old version stays on record, the new one takes its place. A task the
plan's text does not have is added under one of its clauses."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from django.db.models import Max

from qiangxian.contexts.documents.types import ItemKind
from qiangxian.contexts.documents.values import corrected_values
from qiangxian.kernel.errors import Conflict, NotFound, Refused

from .matching import FieldChange, field_changes
from .models import STANDING, Clause, Correction, FromPlan, Phase, Programme, Task
from .shapes import MODELS, payload_of
from .units import UnitFinder
from .writing import Writer

OWN_LETTER = "B"  # 补充
OWN_KEY = f"^{OWN_LETTER}[0-9]+$"
ADDED = "+"  # before the key of the clause a new task is to stand under
LEAST_REASON = 4  # characters; 延期 is no reason, 延期批复 begins to be one


def standing_part(programme: Programme, kind: str, key: str) -> FromPlan:
    """The part that stands under that key."""
    rows = MODELS[ItemKind(kind)]._default_manager.filter(STANDING, programme=programme, key=key)
    found = rows.first()
    if found is None:
        raise NotFound("方案中没有这一部分，或它已经撤下", remedy="请回到方案页面重新选择")
    return found


def put_right(programme: Programme, kind: str, key: str, given: Mapping[str, Any]) -> Correction:
    """The correction as it would be, not stored: every field checked. Nothing given withdraws the part; `+2.1` adds one."""
    if key.startswith(ADDED):
        return _addition(programme, kind, key.removeprefix(ADDED), given)
    before = payload_of(kind, standing_part(programme, kind, key))
    values = corrected_values(kind, before, given) if given else None
    if values is not None and not field_changes(kind, before, values):
        raise Conflict("与现行内容相同", remedy="改动后再保存")
    return Correction(programme=programme, kind=kind, part_key=key, before=before, values=values)


def blank_task(clause_key: str) -> dict[str, Any]:
    """A task with nothing in it, in the shape of the reading."""
    empty: dict[str, Any] = {"id": "", "title": "", "text": "", "deadline": None, "assignments": []}
    return {**empty, "clause": clause_key, "start": None, "end": None}


def _addition(programme: Programme, kind: str, clause_key: str, given: Mapping[str, Any]) -> Correction:
    """A new task; its key is a number of its own (B1), which no text gives."""
    if kind != ItemKind.TASK:
        raise Refused("只能补充任务", column="方案的哪一部分", value=kind, remedy="目标和阶段请通过修订的方案文本导入")
    standing_part(programme, ItemKind.CLAUSE, clause_key)
    values = corrected_values(kind, blank_task(clause_key), {"title": "", "text": "", **given})
    last = max((int(key.removeprefix(OWN_LETTER)) for key in _taken(programme)), default=0)
    return Correction(programme=programme, kind=kind, part_key=f"{OWN_LETTER}{last + 1}", before={}, values=values)


def _taken(programme: Programme) -> set[str]:
    """Every number of ours that was ever given, to a task of the text too."""
    of_text = Task.objects.filter(programme=programme, key__regex=OWN_KEY).values_list("key", flat=True)
    return added_keys(programme) | set(of_text)


def added_keys(programme: Programme) -> set[str]:
    """The keys of tasks persons added: no text takes them out by not having them."""
    rows = programme.corrections.filter(kind=ItemKind.TASK, part_key__regex=OWN_KEY)
    return set(rows.values_list("part_key", flat=True))


def differing(correction: Correction) -> tuple[FieldChange, ...]:
    """What it changes, field by field; nothing where the part is withdrawn."""
    if correction.values is None or correction.setting:
        return ()
    before = correction.before or blank_task(correction.values["clause"])
    return field_changes(correction.kind, before, correction.values)


def must_say_why(reason: str) -> None:
    """A reason somebody else can follow."""
    text = "".join(reason.split())
    if len(text) < LEAST_REASON or len(set(text)) < LEAST_REASON - 1:
        raise Refused("理由没有写清楚", column="理由", value=reason, remedy="请写明依据，例如文号、会议纪要或核对经过")


def apply(correction: Correction, at: datetime, reason: str) -> None:
    """Write it, if what it was made from still stands."""
    if not correction.before and correction.values is not None:
        _add(correction, correction.values, at, reason)
        return
    part = standing_part(correction.programme, correction.kind, correction.part_key)
    if _plain(payload_of(correction.kind, part)) != _plain(correction.before):
        raise Conflict("这一部分在提出更正之后又有变动", remedy="请按现行内容重新提出更正")
    _replace(correction, part, correction.kind, correction.values, at, reason)
    if correction.kind == ItemKind.TASK and correction.values is not None:
        _clause_of(correction, cast(Task, part), at, reason)


def _add(correction: Correction, values: dict[str, Any], at: datetime, reason: str) -> None:
    programme = correction.programme
    clause = standing_part(programme, ItemKind.CLAUSE, values["clause"])
    last = Task.objects.filter(STANDING, programme=programme).aggregate(last=Max("position"))["last"] or 0
    common = {
        "programme": programme,
        "key": correction.part_key,
        "proposal_id": clause.proposal_id,
        "position": last + 1,
        "added_at": at,
        "correction": correction,
        "corrected_reason": reason,
    }
    _writer(programme, clause.proposal_id, at).put(correction.kind, values, common, None)


def _writer(programme: Programme, proposal_id: int, at: datetime) -> Writer:
    finder = UnitFinder(programme.division_code)
    return Writer(programme, proposal_id, programme.document_id, at, {}, [], finder)


def _plain(payload: Mapping[str, Any]) -> Any:
    """Without the place in the text, which a newer text may have moved."""
    return {name: value for name, value in payload.items() if name not in ("start", "end")}


def _replace(
    correction: Correction, part: FromPlan, kind: str, values: dict[str, Any] | None, at: datetime, reason: str
) -> None:
    part.withdrawn_at, part.withdrawn_by_correction = at, correction
    part.save(update_fields=["withdrawn_at", "withdrawn_by_correction"])
    if values is None:
        return
    kept = ("programme", "key", "source_start", "source_end", "proposal_id", "position")
    common = {name: getattr(part, name) for name in kept}
    common |= {"added_at": at, "correction": correction, "corrected_reason": reason}
    made = _writer(correction.programme, part.proposal_id, at).put(kind, values, common, part)
    if isinstance(part, Phase):
        for check in part.checks.all():
            check.pk, check.phase = None, cast(Phase, made)
            check.save(force_insert=True)


def _clause_of(correction: Correction, task: Task, at: datetime, reason: str) -> None:
    """A task that bears the name of its clause (a table's rows) takes the clause along."""
    rows = Clause.objects.filter(STANDING, programme=correction.programme, key=task.clause_key, heading=task.title)
    title = (correction.values or {})["title"]
    for clause in rows.exclude(heading=title):
        payload = {**payload_of(ItemKind.CLAUSE, clause), "heading": title}
        _replace(correction, clause, ItemKind.CLAUSE, payload, at, reason)
