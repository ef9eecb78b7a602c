"""The series that are reported, not counted, as the rulebook lists them (`figures/series.yaml`)."""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from qiangxian.kernel import rulebook
from qiangxian.kernel.errors import NotFound
from qiangxian.kernel.marked_yaml import Issue, MarkedDocument
from qiangxian.kernel.shapes import Shape, faults, plain

TOPIC, FILE = "figures", "series"


class SeriesPart(Shape):
    """One figure of a series; the code of a series with a single figure is empty."""

    code: str = ""
    label: str
    unit: str


class Series(Shape):
    """A series: what it measures, how often, who reports it and what proves it; `indicator` counts it. Of a single figure its unit
    stands beside its label, else each part has its own."""

    code: str = ""
    label: str
    kind: Literal["stock", "flow", "survey"]
    period: str
    reporter: str
    evidence: str
    has_vintage: bool = Field(False, alias="vintage")
    indicator: str
    unit: str = ""
    named: dict[str, SeriesPart] = Field({}, alias="parts")

    @property
    def parts(self) -> tuple[SeriesPart, ...]:
        """Its figures, in the order of the rulebook."""
        held = self.named or {"": SeriesPart(label=self.label, unit=self.unit)}
        return tuple(one.model_copy(update={"code": code}) for code, one in held.items())

    def part(self, code: str) -> SeriesPart:
        """The part of that code; `NotFound` lists those there are."""
        for one in self.parts:
            if one.code == code:
                return one
        raise NotFound(f"“{self.label}”没有分项 {code}", remedy="可选：" + "、".join(one.label for one in self.parts))


class CatalogueShape(Shape):
    """The whole file; `periods`: how a period is called."""

    label: str
    periods: dict[str, str]
    series: dict[str, Series]


@rulebook.schema(TOPIC)
def check_catalogue(document: MarkedDocument) -> Iterator[Issue]:
    """The shape of the file."""
    return faults(document, series=CatalogueShape)


def all_series(division: str | None) -> tuple[Series, ...]:
    """Every series, in the order of the rulebook."""
    catalogue = CatalogueShape.model_validate(plain(rulebook.load(TOPIC, FILE, division=division)))
    return tuple(one.model_copy(update={"code": code}) for code, one in catalogue.series.items())


def find_series(code: str, division: str | None) -> Series:
    """The series of that code; `NotFound` otherwise."""
    for one in all_series(division):
        if one.code == code:
            return one
    raise NotFound(f"没有上报序列 {code}", remedy="请从上报数据目录中选择")
