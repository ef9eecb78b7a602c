"""Whether the demonstration county stands in the registers, and who speaks for its first enterprise."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from qiangxian.kernel.words import PATENT_TYPES

from ..bodies.models import Alliance
from ..enterprises.models import Enterprise
from ..records.conditions import by_record, recorded
from ..rights.models import Holding, LegalEvent, Right


def has_demo(division_code: str) -> bool:
    """True where a standing enterprise is marked 演示."""
    return Enterprise.objects.filter(recorded(), division_code=division_code, is_demo=True).exists()


def first_demo_enterprise(division_code: str) -> int | None:
    """The record of the first demonstration enterprise, for the account that acts for it."""
    rows = Enterprise.objects.filter(recorded(), division_code=division_code, is_demo=True).order_by("record_id")
    return rows.values_list("record_id", flat=True).first()


def demo_alliance_name(division_code: str, industry: str) -> str | None:
    """The name of the county's first demonstration alliance of that industry; a larger county numbers its alliances."""
    rows = Alliance.objects.filter(recorded(), division_code=division_code, is_demo=True, industry=industry)
    return rows.order_by("record_id").values_list("name", flat=True).first()


@dataclass(frozen=True)
class DemoPatent:
    """A demonstration patent as its published documents would tell it: who filed it, who holds it at last, what happened."""

    right: Right
    industry: str
    applicant: str
    owner: str
    address: str
    area_code: str
    events: Sequence[LegalEvent]


def demo_patents(division_code: str) -> list[DemoPatent]:
    """Every standing demonstration patent of the country's own office, in the order of their numbers."""
    rows = Right.objects.filter(
        recorded(), division_code=division_code, is_demo=True, type__in=PATENT_TYPES, country=""
    )
    rights = list(rows.order_by("number"))
    records = [right.record_id for right in rights]
    events = by_record(LegalEvent, records)
    holdings: dict[int, list[Holding]] = defaultdict(list)
    for row in Holding.objects.filter(recorded(), record_id__in=records).order_by("record_id", "valid_from", "id"):
        holdings[row.record_id].append(row)
    firms = Enterprise.objects.filter(recorded(), division_code=division_code)
    industries = dict(firms.values_list("record_id", "industry_code"))
    found = []
    for right in rights:
        first, last = holdings[right.record_id][0], holdings[right.record_id][-1]
        industry = next((industries.get(one.holder_id, "") for one in (last, first) if one.holder_id), "")
        names = first.holder_name, last.holder_name, first.address, first.area_code
        found.append(DemoPatent(right, industry, *names, events[right.record_id]))
    return found


def demo_firms(division_code: str) -> list[tuple[str, str, str, str]]:
    """(name, address, industry, township) of the demonstration enterprises, the first of the register first."""
    rows = Enterprise.objects.filter(recorded(), division_code=division_code, is_demo=True).order_by("record_id")
    return list(rows.values_list("name", "address", "industry_code", "township_code"))
