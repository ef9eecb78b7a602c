"""Whether the demonstration county stands in the registers, and who speaks for its first enterprise."""

from ..bodies.models import Alliance
from ..enterprises.models import Enterprise
from ..records.conditions import recorded


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
