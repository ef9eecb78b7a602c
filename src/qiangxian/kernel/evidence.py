"""Registry of evidence providers: a context offers records that can prove a target, under a dotted code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.registry import Registry


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One record that proves something: `kind` of record, its `key` there, a `label` for people, where to look."""

    kind: str
    key: str
    label: str
    url_hint: str | None = None


EvidenceFunction = Callable[[str, AsOf, Mapping[str, Any]], list[EvidenceRow]]


@dataclass(frozen=True, slots=True)
class EvidenceProvider:
    """`find(division_code, as_of, filters)` lists the records; `label` names the provider on the screen."""

    code: str
    label: str
    find: EvidenceFunction


EVIDENCE_PROVIDERS: Registry[EvidenceProvider] = Registry("佐证来源")


def evidence_provider(code: str, *, label: str) -> Callable[[EvidenceFunction], EvidenceFunction]:
    """Register the function under `code`, e.g. `registers.alliances`. A code can be given only once."""

    return EVIDENCE_PROVIDERS.adding(code, lambda find: EvidenceProvider(code, label, find))
