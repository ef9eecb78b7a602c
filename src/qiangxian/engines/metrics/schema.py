"""The check of every indicator file: what must stand in it, and that its words fit together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from string import Formatter
from typing import Any

from qiangxian.engines.metrics.definitions import FigurePart, Ratio
from qiangxian.engines.metrics.periods import PERIODS
from qiangxian.kernel.marked_yaml import Issue, MarkedDocument, YamlPath
from qiangxian.kernel.rulebook import schema
from qiangxian.kernel.shapes import faults_at

REQUIRED = ("label", "unit", "kind", "direction", "definition")
ALLOWED = {*REQUIRED, "names", "number", "parameters", "parts"}
WORDS = {"kind": ("stock", "flow", "survey"), "direction": ("up", "down")}
VERSION_KEYS = ("version", "formula")
WAYS = ("measure", "ratio", "sum")
PARAMETER_KEYS = ("label", "type", "default", "source")
TYPES = ("integer", "choice", "choices")
MEASURE_CODE = re.compile(r"[a-z]+(?:\.[a-z_]+){2,}")


@schema("indicators")
def check_indicator(document: MarkedDocument) -> Iterable[Issue]:
    """Faults of one file. A place narrower than the country gives only what differs, so only what stands is checked."""
    value = document.value
    if not isinstance(value, Mapping):
        yield document.issue("指标文件须为键值表")
        return
    if document.file.startswith("national/"):
        yield from _missing(document, value, REQUIRED, ())
    for key in value.keys() - ALLOWED:
        yield document.issue(f"指标文件中没有“{key}”这一项", key)
    for key, words in WORDS.items():
        if key in value and value[key] not in words:
            yield document.issue(f"{key} 须为 {'、'.join(words)} 之一", key)
    names = value.get("names", ())
    if not isinstance(names, (tuple, list)) or not all(name and isinstance(name, str) for name in names):
        yield document.issue("names 是方案中的其他叫法，逐个写", "names")
    yield from _version_issues(document, value)
    for name, raw in value.get("parameters", {}).items():
        yield from _parameter_issues(document, raw, ("parameters", name))
    yield from faults_at(document, value.get("parts", {}), dict[str, FigurePart], "parts")
    yield from _period_issues(document, value)


def _missing(
    document: MarkedDocument, value: Mapping[str, Any], keys: Iterable[str], path: YamlPath
) -> Iterable[Issue]:
    for key in keys:
        if key not in value:
            yield document.issue(f"缺少 {key}", *path)


def _version_issues(document: MarkedDocument, value: Mapping[str, Any]) -> Iterable[Issue]:
    seen: set[object] = set()
    for place, entry in enumerate(value.get("definition", ())):
        held = entry.get("value")
        path: YamlPath = ("definition", place)
        if not isinstance(held, Mapping):
            yield document.issue("value 须写明 version、formula 和 measure、ratio、sum 之一", *path)
            continue
        yield from _missing(document, held, VERSION_KEYS, path)
        if held.get("version") in seen:
            yield document.issue(f"版本 {held.get('version')} 出现了两次", *path)
        seen.add(held.get("version"))
        yield from _way_issues(document, held, (*path, "value"))
        if document.file.startswith("national/"):
            asked = _asked_by(str(held.get("version")), value.get("parameters", {}))
            yield from _formula_issues(document, str(held.get("formula", "")), asked, path)


def _way_issues(document: MarkedDocument, held: Mapping[str, Any], path: YamlPath) -> Iterable[Issue]:
    """Exactly one way to the value: a measure that counts, a ratio of two indicators, a sum of several."""
    given = [way for way in WAYS if way in held]
    if len(given) != 1:
        yield document.issue("须有且只有 measure、ratio、sum 之一", *path)
        return
    way, what = given[0], held[given[0]]
    if way == "measure" and not MEASURE_CODE.fullmatch(str(what)):
        yield document.issue("measure 须为带点的计量代码，如 registers.rights.in_force", *path, way)
    if way != "measure" and "filters" in held:
        yield document.issue("filters 只用于 measure", *path, "filters")
    if way == "ratio":
        yield from faults_at(document, what, Ratio, *path, way)
    if way == "sum" and (not isinstance(what, tuple) or len(what) < 2 or len(set(what)) < len(what)):
        yield document.issue("sum 须列出两个以上不同的指标", *path, way)


def _asked_by(version: str, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """The parameters of that version."""
    return {
        name: raw
        for name, raw in parameters.items()
        if not isinstance(raw, Mapping) or version in raw.get("versions", (version,))
    }


def _formula_issues(
    document: MarkedDocument, formula: str, parameters: Mapping[str, Any], path: YamlPath
) -> Iterable[Issue]:
    try:
        named = {name for _, name, _, _ in Formatter().parse(formula) if name is not None}
    except ValueError:
        yield document.issue("formula 的花括号不成对", *path, "value", "formula")
        return
    for name in sorted(named - set(parameters)):
        yield document.issue(f"formula 提到的参数 {name} 没有定义", *path, "value", "formula")
    for name in sorted(set(parameters) - named):
        yield document.issue(f"参数 {name} 没有写进 formula，读者看不到这一口径", *path, "value", "formula")


def _period_issues(document: MarkedDocument, value: Mapping[str, Any]) -> Iterable[Issue]:
    """A flow is counted over a period, so it must say which; a stock has none, a survey brings its own."""
    period = value.get("parameters", {}).get("period")
    if value.get("kind") == "flow" and not isinstance(period, Mapping):
        yield document.issue("流量指标须有参数 period", "kind")
    if value.get("kind") in ("stock", "survey") and period is not None:
        yield document.issue("存量和调查指标没有期间", "parameters", "period")
    unknown = set(period.get("choices", {})) - set(PERIODS) if isinstance(period, Mapping) else set()
    if unknown:
        yield document.issue(f"不认识的期间 {'、'.join(sorted(unknown))}", "parameters", "period", "choices")


def _parameter_issues(document: MarkedDocument, raw: Any, path: YamlPath) -> Iterable[Issue]:
    if not isinstance(raw, Mapping):
        yield document.issue("参数须为键值表", *path)
        return
    if document.file.startswith("national/"):
        yield from _missing(document, raw, PARAMETER_KEYS, path)
    kind = raw.get("type")
    if "type" in raw and kind not in TYPES:
        yield document.issue(f"type 须为 {'、'.join(TYPES)} 之一", *path, "type")
    if kind == "integer" and not _whole(raw.get("default")):
        yield document.issue("default 须为整数", *path, "default")
    if kind in ("choice", "choices"):
        yield from _choice_issues(document, raw, kind, path)


def _choice_issues(document: MarkedDocument, raw: Mapping[str, Any], kind: str, path: YamlPath) -> Iterable[Issue]:
    choices, default = raw.get("choices"), raw.get("default")
    if not isinstance(choices, Mapping) or not choices:
        yield document.issue("须列出 choices", *path)
        return
    chosen = default if kind == "choices" else (default,)
    if not isinstance(chosen, tuple) or not chosen or any(word not in choices for word in chosen):
        yield document.issue("default 不在 choices 之中", *path, "default")


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
