"""What the files of the rulebook topic `enterprises` must look like."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import ConfigDict, Field

from qiangxian.kernel import rulebook
from qiangxian.kernel.marked_yaml import Issue, MarkedDocument
from qiangxian.kernel.shapes import Shape, faults_at

from .figures import FIGURES, FILE, TOPIC
from .grades import Rung
from .ladder import Ladder
from .titles import COMPARATORS, PREFIX

_FORMS = {"figure", "title", "never", "window", "manual", "any", "all"}


@rulebook.schema(TOPIC)
def check(document: MarkedDocument) -> Iterator[Issue]:
    """Bounds fall from large to small; every figure a condition names exists and can be worked out or declared."""
    name = Path(document.file).stem
    if name == "size_classes":
        yield from _bounds(document)
    elif name == FILE:
        yield from _figures(document)
        yield from faults_at(document, document.value["ladders"], list[Ladder], "ladders")
    elif name == "grades":
        for place, version in enumerate(document.value.get("ladder", ())):
            yield from faults_at(document, version["value"], list[Rung], "ladder", place, "value")
    elif name.startswith(PREFIX):
        yield from _title(document)


def _bounds(document: MarkedDocument) -> Iterator[Issue]:
    for band, entry in document.value["bands"].items():
        for place, version in enumerate(entry["bounds"]):
            for indicator, bounds in version["value"].items():
                if indicator not in document.value["indicators"]:
                    yield document.issue(f"不认识的指标 {indicator}", "bands", band, "bounds", place)
                if len(bounds) != 3 or sorted(bounds, reverse=True) != list(bounds):
                    yield document.issue("须依次写明大、中、小型的下限", "bands", band, "bounds", place)


def _figures(document: MarkedDocument) -> Iterator[Issue]:
    for code, entry in document.value["figures"].items():
        if not {"label", "origin"} <= set(entry) or entry["origin"] not in document.value["origins"]:
            yield document.issue("须写明 label 与 origin（取值见 origins）", "figures", code)
        elif (entry["origin"] == "declared") == (code in FIGURES):
            yield document.issue("填报的数据没有算法，其余数据须有算法", "figures", code)


class ConditionShape(Shape):
    """One condition of a title."""

    model_config = ConfigDict(extra="allow", strict=True)

    code: str
    label: str
    source: str
    test: dict[str, Any]
    kind: Literal["automatic", "manual", "trigger", "preference", "timing"] = "automatic"


class TitleVersionShape(Shape):
    """One version of a title's conditions."""

    model_config = ConfigDict(extra="allow", strict=True)

    from_: date = Field(alias="from")
    version: str
    source: str
    checked: date
    conditions: list[ConditionShape]


def _title(document: MarkedDocument) -> Iterator[Issue]:
    versions = document.value["versions"]
    found = list(faults_at(document, versions, list[TitleVersionShape], "versions"))
    yield from found
    for place, version in () if found else enumerate(versions):
        if place and version["from"] <= versions[place - 1]["from"]:
            yield document.issue("各版本须由早到晚排列", "versions", place)
        codes = [one["code"] for one in version["conditions"]]
        if len(set(codes)) < len(codes):
            yield document.issue("条件代码重复", "versions", place)
        for number, one in enumerate(version["conditions"]):
            for words in _test_faults(one["test"]):
                yield document.issue(words, "versions", place, "conditions", number)


def _test_faults(test: Mapping[str, Any]) -> Iterator[str]:
    if len(_FORMS & set(test)) != 1:
        yield f"判断须恰有一种写法（{'、'.join(sorted(_FORMS))}）"
    for part in (*test.get("any", ()), *test.get("all", ())):
        yield from _test_faults(part)
    if "figure" not in test:
        return
    figures = rulebook.load(TOPIC, FILE, division=None)["figures"]
    for code in (test["figure"], *([test["at_least_by"]["figure"]] if "at_least_by" in test else ())):
        if code not in figures:
            yield f"没有名为 {code} 的数据"
    if len({*COMPARATORS, "at_least_by", "is"} & set(test)) != 1:
        yield "须恰有一个比较方式"
