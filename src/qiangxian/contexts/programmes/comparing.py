"""What an amended plan would change: the items of a proposal against the standing parts, and the names new parts get."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from qiangxian.contexts.documents.proposing import items_of
from qiangxian.contexts.documents.types import Change, ItemChange, ItemKind

from .correcting import added_keys
from .decided import Decisions
from .matching import Difference, FieldChange, PlanPart, alike, differences, field_changes
from .models import Programme
from .shapes import MODELS, metadata_of, payload_of, standing_parts

SAME_PLAN = 0.8  # titles of two versions differ by a year or a word; plans of two campaigns differ by more


def compare(programme: Programme, reading: dict[str, Any]) -> list[Difference]:
    """Every difference between the programme and a reading of `plan parse`. A part that a person put right is recognised by
    what was read then: while those words stand, nothing differs; a task a person added is not gone because no text has it."""
    new = [PlanPart(draft.kind, draft.key, draft.label, draft.payload) for draft in items_of(reading)]
    standing = {(part.kind, part.key): part for part in _standing(programme)}
    decided = Decisions(programme)
    read = {key: raw for key, (raw, _) in decided.corrected.items() if key in standing}
    found = differences([replace(part, payload=read.get(key, part.payload)) for key, part in standing.items()], new)
    added = {(ItemKind.TASK, key) for key in added_keys(programme)}
    kept = (one for one in found if one.new or (one.part.kind, one.part.key) not in added)
    return [_decided(one, standing, decided) for one in kept]


def _decided(one: Difference, standing: Mapping[tuple[str, str], PlanPart], decided: Decisions) -> Difference:
    """The difference as persons' decisions leave it."""
    if one.old is None:
        by = decided.nobody_wanted(one.part.kind, one.part.payload)
        return replace(one, decided=f"已由{by}不采用，原文没有变动") if by else one
    key = (one.old.kind, one.old.key)
    if key not in decided.corrected or one.new is None:
        return replace(one, old=standing[key])
    by = decided.corrected[key][1]
    if one.change == "same":
        return replace(one, old=standing[key], decided=f"已由{by}更正，原文没有变动，保留更正")
    fields = field_changes(one.new.kind, standing[key].payload, one.new.payload)
    return replace(one, old=standing[key], fields=fields, decided=f"此前已由{by}更正；这一处原文有变动，请重新核对")


def _standing(programme: Programme) -> Iterator[PlanPart]:
    for name, value in metadata_of(programme).items():
        yield PlanPart(ItemKind.METADATA, name, name, {"name": name, "value": value})
    for kind, part in standing_parts(programme.pk):
        payload = payload_of(kind, part)
        yield PlanPart(kind, part.key, payload.get("title") or payload.get("subject") or str(part), payload)


def changes_of(programme: Programme, found: Iterable[Difference]) -> list[Change]:
    """What to note on each item of the proposal; an added part whose key is taken gets a free one."""
    used = {
        kind: set(model._default_manager.filter(programme=programme).values_list("key", flat=True))
        for kind, model in MODELS.items()
    }
    used[ItemKind.METADATA] = set()
    changes = []
    for one in found:
        if one.new is None:
            continue
        key = one.old.key if one.old else free_key(one.new.key, used[one.new.kind])
        used[one.new.kind].add(key)
        notes = [*map(_note, one.fields), *([{**DECIDED, "message": one.decided}] if one.decided else [])]
        is_unwanted = one.decided if one.old is None else ""
        changes.append(Change(one.new.kind, one.new.key, ItemChange(one.change), key, notes, is_unwanted))
    return changes


DECIDED = {"code": "decided", "level": ""}


def _note(change: FieldChange) -> dict[str, str]:
    before, after = change.before or "（无）", change.after or "（无）"
    message = f"{change.name}：{before} → {after}"
    return {
        "code": "difference",
        "level": "",
        "message": message,
        "field": change.name,
        "before": before,
        "after": after,
    }


def free_key(key: str, used: set[str]) -> str:
    """The key itself, else the next number of its letter (T9), else the clause's number with a letter (2.1.4b)."""
    if key not in used:
        return key
    letter = key[0]
    if letter.isalpha() and key[1:].isdigit():
        numbers = [int(one[1:]) for one in used if one[0] == letter and one[1:].isdigit()]
        return f"{letter}{max(numbers) + 1}"
    return next(f"{key}{suffix}" for suffix in _suffixes() if f"{key}{suffix}" not in used)


def _suffixes() -> Iterator[str]:
    yield from "bcdefghijklmnopqrstuvwxyz"
    number = 2
    while True:
        yield f"-{number}"
        number += 1


def amended_by(division_code: str, reading: dict[str, Any]) -> Programme | None:
    """The programme of the county this text is a version of: same number, else nearly the same title; None for a new one."""
    rows = list(Programme.objects.filter(division_code=division_code).order_by("-created_at", "-id"))
    number = reading.get("document_number")
    same_number = [row for row in rows if number and row.document_number == number]
    near = [row for row in rows if alike(row.title, reading["title"]) >= SAME_PLAN]
    return next(iter([*same_number, *near]), None)
