"""Industry codes (GB/T 4754; identifiers.md §10): section letter and two to four digits, `C3130`.

The section follows from the division; the edition is kept with every code. Names belong to their edition: 3130 was
黑色金属铸造 in 2011 and is 钢压延加工 since 2017. All names of 2011 are at hand, of 2017 the divisions and some classes.
"""

from __future__ import annotations

import re
from functools import lru_cache

from qiangxian.kernel import rulebook
from qiangxian.kernel.check import Check, examine, invalid, normalise, valid

EDITIONS = ("2011", "2017")
_CODE = re.compile(r"([A-T]?)([0-9]{2,4})")


def compact(raw: str) -> str:
    """Normalised text."""
    return normalise(raw)


def validate(raw: object) -> Check:
    """Check the layout and that the division exists and belongs to the section given; derive the section if it is not."""
    return examine(raw, _check)


def is_valid(raw: object) -> bool:
    """True for a code without any doubt."""
    return validate(raw).status == "valid"


def format(canonical: str) -> str:
    """As stored, with the section letter."""
    return canonical


def section(canonical: str) -> str:
    """The section letter."""
    return canonical[0]


def section_label(letter: str) -> str:
    """The name of the section."""
    return str(rulebook.load("industry", "sections", division=None)["sections"][letter]["label"])


def name(canonical: str, edition: str) -> str | None:
    """The name of a division, group or class in its own edition; None where the names at hand of that edition do not know
    the code, or the edition is unknown."""
    if edition not in EDITIONS:
        return None
    names, digits = _names(edition), canonical[1:]
    undivided = digits[:3] if len(digits) == 4 and digits.endswith("0") else digits  # a group of one class
    return names.get(digits) or names.get(undivided)


def matching(words: str, most: int = 30) -> list[tuple[str, str]]:
    """Code and name of the industries whose name holds every word, or whose code begins so, at most so many. Names of 2017 go before
    those only 2011 gives, which say so; the short ones first."""
    asked = [normalise(word) for word in words.split()]
    found = [
        (not current, len(label), f"{_letter(code)}{code}", label)
        for code, label, current in _all_names()
        if all(word in label or f"{_letter(code)}{code}".startswith(word) or code.startswith(word) for word in asked)
    ]
    return [(code, label) for _older, _length, code, label in sorted(found)[:most]]


@lru_cache(maxsize=1)
def _all_names() -> list[tuple[str, str, bool]]:
    current = _names("2017")
    older = [(code, f"{label}（2011 年版）", False) for code, label in _names("2011").items() if code not in current]
    return [(code, label, True) for code, label in current.items()] + [one for one in older if len(one[0]) > 1]


def _letter(digits: str) -> str:
    return _section_of_division().get(int(digits[:2]), "")


@lru_cache(maxsize=2)
def _names(edition: str) -> dict[str, str]:
    return {row["code"]: row["name"] for row in rulebook.rows("industry", f"classes_{edition}", division=None)}


@lru_cache(maxsize=1)
def _section_of_division() -> dict[int, str]:
    sections = rulebook.load("industry", "sections", division=None)["sections"]
    spans = {letter: entry["divisions"] for letter, entry in sections.items()}
    return {number: letter for letter, (first, last) in spans.items() for number in range(first, last + 1)}


def _check(text: str) -> Check:
    match = _CODE.fullmatch(text)
    if match is None:
        return invalid("不是国民经济行业代码", "应为 2 至 4 位数字，可带门类字母，例如 3130 或 C3130")
    letter, digits = match.groups()
    owner = _section_of_division().get(int(digits[:2]))
    if owner is None:
        return invalid(f"没有大类 {digits[:2]}", "请查 GB/T 4754-2017")
    if letter and letter != owner:
        return invalid(f"大类 {digits[:2]} 属于门类 {owner}，不属于 {letter}", f"应为 {owner}{digits}")
    return valid(f"{owner}{digits}")
