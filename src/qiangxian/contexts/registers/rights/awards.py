"""Awards of a patent: which award a printed name stands for, as criterion 5 of high value asks."""

from typing import Any

from qiangxian.kernel import rulebook


def award_detail(name: str, level: str = "", year: int | None = None) -> dict[str, Any]:
    """What an award event keeps: the printed name, level and year, and the code of the award where the name tells it."""
    rules = rulebook.load("high_value", "rule_sets", division=None)["awards"]
    told = f"{name}{level}"
    fits = (code for code, words in rules["words"].items() if any(word in told for word in words))
    award = next(fits, "") if rules["named"] in told else ""
    detail = {"name": name, "level": level, "year": year, "award": award}
    return {key: value for key, value in detail.items() if value not in (None, "")}
