"""Records of every kind that proves something, offered as evidence: they are proposed for linking, a person decides."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db.models import Q

from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.evidence import EvidenceRow, evidence_provider

from .kinds import KINDS, Kind


def offered(kind: Kind, division: str, as_of: AsOf, filters: Mapping[str, Any]) -> list[EvidenceRow]:
    """The county's records that hold on the day, e.g. `{"kind": ["service_platform"]}` or `{"industry": "新材料"}`: a filter
    is a field with the words it may hold, or one word as a part of it."""
    chosen = kind.proving(as_of)
    for field, value in filters.items():
        chosen &= Q(**{f"{field}__in": value} if isinstance(value, (list, tuple)) else {f"{field}__contains": value})
    rows = kind.standing(division).filter(chosen)
    listed = [EvidenceRow(kind.code, kind.natural_key(row), kind.label_of(row)) for row in rows]
    return sorted(listed, key=lambda row: (row.label, row.key))


def offer_all() -> None:
    """Register every kind that proves something, once all are declared."""
    for kind in KINDS.values():
        if kind.proves:
            evidence_provider(f"registers.{kind.code}", label=kind.label)(partial(offered, kind))
