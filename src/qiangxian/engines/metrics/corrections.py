"""Definitions and rules that were found wrong: which versions of which indicators are retired, since when and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from qiangxian.engines.metrics import definitions
from qiangxian.kernel import rulebook
from qiangxian.kernel.marked_yaml import Issue, MarkedDocument

TOPIC, FILE = "metrics", "corrections"


def retiring(versions: Iterable[tuple[str, str]]) -> Mapping[str, Any] | None:
    """The newest entry of the list that retires one of these versions (indicator, version), with its `corrected` day,
    `what` and `why`; None where all of them stand."""
    asked = tuple(versions)
    found = [one for one in _listed() if any(version in one["versions"].get(code, ()) for code, version in asked)]
    return max(found, key=lambda one: one["corrected"], default=None)


def words(correction: Mapping[str, Any]) -> str:
    """The reason as a person reads it."""
    return f"{correction['corrected']} 更正：{correction['what']}（{correction['why']}；{correction['source']}）"


def _listed() -> tuple[Mapping[str, Any], ...]:
    return rulebook.load(TOPIC, FILE, division=None)["corrections"]  # type: ignore[no-any-return]  # checked below


def unsucceeded(document: MarkedDocument) -> Iterator[Issue]:
    """Versions the list retires without another one from the same day on in their place."""
    for place, entry in enumerate(document.value["corrections"]):
        for code, retired in entry["versions"].items():
            for version in sorted(set(retired) - set(_succeeded(code))):
                yield document.issue(
                    f"{code} 没有从同一日起替代第 {version} 版的定义", "corrections", place, "versions"
                )


def _succeeded(code: str) -> Iterator[str]:
    """Versions of the indicator after which another begins on the same day."""
    history = rulebook.RULEBOOK.history(definitions.TOPIC, f"{code}.definition", None)
    for before, after in pairwise(history):
        if before.from_date == after.from_date:
            yield before.value["version"]
