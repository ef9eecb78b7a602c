"""A second version against the standing programme: which new part is which old one, and what differs. Pure.

Matched by likeness, best pairs first: clauses by heading (the same number helps), tasks by title, words and units,
targets by subject, the rest by name. What stays below the threshold is added or gone, never forced together."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from qiangxian.contexts.documents.types import METADATA_FIELDS, ItemKind
from qiangxian.contexts.documents.values import COMPARATORS

from .types import AssignmentRole

Payload = Mapping[str, Any]


@dataclass(frozen=True)
class PlanPart:
    """One part of either version."""

    kind: str
    key: str
    label: str
    payload: Payload = field(hash=False)


@dataclass(frozen=True)
class FieldChange:
    """One field before and after, in words."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Difference:
    """How one part stands to the other version: `added`, `changed`, `same` or `gone`; `decided`: what a person had decided
    about it before."""

    change: str
    old: PlanPart | None
    new: PlanPart | None
    fields: tuple[FieldChange, ...] = ()
    decided: str = ""

    @property
    def part(self) -> PlanPart:
        """The new part where there is one, else the old."""
        part = self.new or self.old
        assert part is not None  # noqa: S101 - narrows the type: a difference has at least one side
        return part


def differences(old: Iterable[PlanPart], new: Iterable[PlanPart]) -> list[Difference]:
    """Every part of the new version in its order, then what is gone."""
    olds, news = list(old), list(new)
    partner = _partners(olds, news)
    gone = [part for part in olds if part not in partner.values()]
    return [
        *(_against(partner[part], part) if part in partner else Difference("added", None, part) for part in news),
        *(Difference("gone", part, None) for part in gone),
    ]


def _against(old: PlanPart, new: PlanPart) -> Difference:
    fields = field_changes(new.kind, old.payload, new.payload)
    return Difference("changed" if fields else "same", old, new, fields)


def _partners(olds: list[PlanPart], news: list[PlanPart]) -> dict[PlanPart, PlanPart]:
    pairs = [
        (likeness, -place, new, old)
        for place, new in enumerate(news)
        for old in olds
        if old.kind == new.kind and (likeness := _LIKENESS[new.kind](old, new)) >= _THRESHOLD[new.kind]
    ]
    chosen: dict[PlanPart, PlanPart] = {}
    taken: set[PlanPart] = set()
    for _, _, new, old in sorted(pairs, key=lambda pair: pair[:2], reverse=True):
        if new not in chosen and old not in taken:
            chosen[new] = old
            taken.add(old)
    return chosen


def field_changes(kind: str, old: Payload, new: Payload) -> tuple[FieldChange, ...]:
    """The fields whose words differ; spaces and the width of punctuation do not count."""
    before, after = shown_fields(kind, old), shown_fields(kind, new)
    names = dict.fromkeys([*after, *before])
    return tuple(
        FieldChange(name, before.get(name, ""), after.get(name, ""))
        for name in names
        if _level(before.get(name, "")) != _level(after.get(name, ""))
    )


_WIDTHS = str.maketrans("，；：（）！？", ",;:()!?")


def _level(text: str) -> str:
    return "".join(text.split()).translate(_WIDTHS)


# -- the fields of each kind in words -----------------------------------------------------------------------------------
def shown_fields(kind: str, payload: Payload) -> dict[str, str]:
    """The fields of a part that a reader compares, in words; empty ones are left out."""
    shown = _SHOWN[kind](payload)
    return {name: str(value) for name, value in shown.items() if value not in (None, "")}


def _task_fields(payload: Payload) -> dict[str, Any]:
    units: dict[str, list[str]] = {}
    for one in payload["assignments"]:
        units.setdefault(AssignmentRole(one["role"]).label, []).append(one["unit"])
    joined = {role.label: "、".join(units.get(role.label, ())) for role in AssignmentRole}
    return {
        "标题": payload["title"],
        "内容": payload["text"],
        **joined,
        "完成期限": payload["deadline"],
        "每年": _every_year(payload),
    }


def _every_year(payload: Payload) -> str:
    month = (payload.get("parameters") or {}).get("month")
    return f"每年{month}月底前" if month else ""


def _target_fields(payload: Payload) -> dict[str, Any]:
    figure = "" if payload["value"] is None else f"{payload['value']}{payload['unit'] or ''}"
    return {
        "对象": payload["subject"],
        "要求": f"{COMPARATORS.get(payload['comparator'], '')}{figure}",
        "完成期限": payload["due"],
        "原文": payload["text"],
    }


_SHOWN: dict[str, Callable[[Payload], dict[str, Any]]] = {
    ItemKind.METADATA: lambda payload: {METADATA_FIELDS[payload["name"]]: payload["value"]},
    ItemKind.CLAUSE: lambda payload: {"序号": payload["marker"], "标题": payload["heading"]},
    ItemKind.TASK: _task_fields,
    ItemKind.TARGET: _target_fields,
    ItemKind.PHASE: lambda payload: {
        "名称": payload["name"],
        "开始": payload["start_date"],
        "结束": payload["end_date"],
    },
    ItemKind.SAFEGUARD: lambda payload: {"标题": payload["heading"], "内容": payload["text"]},
    ItemKind.FUND_CATEGORY: lambda payload: {"名称": payload["name"]},
}


# -- likeness -----------------------------------------------------------------------------------------------------------
@lru_cache(maxsize=8192)
def _pairs_of(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(max(len(text) - 1, 1)))


def alike(one: str, other: str) -> float:
    """Share of character pairs in common (Dice), 1 for equal texts."""
    first, second = _pairs_of(_level(one)), _pairs_of(_level(other))
    return 2 * len(first & second) / (len(first) + len(second))


def _units_alike(old: Payload, new: Payload) -> float:
    first, second = ({a["unit"] for a in payload["assignments"]} for payload in (old, new))
    return len(first & second) / len(first | second) if first | second else 1.0


def _clauses_alike(old: PlanPart, new: PlanPart) -> float:
    likeness = alike(old.payload["heading"], new.payload["heading"])
    return likeness + (0.2 if old.key == new.key else 0)


def _tasks_alike(old: PlanPart, new: PlanPart) -> float:
    title = alike(old.payload["title"], new.payload["title"])
    text = alike(old.payload["text"], new.payload["text"])
    return 0.4 * title + 0.4 * text + 0.2 * _units_alike(old.payload, new.payload)


def _targets_alike(old: PlanPart, new: PlanPart) -> float:
    if (old.payload["kind"] == "existence") != (new.payload["kind"] == "existence"):
        return 0.0
    return alike(old.payload["subject"] or old.payload["text"], new.payload["subject"] or new.payload["text"])


def _named_alike(name: str) -> Callable[[PlanPart, PlanPart], float]:
    return lambda old, new: alike(old.payload[name], new.payload[name])


_LIKENESS: dict[str, Callable[[PlanPart, PlanPart], float]] = {
    ItemKind.METADATA: lambda old, new: float(old.key == new.key),
    ItemKind.CLAUSE: _clauses_alike,
    ItemKind.TASK: _tasks_alike,
    ItemKind.TARGET: _targets_alike,
    ItemKind.PHASE: _named_alike("name"),
    ItemKind.SAFEGUARD: _named_alike("heading"),
    ItemKind.FUND_CATEGORY: _named_alike("name"),
}
# Below these two parts are no longer taken for one: a wrong pair is worse than an added and a gone part, which a
# person sees side by side.
_THRESHOLD: dict[str, float] = {
    ItemKind.METADATA: 1.0,
    ItemKind.CLAUSE: 0.6,
    ItemKind.TASK: 0.5,
    ItemKind.TARGET: 0.6,
    ItemKind.PHASE: 0.6,
    ItemKind.SAFEGUARD: 0.6,
    ItemKind.FUND_CATEGORY: 0.7,
}
