"""Reading a dated rule of the topic for a day somebody asked about: before its first version the question is refused."""

from __future__ import annotations

from datetime import date

from qiangxian.kernel import rulebook
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.rulebook import DatedValue


def rule_on(name: str, on: date, division: str | None = None) -> DatedValue:
    """The version of `lifecycle/<name>` in force on the day; `Refused` where the rulebook knows none that early."""
    first = rulebook.RULEBOOK.history("lifecycle", name, division)[0].from_date
    if on < first:
        raise Refused(f"{on} 尚无规定", value=on, remedy=f"规则库自 {first} 起；此前的请以当时的文件为准")
    return rulebook.dated("lifecycle", name, on, division)


def has_rule(name: str, on: date) -> bool:
    """Whether the rulebook knows a version of `lifecycle/<name>` on the day."""
    return rulebook.RULEBOOK.history("lifecycle", name, None)[0].from_date <= on
