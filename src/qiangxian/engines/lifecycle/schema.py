"""What every file of the rulebook topic `lifecycle` must look like; one function a file, named in `CHECKS`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import get_args

from qiangxian.engines.lifecycle.facts import State
from qiangxian.kernel import rulebook
from qiangxian.kernel.marked_yaml import Issue, MarkedDocument
from qiangxian.kernel.words import PATENT_TYPES, RightType

_DAYS = {"filing_date", "grant_date", "registration_date", "none"}


def _terms(document: MarkedDocument) -> Iterator[Issue]:
    for missing in set(RightType.values) - set(document.value):
        yield document.issue(f"缺少权利类型 {missing}")
    for right_type, entry in document.value.items():
        if right_type == "no_corresponding_day":
            continue
        if right_type not in RightType.values:
            yield document.issue(f"不认识的权利类型 {right_type}", right_type)
        if not {entry.get("by"), entry.get("from_day")} <= _DAYS:
            yield document.issue("by 与 from_day 须为申请日、授权日、注册日之一或 none", right_type)


def _fees(document: MarkedDocument) -> Iterator[Issue]:
    for right_type in PATENT_TYPES:
        for place, version in enumerate(document.value["schedules"].get(right_type, ())):
            spans = [span["years"] for span in version["value"]]
            starts = [1, *(last + 1 for _, last in spans)][:-1]
            if [first for first, _ in spans] != starts:
                yield document.issue("各段年度须从第 1 年起首尾相接", "schedules", right_type, place)


def _status(document: MarkedDocument) -> Iterator[Issue]:
    for reading, versions in document.value["counted_states"].items():
        for place, version in enumerate(versions):
            if unknown := set(version["value"]) - set(get_args(State)):
                yield document.issue(f"不认识的状态 {'、'.join(sorted(unknown))}", "counted_states", reading, place)


def _restoration(document: MarkedDocument) -> Iterator[Issue]:
    for missing in {"never_restored", "force_majeure_only"} - set(document.value):
        yield document.issue(f"缺少 {missing}")


CHECKS: dict[str, Callable[[MarkedDocument], Iterator[Issue]]] = {
    "terms": _terms,
    "fees": _fees,
    "status": _status,
    "restoration": _restoration,
}


@rulebook.schema("lifecycle")
def check_lifecycle(document: MarkedDocument) -> Iterator[Issue]:
    """The check of the file's own name; files of worked examples are checked by the tests that run them."""
    check = CHECKS.get(document.file.rsplit("/", 1)[-1].removesuffix(".yaml"))
    if check is not None and document.file.startswith("national/"):
        yield from check(document)
