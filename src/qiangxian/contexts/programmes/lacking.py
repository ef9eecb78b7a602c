"""Which fact is missing where a figure has no value: by its name, and where somebody enters it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from qiangxian.contexts.indicators import readers as indicators
from qiangxian.contexts.indicators.types import Figure
from qiangxian.contexts.registers.reported.catalogue import find_series
from qiangxian.contexts.registers.types import RecordKind
from qiangxian.engines.metrics.definitions import Definition
from qiangxian.engines.metrics.measures import find_measure
from qiangxian.kernel.asof import AsOf

LAST_OF_YEAR = (12, 31)


@dataclass(frozen=True)
class Lacking:
    """One fact that is not there: how it is called, and whether it is reported (`kind` figure, `key` its series) or a register
    (`kind` register, `key` what it keeps)."""

    words: str
    kind: str
    key: str


def lacking(figure: Figure | None) -> tuple[Lacking, ...]:
    """The facts without which the figure has no value, each once; none where it has one."""
    if figure is None or figure.value is not None:
        return ()
    codes = [part.indicator for part in figure.parts if part.indicator and part.value is None]
    asked = figure.as_of.effective
    leaves = [indicators.definition(code, on=asked, division=figure.division) for code in codes] or [figure.definition]
    found = [one for leaf in leaves for one in _of(leaf, figure.division, figure.as_of)]
    return tuple(dict.fromkeys(found))


def _of(definition: Definition, division: str, as_of: AsOf) -> Iterator[Lacking]:
    """What one counted indicator stands on."""
    if definition.terms:
        yield Lacking(definition.label, "indicator", definition.code)
        return
    kinds = find_measure(definition.measure).registers
    if RecordKind.FIGURE in kinds and (code := str(definition.filters.get("series") or "")):
        series = find_series(code, division)
        yield Lacking(_when(series.kind, series.period, as_of.effective) + series.label, "figure", code)
        return
    for kind in kinds:
        yield Lacking(f"“{RecordKind(kind).label}”台账的数据齐全截至", "register", kind)


def _when(kind: str, period: str, day: date) -> str:
    """`2025年末`: the newest year end a stock is published for; a flow or a survey of a year: `2025年`."""
    if period != "year":
        return ""
    year = day.year if (day.month, day.day) == LAST_OF_YEAR else day.year - 1
    return f"{year}年末" if kind == "stock" else f"{year}年"
