"""The series that are reported, not counted, as the rulebook lists them (`figures/series.yaml`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from qiangxian.kernel import rulebook
from qiangxian.kernel.errors import NotFound

TOPIC, FILE = "figures", "series"


@dataclass(frozen=True)
class SeriesPart:
    """One figure of a series; the code of a series with a single figure is empty."""

    code: str
    label: str
    unit: str


@dataclass(frozen=True)
class Series:
    """A series: what it measures, how often, who reports it and what proves it; `indicator` counts it."""

    code: str
    label: str
    kind: str
    period: str
    reporter: str
    evidence: str
    has_vintage: bool
    indicator: str
    parts: tuple[SeriesPart, ...]

    def part(self, code: str) -> SeriesPart:
        """The part of that code; `NotFound` lists those there are."""
        for one in self.parts:
            if one.code == code:
                return one
        raise NotFound(f"“{self.label}”没有分项 {code}", remedy="可选：" + "、".join(one.label for one in self.parts))


def all_series(division: str | None) -> tuple[Series, ...]:
    """Every series, in the order of the rulebook."""
    listed = rulebook.load(TOPIC, FILE, division=division)["series"]
    return tuple(_series(code, raw) for code, raw in listed.items())


def find_series(code: str, division: str | None) -> Series:
    """The series of that code; `NotFound` otherwise."""
    for one in all_series(division):
        if one.code == code:
            return one
    raise NotFound(f"没有上报序列 {code}", remedy="请从上报数据目录中选择")


def _series(code: str, raw: Mapping[str, Any]) -> Series:
    parts = raw.get("parts") or {"": {"label": raw["label"], "unit": raw["unit"]}}
    return Series(
        code=code,
        label=raw["label"],
        kind=raw["kind"],
        period=raw["period"],
        reporter=raw["reporter"],
        evidence=raw["evidence"],
        has_vintage=bool(raw.get("vintage")),
        indicator=raw["indicator"],
        parts=tuple(SeriesPart(name, one["label"], one["unit"]) for name, one in parts.items()),
    )
