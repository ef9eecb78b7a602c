"""The class of a member: size × industry × technology. The size is that of the year whose figures are the newest known."""

from collections.abc import Mapping
from typing import Any

from qiangxian.contexts.registers.enterprises.readers.sizes import newest_size_classes
from qiangxian.contexts.registers.portfolio.readers import Portfolio
from qiangxian.engines.eligibility.size import standard_for
from qiangxian.kernel import rulebook
from qiangxian.kernel.asof import AsOf

SIZE_CHOICES = (("large", "大型"), ("medium", "中型"), ("small", "小型"), ("micro", "微型"))


def classes(division_code: str, held: Mapping[int, Portfolio], as_of: AsOf) -> dict[int, dict[str, Any]]:
    """The classes of many enterprises by record, as a computed grade keeps them: size with its year, industry code, IPC section;
    empty where unknown. The size is by the standard policies use, of the newest ended year that can be classed; an enterprise
    that cannot be classed has none, never the smallest."""
    standard = standard_for("eligibility", as_of.effective)
    sizes = newest_size_classes(division_code, as_of.effective, list(held), standard=standard)
    found = {}
    for record, one in held.items():
        size = sizes.get(record)
        sized = {"size_class": size.size, "size_year": size.year} if size and size.size else {"size_class": ""}
        found[record] = {**sized, "industry_code": one.row.industry_code, "technology": one.technology}
    return found


def technology_words(section: str) -> str:
    """The IPC section in words; nothing for an enterprise without patents."""
    names = rulebook.load("cultivation", "technology", division=None)["sections"]
    return f"{section} {names[section]}" if section in names else section


def grade_figures(held: Portfolio | None, mode: str) -> dict[str, int | None]:
    """What the grades are made of: rights in force, or every right granted, and national titles; unknown without a portfolio."""
    if held is None:
        return dict.fromkeys(("inventions", "rights", "national_titles"))
    granted = mode == "granted"
    return {
        "inventions": held.inventions_granted if granted else held.inventions_in_force,
        "rights": held.rights_granted if granted else held.rights_in_force,
        "national_titles": sum(title.level == "national" for title in held.titles),
    }
