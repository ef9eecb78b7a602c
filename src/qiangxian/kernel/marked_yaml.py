"""YAML that remembers its lines, cannot be changed after reading, and reads words as words.

Three differences from plain PyYAML, each against a mistake that happens in rule files: a key given twice is refused;
`on`, `off`, `yes`, `no` stay words and `0101` stays text (as in YAML 1.2), so codes keep their zeros; mappings and
lists come back read-only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

YamlPath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Issue:
    """One fault of a rule file, with the place to mend."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


@dataclass(frozen=True, slots=True)
class MarkedDocument:
    """A rule file as read: `file` relative to the rulebook, read-only `value`, and the line of every path in it."""

    file: str
    value: Any
    lines: Mapping[YamlPath, int]

    def line(self, *path: str | int) -> int:
        """The line of the value under `path`, or of its nearest parent that is there; 1 for the document."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def has(self, *path: str | int) -> bool:
        """Whether the path stands in this very file."""
        return path in self.lines

    def issue(self, message: str, *path: str | int) -> Issue:
        """A fault at `path`."""
        return Issue(self.file, self.line(*path), message)


class MarkedYamlError(Exception):
    """The file cannot be read; `issue` tells where."""

    def __init__(self, issue: Issue) -> None:
        super().__init__(str(issue))
        self.issue = issue


class _Loader(yaml.CSafeLoader):
    """The safe loader with the plain-word rules of YAML 1.2."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag.endswith((":null", ":timestamp", ":merge", ":float"))]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?(?:0|[1-9][0-9_]*)$"), list("-+0123456789"))


def read_marked(path: Path, shown_as: str) -> MarkedDocument:
    """Read one YAML file. `MarkedYamlError` names `shown_as` and the line where it is no YAML or a key stands twice."""
    loader = _Loader(path.read_text(encoding="utf-8"))
    try:
        node = loader.get_single_node()
        lines: dict[YamlPath, int] = {}
        value = None if node is None else _build(loader, node, (), lines, shown_as)
    except yaml.MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else 1
        raise MarkedYamlError(Issue(shown_as, line, f"不是有效的 YAML：{fault.problem}")) from fault
    finally:
        loader.dispose()
    return MarkedDocument(shown_as, value, MappingProxyType(lines))


def _build(loader: _Loader, node: yaml.Node, path: YamlPath, lines: dict[YamlPath, int], shown_as: str) -> Any:
    lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return _build_mapping(loader, node, path, lines, shown_as)
    if isinstance(node, yaml.SequenceNode):
        children = enumerate(node.value)
        return tuple(_build(loader, child, (*path, place), lines, shown_as) for place, child in children)
    try:
        return loader.construct_object(node)
    except ValueError as fault:  # a day that is not in the calendar, such as 2023-02-30
        raise MarkedYamlError(Issue(shown_as, lines[path], f"无法读取的值：{node.value}")) from fault


def _build_mapping(
    loader: _Loader, node: yaml.MappingNode, path: YamlPath, lines: dict[YamlPath, int], shown_as: str
) -> Mapping[Any, Any]:
    loader.flatten_mapping(node)
    result: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node)
        if key in result:
            raise MarkedYamlError(Issue(shown_as, key_node.start_mark.line + 1, f"键“{key}”出现了两次"))
        result[key] = _build(loader, value_node, (*path, key), lines, shown_as)
        lines[(*path, key)] = key_node.start_mark.line + 1
    return MappingProxyType(result)
