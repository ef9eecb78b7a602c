"""How many days are added to an invention's term (专利法第四十二条第二、三款; 专利法实施细则 2023 第七十七至八十四条).

For an unreasonable delay of the grant (PTA): the days between the grant and the later of four years from filing and three
years from the request for examination, less reasonable delay and delay the applicant caused. For the approval of a new
drug (PTE): the days from filing to the marketing approval less five years, at most five years, and the term left after
the approval at most fourteen years. What the office grants is printed in the register; this only estimates it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from qiangxian.engines.lifecycle.rules import rule_on
from qiangxian.engines.lifecycle.terms import patent_term
from qiangxian.kernel.calendar import add_months
from qiangxian.kernel.errors import Refused


@dataclass(frozen=True, slots=True)
class Examination:
    """The days that decide an unreasonable delay. `requested`: request made and its fee paid in full; `published`: publication
    in China; `entered`: entry of a PCT application into the national phase; `submitted`: a divisional's own submission."""

    filed: date
    requested: date
    granted: date
    published: date | None = None
    entered: date | None = None
    submitted: date | None = None


def grant_delay(
    case: Examination, *, reasonable: int = 0, by_applicant: int = 0, same_day_utility_model: bool = False
) -> tuple[date, int]:
    """The day from which the grant was late, and by how many days that count (审查指南 2025 第五部分第九章 2.2): after the later of
    four years from filing (of a PCT application from national entry, of a divisional from its own submission) and three years from
    the request for examination, or from publication where that is later; no day counts where the invention was obtained over a
    utility model filed on the same day (实施细则第四十七条第四款、第七十八条)."""
    days = [case.requested, case.granted, *(day for day in (case.published, case.entered, case.submitted) if day)]
    if min(days) < case.filed or max(days) > case.granted:
        raise Refused(
            "各日期须在申请日与授权公告日之间", value=f"{case.filed} 至 {case.granted}", remedy="请逐个核对日期"
        )
    base = case.submitted or case.entered or case.filed
    asked = max(case.requested, case.published or case.requested)
    begins = max(
        add_months(base, 12 * _years("delay_after_filing_years", case.granted)),
        add_months(asked, 12 * _years("delay_after_request_years", case.granted)),
    )
    days_late = (case.granted - begins).days - reasonable - by_applicant
    return begins, 0 if same_day_utility_model else max(days_late, 0)


def drug_days(filing_date: date, approved: date) -> int:
    """Days added for a new drug approved on that day, within both limits."""
    asked = (approved - add_months(filing_date, 12 * _years("drug_deducted_years", approved))).days
    plain_end = patent_term("invention", filing_date).terminated_on
    longest = (add_months(plain_end, 12 * _years("drug_longest_years", approved)) - plain_end).days
    room = (add_months(approved, 12 * _years("drug_total_after_approval_years", approved)) - plain_end).days
    return max(min(asked, longest, room), 0)


def _years(name: str, on: date) -> int:
    years: int = rule_on(f"compensation.{name}", on).value
    return years
