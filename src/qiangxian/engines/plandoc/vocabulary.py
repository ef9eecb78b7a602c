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
    """An alternation that prefers the longest word."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


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
def unit_labels() -> Mapping[str, str]:
    """Every label of a list of units with its role: 牵头单位 → lead."""
    given = rules("roles")
    composed = {
        stem + end: role
        for role, stems in given["label_stems"].items()
        for stem in stems
        for end in given["label_ends"]
    }
    return composed | dict(given["whole_labels"])


@cache
def unit_label_words() -> str:
    """An expression for every unit label: first word and last word, for there are hundreds of both together."""
    stems = [stem for words in rules("roles")["label_stems"].values() for stem in words]
    whole = any_of(rules("roles")["whole_labels"])
    return f"(?:(?:{any_of(stems)})(?:{any_of(rules('roles')['label_ends'])})|{whole})"


@cache
def field_labels() -> Mapping[str, str]:
    """Labels of the further fields of a group (完成时限 → deadline, 适用范围 → note)."""
    return {label: name for name, labels in rules("roles")["other_labels"].items() for label in labels}


@cache
def short_labels() -> Mapping[str, str]:
    """牵头: and 配合: without 单位, which count only inside a bracket."""
    return {stem: role for role, stems in rules("roles")["label_stems"].items() for stem in stems}


@cache
def verb_roles() -> Mapping[str, str]:
    """Every role word behind a list of units with its role: 参与 → participating."""
    return {verb: role for role, verbs in rules("roles")["verbs"].items() for verb in verbs}


@cache
def header_labels() -> Mapping[str, str]:
    """Every label of the page header with the field it opens."""
    return {label: name for name, labels in rules("layout")["labels"].items() for label in labels}


def limit(name: str) -> int:
    """A bound of `plandoc/layout.yaml` that keeps a hostile file from harm."""
    return int(rules("layout")["limits"][name])
