"""From the reading of a plan (the JSON of `plan parse`) to the items a person decides about. Pure: no database, no clock."""

from collections.abc import Iterable, Mapping
from typing import Any

from .types import METADATA_FIELDS, ItemDraft, ItemKind

Reading = Mapping[str, Any]
Place = tuple[int, int]
LONGEST_LABEL = 300


def items_of(reading: Reading) -> list[ItemDraft]:
    """Every field group of the reading in the order of the page; each repair and warning hangs on what it touches."""
    drafts = [*_metadata(reading), *_clauses(reading), *_tasks(reading), *_targets(reading), *_rest(reading)]
    notes = _notes(reading)
    untouched = list(notes)
    placed = []
    for draft, places in drafts:
        touching = [note for note in notes if any(_touch(note, place) for place in places)]
        untouched = [note for note in untouched if note not in touching]
        placed.append(_with(draft, touching))
    # A doubt about the document as a whole (or about a place nothing was read from) is settled with its title.
    nothing = [] if _gives_work(reading) else [NOTHING_TO_RUN]
    return [_with(placed[0], [*placed[0].notes, *untouched, *nothing]), *placed[1:]]


NOTHING_TO_RUN = {
    "code": "nothing_to_run",
    "level": "error",
    "message": "这份文件没有写明责任单位，也没有目标，不能直接作为工作方案；确要采用，请由人确认标题",
    "start": 0,
    "end": 0,
}


def _gives_work(reading: Reading) -> bool:
    """Whether there is a unit that owes something, or something to reach."""
    return bool(reading["targets"]) or any(task["assignments"] for task in reading["tasks"])


def _with(draft: ItemDraft, notes: list[dict[str, Any]]) -> ItemDraft:
    return ItemDraft(draft.kind, draft.key, draft.label, draft.payload, draft.start, draft.end, notes)


def _touch(note: Mapping[str, Any], place: Place) -> bool:
    return bool(note["start"] < place[1] and place[0] < max(note["end"], note["start"] + 1))


def _notes(reading: Reading) -> list[dict[str, Any]]:
    """Repairs and warnings in one shape; what is only information for the curious needs nobody's attention."""
    repairs = [
        {**repair, "level": "repair", "message": f"原文“{repair['raw']}”，读作“{repair['reading']}”"}
        for repair in reading["repairs"]
    ]
    warnings = [dict(warning) for warning in reading["warnings"] if warning["level"] != "info"]
    return [*warnings, *repairs]


def _metadata(reading: Reading) -> Iterable[tuple[ItemDraft, list[Place]]]:
    for name, label in METADATA_FIELDS.items():
        value = reading["dates"].get(name.split(".")[1]) if name.startswith("dates.") else reading.get(name)
        places = [(place["start"], place["end"]) for place in reading["places"].get(name, ())]
        start, end = places[0] if places else (None, None)
        payload = {"name": name, "value": value or "", "places": [list(place) for place in places]}
        yield ItemDraft(ItemKind.METADATA, name, label, payload, start, end), places


def _clauses(reading: Reading) -> Iterable[tuple[ItemDraft, list[Place]]]:
    for clause in reading["clauses"]:
        line_end = reading["source_text"].find("\n", clause["start"])
        heading_end = min(clause["end"], line_end if line_end >= 0 else clause["end"])
        heading_end = min(heading_end, clause["start"] + len(clause["marker"] or "") + len(clause["heading"]) + 2)
        payload = {**clause, "marker": clause["marker"] or "", "heading_end": heading_end}
        label = f"{payload['marker']}{clause['heading']}"[:LONGEST_LABEL]
        place = (clause["start"], heading_end)
        yield ItemDraft(ItemKind.CLAUSE, clause["id"], label, payload, *place), [place]


def _tasks(reading: Reading) -> Iterable[tuple[ItemDraft, list[Place]]]:
    for task in reading["tasks"]:
        # A unit inherited from a heading is printed there: it would make every task below carry the heading's repairs.
        own = [(a["start"], a["end"]) for a in task["assignments"] if not a["inherited_from"]]
        payload = {**task, "text": _text(reading, task)}
        draft = ItemDraft(
            ItemKind.TASK, task["id"], task["title"][:LONGEST_LABEL], payload, task["start"], _group_end(task, own)
        )
        yield draft, [(task["start"], draft.end or task["end"]), *own]


def _group_end(task: Mapping[str, Any], own: list[Place]) -> int:
    """The place of a task reaches to the end of its unit group, where that follows the sentences at once."""
    after = [end for start, end in own if start >= task["start"]]
    return int(max([task["end"], *after]))


def _targets(reading: Reading) -> Iterable[tuple[ItemDraft, list[Place]]]:
    for target in reading["targets"]:
        place = (target["start"], target["end"])
        label = (target["subject"] or target["text"])[:LONGEST_LABEL]
        yield ItemDraft(ItemKind.TARGET, target["id"], label, dict(target), *place), [place]


def _rest(reading: Reading) -> Iterable[tuple[ItemDraft, list[Place]]]:
    kinds = (
        (ItemKind.PHASE, "P", "phases", "name"),
        (ItemKind.SAFEGUARD, "S", "safeguards", "heading"),
        (ItemKind.FUND_CATEGORY, "F", "fund_categories", "name"),
    )
    for kind, letter, group, name in kinds:
        for number, part in enumerate(reading[group], start=1):
            payload = {**part, "text": _text(reading, part)}
            place = (part["start"], part["end"])
            yield ItemDraft(kind, f"{letter}{number}", part[name][:LONGEST_LABEL], payload, *place), [place]


def _text(reading: Reading, part: Mapping[str, Any]) -> str:
    return str(reading["source_text"][part["start"] : part["end"]]).strip()
