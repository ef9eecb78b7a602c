"""Records the registers offer as evidence: they are proposed for linking, a person decides."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.evidence import EvidenceRow, evidence_provider

from ..bodies.models import Agency, Alliance, Facility
from ..enterprises.models import Enterprise
from ..records.conditions import in_operation, not_happened, recorded, title_valid
from ..records.kinds import label_of, natural_key
from ..records.models import Recorded
from ..titles.models import Title
from ..types import RecordKind


def _rows(model: type[Recorded], division: str, standing: Q, filters: Mapping[str, Any]) -> list[EvidenceRow]:
    """Standing rows of the county; a filter is a field with the word or words it may hold, or `name` as a part of it."""
    chosen = Q()
    for field, value in filters.items():
        chosen &= Q(**{f"{field}__in": value} if isinstance(value, (list, tuple)) else {f"{field}__contains": value})
    found = model.objects.filter(recorded(), standing, chosen, division_code=division).select_related("record")  # type: ignore[attr-defined]
    listed = [EvidenceRow(row.record.kind, natural_key(row), label_of(row)) for row in found]
    return sorted(listed, key=lambda row: (row.label, row.key))


@evidence_provider("registers.alliance", label=RecordKind.ALLIANCE.label)
def alliances(division: str, as_of: AsOf, filters: Mapping[str, Any]) -> list[EvidenceRow]:
    """Alliances at work on the day, e.g. `{"industry": "新材料"}`."""
    return _rows(Alliance, division, in_operation(as_of), filters)


@evidence_provider("registers.facility", label=RecordKind.FACILITY.label)
def facilities(division: str, as_of: AsOf, filters: Mapping[str, Any]) -> list[EvidenceRow]:
    """Databases, platforms and centres in service on the day, e.g. `{"kind": ["service_platform"]}`."""
    return _rows(Facility, division, in_operation(as_of), filters)


@evidence_provider("registers.agency", label=RecordKind.AGENCY.label)
def agencies(division: str, as_of: AsOf, filters: Mapping[str, Any]) -> list[EvidenceRow]:
    """Service agencies and branches at work on the day."""
    return _rows(Agency, division, in_operation(as_of), filters)


@evidence_provider("registers.title", label=RecordKind.TITLE.label)
def titles(division: str, as_of: AsOf, filters: Mapping[str, Any]) -> list[EvidenceRow]:
    """Titles valid on the day, e.g. `{"kind": ["pilot", "advantage"]}`."""
    return _rows(Title, division, title_valid(as_of), filters)


@evidence_provider("registers.enterprise", label=RecordKind.ENTERPRISE.label)
def enterprises(division: str, as_of: AsOf, filters: Mapping[str, Any]) -> list[EvidenceRow]:
    """Enterprises that are not deregistered on the day."""
    return _rows(Enterprise, division, not_happened("closed_date", "closed_known_date", as_of), filters)
