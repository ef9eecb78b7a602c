"""Targets as somebody types them: one line a criterion, `有效注册商标总量：1200（基期 1080）`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from qiangxian.kernel.errors import Refused

from .shapes import AIMED, SchemeShape

LINE = re.compile(r"(.+?)[:=]\s*(-?[\d.]+)?\s*(?:%|[^\d()]{0,8})?\s*(?:\(基期\s*(-?[\d.]+)[^)]*\))?\s*")


def with_targets(scheme: SchemeShape, text: str) -> SchemeShape:
    """The library with these targets and bases; a line that cannot be read is refused with its number."""
    found = dict(_read(scheme, text))
    areas = [
        area.model_copy(update={"criteria": [one.model_copy(update=found.get(one.key, {})) for one in area.criteria]})
        for area in scheme.areas
    ]
    return scheme.model_copy(update={"areas": areas})


def lines_of(scheme: SchemeShape) -> str:
    """The lines to begin with: what has a target, with what stands already."""
    rows = []
    for one in scheme.criteria:
        if one.kind in AIMED:
            base = f"（基期 {one.base:g}）" if one.base is not None else ""
            rows.append(f"{one.label}：{'' if one.target is None else f'{one.target:g}'}{base}")
    return "\n".join(rows)


def _read(scheme: SchemeShape, text: str) -> Iterable[tuple[str, dict[str, float | None]]]:
    labels = {_folded(name): one for one in scheme.criteria if one.kind in AIMED for name in (one.label, one.key)}
    for place, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        read = LINE.fullmatch(_folded(line))
        if read is None:
            raise Refused(
                "这一行不是目标值", row=place, value=line, remedy="请写成“指标：目标值”，有基期的加“（基期 数值）”"
            )
        criterion = labels.get(read[1].strip())
        if criterion is None:
            raise Refused(
                "评价标准中没有这项指标，或它不以目标值计分", row=place, value=read[1], remedy="请按列出的名称填写"
            )
        yield criterion.key, {"target": _number(read[2], place), "base": _number(read[3], place)}


def _number(text: str | None, place: int) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        raise Refused("不是数字", row=place, value=text, remedy="目标值只写数字") from None


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()
