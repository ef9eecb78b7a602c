"""The dated parameters of the library, read in one place."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from qiangxian.kernel import rulebook
from qiangxian.kernel.errors import Refused

TOPIC = "cultivation"


def parameter(name: str, on: date, division_code: str) -> Any:
    """A value of `library.yaml` on the day."""
    return rulebook.parameter(TOPIC, f"library.{name}", on, division_code)


def exit_reasons(division_code: str) -> dict[str, str]:
    """Why a member may leave, by code."""
    reasons = rulebook.load(TOPIC, "exits", division=division_code)["reasons"]
    return {code: str(entry["label"]) for code, entry in reasons.items()}


def bar_months(reason: str, on: date, division_code: str) -> int:
    """How long a member that left for this reason stays out."""
    return int(rulebook.parameter(TOPIC, f"exits.reasons.{reason}.bar_months", on, division_code))


def guidance(division_code: str) -> Mapping[str, Any]:
    """Sizes with their focus, goals that can be counted, kinds of service."""
    return rulebook.load(TOPIC, "guidance", division=division_code)


def visits_a_year(size: str, on: date, division_code: str) -> int | None:
    """How often an enterprise of that size is visited in a year; None where the size is not known."""
    if size not in guidance(division_code)["sizes"]:
        return None
    return int(rulebook.parameter(TOPIC, f"guidance.sizes.{size}.visits.per_year", on, division_code))


def goal(measure: str, division_code: str) -> Mapping[str, Any]:
    """How one goal is counted."""
    goals: Mapping[str, Mapping[str, Any]] = guidance(division_code)["goals"]
    if measure not in goals:
        raise Refused("不能计数的目标", value=measure, remedy="请从所列目标中选择")
    return goals[measure]
