"""How many days are added to an invention's term (专利法第四十二条第二、三款; 专利法实施细则 2023 第七十七至八十四条).

For an unreasonable delay of the grant (PTA): the days between the grant and the later of four years from filing and three
years from the request for examination, less reasonable delay and delay the applicant caused. For the approval of a new
drug (PTE): the days from filing to the marketing approval less five years, at most five years, and the term left after
the approval at most fourteen years. What the office grants is printed in the register; this only estimates it.
"""

from __future__ import annotations

from datetime import date

from qiangxian.engines.lifecycle.rules import rule_on
from qiangxian.engines.lifecycle.terms import patent_term
from qiangxian.kernel.calendar import add_months


def delay_days(
    filing_date: date, examination_requested: date, grant_date: date, *, reasonable: int = 0, by_applicant: int = 0,
    same_day_utility_model: bool = False,
) -> int:  # fmt: skip
    """Days of unreasonable delay. None are added where the applicant filed a utility model on the same day."""
    if same_day_utility_model:
        return 0
    start = max(
        add_months(filing_date, 12 * _years("delay_after_filing_years", grant_date)),
        add_months(examination_requested, 12 * _years("delay_after_request_years", grant_date)),
    )
    return max((grant_date - start).days - reasonable - by_applicant, 0)


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
