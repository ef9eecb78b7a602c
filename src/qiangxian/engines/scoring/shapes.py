"""What a library of criteria says: areas with weighted criteria, each scored by one of a few kinds, with typical evidence and the
scoring in words. Kinds and arithmetic: indicators.md §8; veto and what may not be scored: official-documents.md, addendum 6."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any, Literal

from pydantic import Field, ValidationError, model_validator

from qiangxian.kernel import rulebook
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.marked_yaml import Issue, MarkedDocument
from qiangxian.kernel.shapes import Shape, SourcedShape, faults, plain
from qiangxian.kernel.words import Worded

TOPIC = "assessments"
PRACTICE = "practice"
WHOLE = 100


class ScoringKind(Worded):
    """How a criterion is scored."""

    __vocabulary__ = "scoring_kinds"

    RATIO = "ratio"
    GROWTH = "growth"
    REVERSE = "reverse"
    INTERVAL = "interval"
    BOOLEAN = "boolean"
    JUDGED = "judged"
    BONUS = "bonus"
    DEDUCTION = "deduction"
    VETO = "veto"


BESIDE = frozenset({ScoringKind.BONUS, ScoringKind.DEDUCTION, ScoringKind.VETO})
"""What stands beside the hundred points."""
AIMED = frozenset({ScoringKind.RATIO, ScoringKind.GROWTH, ScoringKind.REVERSE})
"""What is measured by a target."""


class BandShape(Shape):
    """From this value on the criterion earns this share of its weight."""

    from_: float = Field(alias="from")
    share: float = Field(ge=0, le=1)


class CriterionShape(Shape):
    """One criterion. `weight`: its points, of a bonus or deduction the most; `each`: points a case; `cap`: how far over-fulfilment
    counts; `source`: where its value comes from (empty: the unit reports it);
    `version`: the definition of its indicator as a round froze it; `upper`: the document that names a veto."""

    key: str
    label: str
    kind: ScoringKind = Field(strict=False)
    weight: float = Field(default=0, ge=0)
    unit: str = ""
    source: str = ""
    indicator: str = ""
    parameters: dict[str, Any] = {}
    part: str = ""
    version: str = ""
    target: float | None = None
    base: float | None = None
    cap: float = Field(default=1, ge=1)
    bands: list[BandShape] = []
    each: float | None = None
    words: str = ""
    evidence: list[str] = []
    upper: str = ""

    @model_validator(mode="after")
    def _says_what_its_kind_needs(self) -> CriterionShape:
        if self.kind == ScoringKind.VETO and not self.upper:
            raise ValueError(f"“{self.label}”一票否决须写明上级文件（upper）")
        if self.kind != ScoringKind.VETO and self.weight <= 0:
            raise ValueError(f"“{self.label}”分值须大于 0")
        starts = [band.from_ for band in self.bands]
        if self.kind == ScoringKind.INTERVAL and (not starts or starts != sorted(set(starts))):
            raise ValueError(f"“{self.label}”区间计分须写明区间（bands），由小到大")
        if (self.source == "indicator") != bool(self.indicator):
            raise ValueError(f"“{self.label}”取自统计指标的须写明 indicator，其他的不写")
        return self


class AreaShape(Shape):
    """A group of criteria that is reported and reviewed together."""

    key: str
    label: str
    criteria: list[CriterionShape] = Field(min_length=1)


class GradeShape(Shape):
    """A grade and the score from which it is given."""

    label: str
    from_: float = Field(alias="from")


class SchemeShape(SourcedShape):
    """A whole library in one version. `of`: who is assessed, the county by itself or its units; `redistribute`: the weight of what
    cannot be scored goes to the others; the last grade is that of a veto."""

    version: str
    of: Literal["county", "units"]
    redistribute: bool = False
    grades: list[GradeShape] = []
    areas: list[AreaShape] = Field(min_length=1)
    note: str = ""

    @model_validator(mode="after")
    def _adds_up(self) -> SchemeShape:
        keys = [one.key for one in self.criteria]
        if len(set(keys)) != len(keys):
            raise ValueError("指标的 key 有重复")
        if (total := sum((number(one.weight) for one in self.weighed), Fraction())) != WHOLE:
            raise ValueError(f"各项分值合计 {float(total):g}，须为 {WHOLE}（加分、扣分、否决项不计）")
        marks = [one.from_ for one in self.grades]
        if marks != sorted(marks, reverse=True):
            raise ValueError("等级须由高到低")
        return self

    @property
    def criteria(self) -> list[CriterionShape]:
        """Every criterion in order."""
        return [one for area in self.areas for one in area.criteria]

    @property
    def weighed(self) -> list[CriterionShape]:
        """Those that make up the hundred points."""
        return [one for one in self.criteria if one.kind not in BESIDE]

    def criterion(self, key: str) -> CriterionShape:
        """The criterion of that key."""
        return next(one for one in self.criteria if one.key == key)


class PracticeShape(SourcedShape):
    """`practice.yaml`: what is no criterion, and the usual grades."""

    no_criteria: list[str]
    grades: list[GradeShape]


def number(value: Any) -> Fraction:
    """Exactly the number that is written: 0.1 is a tenth."""
    return Fraction(str(value))


@rulebook.schema(TOPIC)
def check_assessments(document: MarkedDocument) -> Iterable[Issue]:
    """Every file but the practice is one library."""
    name = document.file.rsplit("/", 1)[-1].removesuffix(".yaml")
    yield from faults(document, **{name: PracticeShape if name == PRACTICE else SchemeShape})


def practice(division: str | None) -> PracticeShape:
    """The county's practice."""
    return PracticeShape.model_validate(plain(rulebook.load(TOPIC, PRACTICE, division=division)))


def shipped(division: str | None) -> dict[str, SchemeShape]:
    """The libraries of the rulebook by name."""
    names = [name for name in rulebook.names(TOPIC, division) if name != PRACTICE]
    return {name: SchemeShape.model_validate(plain(rulebook.load(TOPIC, name, division=division))) for name in names}


def scheme_of(content: Mapping[str, Any]) -> SchemeShape:
    """A library that was kept as JSON; `Refused` says what does not fit."""
    try:
        return SchemeShape.model_validate(content, strict=False)
    except ValidationError as fault:
        raise Refused("；".join(_told(fault)), remedy="请改正评价标准后重新装入") from fault


def written(scheme: SchemeShape) -> dict[str, Any]:
    """The library as JSON."""
    return scheme.model_dump(mode="json", by_alias=True)


def _told(fault: ValidationError) -> Iterator[str]:
    for error in fault.errors():
        yield str(error.get("ctx", {}).get("error") or f"{'.'.join(map(str, error['loc']))} {error['msg']}")


def not_a_criterion(label: str, division: str | None) -> str:
    """The word for which this is no criterion (批示, number of meetings, photos); empty where there is none."""
    return next((word for word in practice(division).no_criteria if word in label), "")
