"""Management certificates (贯标) to a standard that was replaced: after the transition they no longer count.

GB/T 29490-2013 gave way to GB/T 29490-2023; the transition ended on 2025-12-31 (认监委、国家知识产权局 2023 年第 27 号公告).
The days stand in `registers/integrity.yaml`, where the check for such certificates reads them too."""

from datetime import date

from django.db.models import Q

from qiangxian.kernel import rulebook
from qiangxian.kernel.asof import AsOf

from ..records.validity import CERTIFICATE


def ended_standards(on: date, division: str | None) -> list[str]:
    """The standards whose transition is over on the day."""
    gone = rulebook.parameter("registers", "integrity.abolished_standards", on, division)
    return [version for version, entry in gone.items() if on > entry["transition_end"]]


def valid_certificates(as_of: AsOf, division: str | None) -> Q:
    """Titles in force on the day as the law counts them: also not to a standard whose transition is over."""
    kinds = rulebook.parameter("registers", "integrity.certificate_kinds", as_of.effective, division)
    gone = Q(kind__in=list(kinds), rule_version__in=ended_standards(as_of.effective, division))
    return CERTIFICATE.holds(as_of) & ~gone
