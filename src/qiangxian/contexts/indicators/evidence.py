"""Figures as evidence: as they were computed on a day, with the records behind them and the calculation."""

from typing import Any

from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.evidence import Frozen, evidence_source

from . import readers
from .bulletin_files import shown
from .lists import MOST_REASONS
from .sheets import sheet
from .types import Figure

COLUMNS = ("编号", "名称", "计入的依据")


def _offered(_actor: Actor, division: str, as_of: AsOf) -> list[tuple[str, str]]:
    listed = readers.available(on=as_of.effective, division=division)
    return [(one.code, f"{one.number} {one.label}") for one in listed]


def frozen_figure(label: str, figure: Figure) -> Frozen:
    """The figure under that name, in whatever readings it was asked."""
    told = sheet(figure)
    official = readers.official(figure)
    words = [f"{label}：{shown(figure.value)}{figure.definition.unit if figure.value is not None else ''}"]
    words += [f"计算口径：{figure.sentence}（定义第 {figure.definition.version} 版）"]
    words += [f"上级公布：{shown(official.value)}{official.unit}（{official.source}）"] if official else []
    words += [f"数据截至 {figure.as_of}；校验码 {figure.digest}"]
    rows = tuple((row["key"], row["label"], _reasons(row["because"])) for row in _records(told))
    return Frozen(
        f"{label}（{figure.as_of}）", "系统测算", figure.as_of.effective, None, tuple(words), COLUMNS, rows, told
    )


def _reasons(because: list[str]) -> str:
    """The first of them; the calculation has all."""
    left = f"；共 {len(because)} 项" if len(because) > MOST_REASONS else ""
    return "；".join(because[:MOST_REASONS]) + left


def _records(told: dict[str, Any]) -> list[dict[str, Any]]:
    """Those of the figure, of a ratio or a sum of its terms, each once."""
    found = {(row["kind"], row["key"], row["label"]): row for row in told.get("records", [])}
    for term in told.get("terms", {}).values():
        found |= {(row["kind"], row["key"], row["label"]): row for row in _records(term)}
    return list(found.values())


@evidence_source("observation", label="统计指标", offered=_offered)
def freeze(_actor: Actor, division: str, as_of: AsOf, key: str) -> Frozen:
    """An indicator in its default reading."""
    figure = readers.evaluate(division=division, indicator=key, as_of=as_of)
    return frozen_figure(figure.definition.label, figure)
