"""Entry and exit checks of a phase: the rulebook's list for its kind, kept where the plan itself gives a reason."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from qiangxian.kernel import rulebook
from qiangxian.kernel.marked_yaml import Issue, MarkedDocument

from .types import CheckKind

SENTENCE = re.compile(r"[^。；;！!\n]+[。；;！!]?")
LONGEST_SOURCE = 300


@dataclass(frozen=True)
class CheckDraft:
    """One check: when it is asked, what it asks, and the sentence (or the reason) it comes from."""

    kind: CheckKind
    text: str
    source: str


def checks_for(name: str, texts: Iterable[str], division_code: str) -> list[CheckDraft]:
    """The checks of a phase called `name`; `texts` are the phase's own words first, then the rest of the plan."""
    kinds = rulebook.load("programmes", "phases", division=division_code)["kinds"]
    kind = next((kind for kind in kinds.values() if any(word in name for word in kind["names"])), kinds["other"])
    passages = list(texts)
    return [*_drafts(CheckKind.ENTRY, kind["entry"], passages), *_drafts(CheckKind.EXIT, kind["exit"], passages)]


def _drafts(when: CheckKind, rules: Iterable[Mapping[str, Any]], passages: list[str]) -> Iterator[CheckDraft]:
    for rule in rules:
        source = f"通用：{rule['basis']}" if "basis" in rule else _sentence(rule["words"], passages)
        if source:
            yield CheckDraft(when, rule["text"], source[:LONGEST_SOURCE])


def _sentence(words: Iterable[str], passages: list[str]) -> str:
    """The first sentence that says one of the words; the phase's own text is asked before the rest of the plan."""
    for passage in passages:
        for word in words:
            found = next((s for s in SENTENCE.findall(passage) if word in s), None)
            if found:
                return f"方案：{found.strip()}"
    return ""


@rulebook.schema("programmes")
def check_phases(document: MarkedDocument) -> Iterable[Issue]:
    """Every check says where it comes from: the plan's `words` or a `basis`."""
    for kind, rules in document.value.get("kinds", {}).items():
        for when in ("entry", "exit"):
            for place, rule in enumerate(rules.get(when, ())):
                if ("words" in rule) == ("basis" in rule):
                    yield document.issue("须写明 words 或 basis 之一", "kinds", kind, when, place)
