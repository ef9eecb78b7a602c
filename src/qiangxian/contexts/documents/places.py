"""Which county a plan belongs to, read from the names it prints; never guessed where the names leave two choices."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from qiangxian.kernel import division
from qiangxian.kernel.rulebook import RULEBOOK

_LEAD_IN = re.compile(r"^(?:关于)?(?:印发|转发)?《?")


def guess_division(reading: Mapping[str, Any]) -> str | None:
    """The division code named first by issuer, titles or (last) the head of the text; None for a national plan."""
    for name in ("issuer", "notice_title", "title"):
        if found := division_named(str(reading.get(name) or "")):
            return found
    return None


def division_named(text: str) -> str | None:
    """The narrowest division the text begins with, `河南省舞钢市人民政府` or `舞钢市人民政府` → 410481; None where unclear."""
    beginning, above = _LEAD_IN.sub("", "".join(text.split())), ""
    found: str | None = None
    while candidates := _beginning(beginning, above):
        if len(candidates) > 1:
            return found
        found = above = candidates[0]
        beginning = beginning[len(division.find(found).name) :]
    return found


def _beginning(text: str, above: str) -> list[str]:
    """Codes below `above` of the longest name the text begins with."""
    names = {text[:length] for length in range(2, 16)} & _codes_by_name().keys()
    for name in sorted(names, key=len, reverse=True):
        codes = [code for code in _codes_by_name()[name] if not above or _below(code, above)]
        if codes:
            return codes
    return []


def _below(code: str, above: str) -> bool:
    return code != above and division.is_within(code, above)


@lru_cache(maxsize=1)
def _codes_by_name() -> dict[str, list[str]]:
    held: dict[str, list[str]] = {}
    for code, name in _named(RULEBOOK.rows_of_all_places("divisions", "codes")):
        held.setdefault(name, []).append(code)
    return held


def _named(rows: Iterable[Mapping[str, str]]) -> Iterable[tuple[str, str]]:
    """Counties and above: a township has no plan of this kind, and its name is seldom its own."""
    return ((row["code"], row["name"]) for row in rows if row["kind"] == "civil" and len(row["code"]) == 6)
