"""The words of published plans, read once from the rulebook and compiled: the only place of this engine that does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from qiangxian.kernel import rulebook


@cache
def rules(name: str) -> Mapping[str, Any]:
    """The national rule file `plandoc/<name>.yaml`: how plans are written does not differ by county."""
    return rulebook.load("plandoc", name, division=None)


def any_of(words: Iterable[str]) -> str:
    """An alternation that prefers the longest word, grouped by common beginnings so that a scan is fast."""
    by_first: dict[str, set[str]] = {}
    for word in words:
        if word:
            by_first.setdefault(word[0], set()).add(word[1:])
    return "|".join(re.escape(first) + _ends(rests) for first, rests in sorted(by_first.items()))


def _ends(rests: set[str]) -> str:
    if rests == {""}:
        return ""
    return f"(?:{any_of(rests)})" + ("?" if "" in rests else "")


@cache
def pattern(name: str, *keys: str) -> re.Pattern[str]:
    """The compiled expression that stands in `plandoc/<name>.yaml` under the keys."""
    value: Any = rules(name)
    for key in keys:
        value = value[key]
    return re.compile(value if isinstance(value, str) else any_of(value))


@cache
def word_set(name: str, *keys: str) -> frozenset[str]:
    """The words that stand in `plandoc/<name>.yaml` under the keys."""
    value: Any = rules(name)
    for key in keys:
        value = value[key]
    return frozenset(value)


@cache
def header_labels() -> Mapping[str, str]:
    """Every label of the page header with the field it opens."""
    return {label: name for name, labels in rules("layout")["labels"].items() for label in labels}


def limit(name: str) -> int:
    """A bound of `plandoc/layout.yaml` that keeps a hostile file from harm."""
    return int(rules("layout")["limits"][name])
