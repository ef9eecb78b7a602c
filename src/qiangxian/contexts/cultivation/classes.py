"""The class of a member: size × industry × technology. The size is that of the year whose figures are the newest known."""

from collections.abc import Sequence
from dataclasses import dataclass

from qiangxian.contexts.registers.enterprises.readers.sizes import newest_size_classes
from qiangxian.contexts.registers.portfolio import readers as registers
from qiangxian.contexts.registers.portfolio.readers import Portfolio
from qiangxian.engines.eligibility.size import standard_for
from qiangxian.kernel import rulebook
from qiangxian.kernel.asof import AsOf

from .models import Membership

SIZE_CHOICES = (("large", "大型"), ("medium", "中型"), ("small", "小型"), ("micro", "微型"))


@dataclass(frozen=True)
class MemberClass:
    """Size with its year, industry code, IPC section; empty where unknown."""

    size: str
    size_year: int | None
    industry: str
    technology: str


def classes(division_code: str, held: dict[int, Portfolio], as_of: AsOf) -> dict[int, MemberClass]:
    """The classes of many enterprises, by record. The size is by the standard policies use, of the newest ended year that
    can be classed; an enterprise that cannot be classed has none, never the smallest."""
    standard = standard_for("eligibility", as_of.effective)
    sizes = newest_size_classes(division_code, as_of.effective, list(held), standard=standard)
    found = {}
    for record, one in held.items():
        size = sizes.get(record)
        found[record] = MemberClass(
            size=(size.size or "") if size else "",
            size_year=size.year if size and size.size else None,
            industry=one.row.industry_code,
            technology=one.technology,
        )
    return found


def class_of(membership: Membership, as_of: AsOf) -> MemberClass:
    """The class of one member."""
    code, record = membership.division_code, membership.enterprise_id
    held = registers.portfolios(code, [record], as_of)
    return classes(code, held, as_of).get(record, MemberClass("", None, "", ""))


def technology_words(section: str) -> str:
    """The IPC section in words; nothing for an enterprise without patents."""
    names = rulebook.load("cultivation", "technology", division=None)["sections"]
    return f"{section} {names[section]}" if section in names else section


def grade_figures(held: Portfolio, mode: str) -> dict[str, int | None]:
    """What the grades are made of: rights in force, or every right granted, and national titles."""
    granted = mode == "granted"
    return {
        "inventions": held.inventions_granted if granted else held.inventions_in_force,
        "rights": held.rights_granted if granted else held.rights_in_force,
        "national_titles": sum(title.level == "national" for title in held.titles),
    }


def records_of(memberships: Sequence[Membership]) -> list[int]:
    """The enterprises of these files."""
    return [row.enterprise_id for row in memberships]
