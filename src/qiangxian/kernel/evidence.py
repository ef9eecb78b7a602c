"""What contexts offer as evidence: records that can prove a target (`EVIDENCE_PROVIDERS`, under a dotted code), and things a dossier
keeps as they stand on a day (`EVIDENCE_SOURCES`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.registry import Registry


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One record that proves something: `kind` of record, its `key` there, a `label` for people."""

    kind: str
    key: str
    label: str


EvidenceFunction = Callable[[str, AsOf, Mapping[str, Any]], list[EvidenceRow]]


EVIDENCE_PROVIDERS: Registry[EvidenceFunction] = Registry("佐证来源")
"""Functions `(division_code, as_of, filters)` that list records, under dotted codes such as `registers.alliances`."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """A thing as it stood on a day: what it is called, whose it is, its own day; then a kept file (its id), or words and a table,
    and of a figure its calculation, from which it can be computed again."""

    label: str
    source: str
    day: date
    file_id: int | None = None
    words: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    sheet: Mapping[str, Any] | None = None


OfferFunction = Callable[[Actor, str, AsOf], list[tuple[str, str]]]
FreezeFunction = Callable[[Actor, str, AsOf, str], Frozen]


@dataclass(frozen=True, slots=True)
class EvidenceSource:
    """`offered(actor, division, as_of)` are pairs of key and label; `freeze(actor, division, as_of, key)` gives one as it stands,
    limited to what the actor may read, persons masked. Where a source can be asked more narrowly, `narrowed` tells how; the
    conditions stand behind a `?` of the key."""

    code: str
    label: str
    offered: OfferFunction
    freeze: FreezeFunction
    narrowed: str = ""


EVIDENCE_SOURCES: Registry[EvidenceSource] = Registry("佐证种类")


def evidence_source(
    code: str, *, label: str, offered: OfferFunction, narrowed: str = ""
) -> Callable[[FreezeFunction], FreezeFunction]:
    """Register the function that freezes things of that sort, e.g. `observation`."""

    return EVIDENCE_SOURCES.adding(code, lambda freeze: EvidenceSource(code, label, offered, freeze, narrowed))
