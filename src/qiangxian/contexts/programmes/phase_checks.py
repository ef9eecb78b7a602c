"""Entry and exit checks of a phase: the rulebook's list for its kind, kept where the plan itself gives a reason."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from pydantic import model_validator

from qiangxian.kernel import rulebook
from qiangxian.kernel.marked_yaml import Issue, MarkedDocument
from qiangxian.kernel.shapes import Shape, faults

from .progress.periods import ReportingShape
from .types import CheckKind

SENTENCE = re.compile(r"[^。；;！!\n]+[。；;！!]?")
LONGEST_SOURCE = 300


def checks_for(name: str, texts: Iterable[str], division_code: str) -> list[tuple[CheckKind, str, str]]:
    """The checks of a phase called `name`: when each is asked, what it asks, and the sentence (or the
    reason) it comes from; `texts` are the phase's own words first, then the rest of the plan."""
    kinds = rulebook.load("programmes", "phases", division=division_code)["kinds"]
    kind = next((kind for kind in kinds.values() if any(word in name for word in kind["names"])), kinds["other"])
    passages = list(texts)
    return [*_drafts(CheckKind.ENTRY, kind["entry"], passages), *_drafts(CheckKind.EXIT, kind["exit"], passages)]


def _drafts(
    when: CheckKind, rules: Iterable[Mapping[str, Any]], passages: list[str]
) -> Iterator[tuple[CheckKind, str, str]]:
    for rule in rules:
        source = f"通用：{rule['basis']}" if "basis" in rule else _sentence(rule["words"], passages)
        if source:
            yield when, rule["text"], source[:LONGEST_SOURCE]


def _sentence(words: Iterable[str], passages: list[str]) -> str:
    """The first sentence that says one of the words; the phase's own text is asked before the rest of the plan."""
    for passage in passages:
        for word in words:
            found = next((s for s in SENTENCE.findall(passage) if word in s), None)
            if found:
                return f"方案：{found.strip()}"
    return ""


class CheckShape(Shape):
    """One check: what is asked, and either the words of a plan it follows from or the reason why it always holds."""

    text: str
    words: list[str] = []
    basis: str = ""

    @model_validator(mode="after")
    def _has_one_origin(self) -> "CheckShape":
        if bool(self.words) == bool(self.basis):
            raise ValueError("须写明 words 或 basis 之一")
        return self


class PhaseKindShape(Shape):
    """A kind of phase: the words in a name that tell it, and what is asked when it begins and ends."""

    label: str
    names: list[str]
    entry: list[CheckShape]
    exit: list[CheckShape]


class PhasesShape(Shape):
    """`phases.yaml`."""

    source: str
    checked: date
    kinds: dict[str, PhaseKindShape]


class EvidenceShape(Shape):
    """Which register may hold the proof of a target whose text has one of the words."""

    words: list[str]
    provider: str
    filters: dict[str, str | list[str]]


class TargetWordsShape(Shape):
    """`targets.yaml`."""

    source: str
    checked: date
    implementation_phase: list[str]
    periods: dict[str, str]
    progressive_hedges: list[str]
    evidence: list[EvidenceShape]


@rulebook.schema("programmes")
def check_programmes(document: MarkedDocument) -> Iterable[Issue]:
    """`phases.yaml`, `targets.yaml` and `reporting.yaml`."""
    return faults(document, phases=PhasesShape, targets=TargetWordsShape, reporting=ReportingShape)
