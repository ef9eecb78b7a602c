"""The classes of the strategic emerging industries as the rulebook holds them, and how a classification is found in them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from qiangxian.kernel import rulebook

TOPIC, FILE, ROWS = "high_value", "rule_sets", "emerging_industries"
_GROUP = re.compile(r"[A-H]\d{2}[A-Z]\d+")


@dataclass(frozen=True)
class Industry:
    """A row of the table: `needs_keywords` where class and technical content must both fit."""

    branch: str
    needs_keywords: bool


def holds(pattern: str, symbol: str) -> bool:
    """Whether the symbol is meant: `C22C38*` is a main group with its subgroups, `B21F*` a subclass with everything below,
    `C22C38/02` that one place."""
    stem = pattern.removesuffix("*")
    if stem == pattern:
        return symbol == stem
    if _GROUP.fullmatch(stem):
        return symbol == stem or symbol.startswith(stem + "/")
    return symbol.startswith(stem)


@dataclass(frozen=True)
class Classes:
    """The table; `complete` says whether a class that is not in it is certainly none of them. What was found for a symbol is
    `known` as long as the table: the same few hundred classes come with every figure."""

    rows: tuple[tuple[Industry, tuple[str, ...], tuple[str, ...]], ...]
    complete: bool
    known: dict[str, list[Industry]] = field(default_factory=dict, compare=False, repr=False)

    def find(self, classification: str, *, main_only: bool) -> Industry | None:
        """The industry of the main class (the first), or of any of them; a row without keywords goes first."""
        symbols = symbols_of(classification)[: 1 if main_only else None]
        found = [industry for symbol in symbols for industry in self._industries(symbol)]
        return min(found, key=lambda one: one.needs_keywords, default=None)

    def _industries(self, symbol: str) -> list[Industry]:
        if symbol not in self.known:
            self.known[symbol] = [
                industry
                for industry, named, excepted in self.rows
                if any(holds(one, symbol) for one in named) and not any(holds(one, symbol) for one in excepted)
            ]
        return self.known[symbol]


def symbols_of(classification: str) -> list[str]:
    """`C22C 38/04(2006.01); C21D8/02` as its symbols, the main one first."""
    bare = re.sub(r"\([^)]*\)", "", classification.upper())
    return [re.sub(r"\s+", "", part) for part in re.split(r"[;；,，、]", bare) if part.strip()]


@lru_cache(maxsize=64)
def table(division: str) -> Classes:
    """The table as it holds for the division."""
    rows = rulebook.rows(TOPIC, ROWS, division=division)
    complete = bool(rulebook.load(TOPIC, FILE, division=division)["table"]["complete"])
    return Classes(tuple(_row(row) for row in rows), complete)


def _row(row: Mapping[str, str]) -> tuple[Industry, tuple[str, ...], tuple[str, ...]]:
    industry = Industry(f"{row['branch']} {row['name']}", row["keywords"] == "yes")
    return industry, tuple(row["ipc"].split()), tuple(row["except"].split())
