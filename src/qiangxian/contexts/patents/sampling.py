"""Named collections: the thematic databases of the plan's industries, as versioned queries of the rulebook whose precision people have
sampled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import sqrt
from random import Random
from typing import Any

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.engines.search import QueryError, parse
from qiangxian.kernel import rulebook
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.clocks import county_day
from qiangxian.kernel.errors import NotFound, Refused
from qiangxian.kernel.marked_yaml import Issue, MarkedDocument
from qiangxian.kernel.shapes import Shape, faults

from . import policies, readers
from .models import Record, Sample

SIZE, WIDE = 50, 1.96


class VersionShape(Shape):
    """A query and from which day it holds."""

    version: str
    since: date
    line: str
    because: str


class CollectionShape(Shape):
    """One collection, its newest version first."""

    label: str
    basis: str
    versions: list[VersionShape]


class CollectionsShape(Shape):
    """`patents/collections.yaml`."""

    source: str
    checked: date
    collections: dict[str, CollectionShape]


@rulebook.schema("patents")
def check_collections(document: MarkedDocument) -> Iterable[Issue]:
    """Every query can be asked."""
    yield from faults(document, collections=CollectionsShape)
    for code, entry in (document.value.get("collections") or {}).items():
        for place, one in enumerate(entry.get("versions", ())):
            try:
                parse(str(one.get("line", "")))
            except QueryError as fault:
                yield document.issue(str(fault), "collections", code, "versions", place)


@dataclass(frozen=True)
class Precision:
    """Of so many judged, so many belong; the 95 per cent interval (Wilson), in per cent."""

    judged: int
    relevant: int

    @property
    def share(self) -> float:
        """In per cent."""
        return round(100 * self.relevant / self.judged, 1)

    @property
    def interval(self) -> tuple[float, float]:
        """From, to."""
        n, p = self.judged, self.relevant / self.judged
        middle = (p + WIDE**2 / (2 * n)) / (1 + WIDE**2 / n)
        half = WIDE * sqrt(p * (1 - p) / n + WIDE**2 / (4 * n * n)) / (1 + WIDE**2 / n)
        return round(100 * max(0.0, middle - half), 1), round(100 * min(1.0, middle + half), 1)


@dataclass(frozen=True)
class Collection:
    """One collection as it holds: code, label, the version of its query, what was sampled of it."""

    code: str
    label: str
    basis: str
    version: str
    since: date
    line: str
    because: str
    sample: Sample | None

    @property
    def precision(self) -> Precision | None:
        """None until something was judged."""
        return precision_of(self.sample)


def precision_of(sample: Sample | None) -> Precision | None:
    """What the judged records of a sample say."""
    judged = [one for one in sample.answers.values() if one is not None] if sample else []
    return Precision(len(judged), sum(judged)) if judged else None


def collections(on: date, division_code: str) -> list[Collection]:
    """All of them, each in the version of the day, with what the county sampled of it."""
    given: Mapping[str, Any] = rulebook.load("patents", "collections", division=None)["collections"]
    newest: dict[tuple[str, str], Sample] = {}
    for sample in Sample.objects.filter(division_code=division_code).order_by("drawn_at"):
        newest[sample.collection, sample.version] = sample
    found = []
    for code, entry in given.items():
        held = [one for one in entry["versions"] if one["since"] <= on]
        if held:
            one = max(held, key=lambda one: one["since"])
            facts = (one["version"], one["since"], one["line"], one["because"], newest.get((code, one["version"])))
            found.append(Collection(code, entry["label"], entry["basis"], *facts))
    return found


def collection(code: str, on: date, division_code: str) -> Collection:
    """One of them."""
    found = next((one for one in collections(on, division_code) if one.code == code), None)
    if found is None:
        raise NotFound("没有这个专题库", remedy="请从专题库列表进入")
    return found


@action("patents.draw_sample", label="抽样检查专题库", policy=policies.keeps)
def draw_sample(*, actor: Actor, at: datetime, division_code: str, code: str) -> Receipt:
    """So many records by chance from all that the query finds, or all where there are fewer."""
    one = collection(code, county_day(at), division_code)
    found = readers.numbers(actor, readers.Asked(line=one.line), most=1_000_000)
    if not found.keys:
        raise Refused("专题库里还没有文献", remedy="请先导入专利文献")
    chosen = Random(f"{code} {one.version} {at.isoformat()}").sample(sorted(found.keys), min(SIZE, len(found.keys)))  # noqa: S311 - a sample, no secret
    keys = Record.objects.filter(pk__in=chosen).order_by("pk").values_list("key", flat=True)
    sample = Sample.objects.create(
        collection=code,
        version=one.version,
        division_code=division_code,
        total=found.total,
        answers=dict.fromkeys(keys),
        drawn_at=at,
        drawn_by=actor.label[:120],
    )
    after = {"version": one.version, "total": found.total, "records": len(chosen)}
    return Receipt("patents.sample", str(sample.pk), one.label, after=after, division_code=division_code, result=sample)


@action("patents.judge_sample", label="判断抽样文献", policy=policies.keeps)
def judge_sample(
    *, actor: Actor, at: datetime, division_code: str, sample_id: int, answers: Mapping[str, bool]
) -> Receipt:
    """Whether records of the sample belong to the collection."""
    sample = Sample.objects.select_for_update().filter(pk=sample_id, division_code=division_code).first()
    if sample is None:
        raise NotFound("没有这次抽样", remedy="请从专题库页面进入")
    if strangers := sorted(answers.keys() - sample.answers.keys()):
        raise Refused("不在这次抽样里", value=strangers[0], remedy="请刷新页面")
    sample.answers = {**sample.answers, **answers}
    sample.save(update_fields=["answers"])
    found = precision_of(sample)
    after = {"judged": found.judged if found else 0, "relevant": found.relevant if found else 0}
    return Receipt("patents.sample", str(sample.pk), sample.collection, after=after, result=sample)


def sampled(sample: Sample) -> Sequence[tuple[Record, bool | None]]:
    """The records of a sample with what was judged."""
    records = {one.key: one for one in Record.objects.filter(key__in=list(sample.answers))}
    return [(records[key], answer) for key, answer in sample.answers.items() if key in records]
