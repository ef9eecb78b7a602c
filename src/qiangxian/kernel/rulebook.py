"""The one loader of the rulebook: content as data, by place, topic and name.

Files stand at `rulebook/<place>/<topic>/<name>.yaml` (or `.csv` for long code lists). `places.yaml` says which folder
belongs to which division prefix; for Wugang the chain is wugang, henan, national.

Narrowest place wins, key by key: a mapping of a narrower place is laid over the wider one, mappings inside mappings
likewise; any other value, lists included, is replaced whole. A county therefore writes only what differs.

A value that changes in time is a list of `{from: day, value: …, source: …, checked: day}`, oldest first, read with
`parameter()`, which cannot be asked without a day. Results are cached and read-only.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from qiangxian.kernel.errors import DomainError
from qiangxian.kernel.marked_yaml import Issue, MarkedDocument, MarkedYamlError, YamlPath, read_marked
from qiangxian.kernel.registry import Registry
from qiangxian.kernel.shapes import Shape, faults

Row = Mapping[str, str]
SchemaCheck = Callable[[MarkedDocument], Iterable[Issue]]

SCHEMAS: Registry[SchemaCheck] = Registry("规则库栏目")


MEND_THE_RULES = "请在规则库的这个文件中补上或改正，再运行 qiangxian rulebook check"


class RulebookError(DomainError):
    """A rule is missing or cannot be read; `where` names file and line."""

    def __init__(self, message: str, *, remedy: str = MEND_THE_RULES, where: str = "") -> None:
        super().__init__(message, remedy=remedy, where=where)


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A value with its first day, its source, the day somebody last compared it, and file:line."""

    value: Any
    from_date: date
    source: str
    checked: date | None
    note: str
    where: str


@dataclass(frozen=True, slots=True)
class DatedParameter:
    """A parameter with all values it ever had. `path` are the keys within the file; `labels` names those keys whose
    mapping carries a `label`, and `file_label` is the file's own."""

    topic: str
    file: str
    file_label: str
    path: tuple[str, ...]
    labels: Mapping[str, str]
    history: tuple[DatedValue, ...]


def schema(topic: str) -> Callable[[SchemaCheck], SchemaCheck]:
    """Register the function that checks every YAML file of a topic; it yields the faults it finds."""

    return SCHEMAS.adding(topic, lambda check: check)


class Rulebook:
    """The rules under one folder; the product has one (`RULEBOOK`), a test makes its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._document = lru_cache(maxsize=None)(self._read_document)
        self._merge = lru_cache(maxsize=None)(self._merge_places)
        self._history = lru_cache(maxsize=None)(self._read_history)
        self._holding = lru_cache(maxsize=None)(self._find_places)
        self._rows = lru_cache(maxsize=None)(self._read_rows)
        self._digests = lru_cache(maxsize=1)(self._digest_files)
        self._names = lru_cache(maxsize=None)(self._find_names)

    # -- reading ----------------------------------------------------------------------------------------------------
    def load(self, topic: str, name: str, *, division: str | None) -> Mapping[str, Any]:
        """The mapping in `<topic>/<name>.yaml` as it holds for the division (`None`: the national rules alone)."""
        value = self._merge(topic, name, self.places(division))
        if not isinstance(value, Mapping):
            raise RulebookError(f"{topic}/{name} 不是键值表", where=self.where(topic, name, division=division))
        return value

    def entries(self, topic: str, name: str, *, division: str | None) -> tuple[Any, ...]:
        """The list in `<topic>/<name>.yaml` of the narrowest place that has one."""
        value = self._merge(topic, name, self.places(division))
        if not isinstance(value, tuple):
            raise RulebookError(f"{topic}/{name} 不是列表", where=self.where(topic, name, division=division))
        return value

    def names(self, topic: str, division: str | None) -> tuple[str, ...]:
        """The names of all YAML files of the topic that hold for the division, sorted."""
        return self._names(topic, self.places(division))

    def _find_names(self, topic: str, places: tuple[str, ...]) -> tuple[str, ...]:
        folders = [self.root / place / topic for place in places]
        return tuple(sorted({file.stem for folder in folders for file in folder.glob("*.yaml")}))

    def parameter(self, topic: str, name: str, on: date, division: str | None) -> Any:
        """The value in force on the day; `name` is `file` or `file.key.key`. Before its first day it is an error."""
        return self.dated(topic, name, on, division).value

    def dated(self, topic: str, name: str, on: date, division: str | None) -> DatedValue:
        """As `parameter`, with source, day last checked and place, for the note beside a figure."""
        held = [entry for entry in self.history(topic, name, division) if entry.from_date <= on]
        if not held:
            file, *keys = name.split(".")
            place = self.where(topic, file, *keys, division=division)
            raise RulebookError(f"参数 {topic}/{name} 在 {on.isoformat()} 尚无规定", where=place)
        return held[-1]

    def history(self, topic: str, name: str, division: str | None) -> tuple[DatedValue, ...]:
        """All values the parameter ever had, oldest first."""
        return self._history(topic, name, self.places(division))

    def dated_parameters(self, division: str | None) -> Iterable[DatedParameter]:
        """Every parameter that is given by date, topic by topic, in the order of the files."""
        for topic in sorted(
            {file.parent.name for place in self.places(division) for file in self.root.glob(f"{place}/*/*.yaml")}
        ):
            for name in self.names(topic, division):
                value = self._merge(topic, name, self.places(division))
                label = value.get("label", "") if isinstance(value, Mapping) else ""
                for path, labels in _dated_paths(value, (), {}):
                    key = ".".join((name, *path))
                    yield DatedParameter(topic, name, str(label), path, labels, self.history(topic, key, division))

    def rows(self, topic: str, name: str, *, division: str | None) -> tuple[Row, ...]:
        """The rows of `<topic>/<name>.csv` of every place in the chain, widest first, under their header names."""
        return self._rows_of(self.places(division)[::-1], topic, name)

    def rows_of_all_places(self, topic: str, name: str) -> tuple[Row, ...]:
        """The rows of that file of every place there is, for lists that name something unique in the country."""
        return self._rows_of(tuple(self._document("places.yaml").value), topic, name)

    def _rows_of(self, places: tuple[str, ...], topic: str, name: str) -> tuple[Row, ...]:
        files = [file for place in places if (file := self.root / place / topic / f"{name}.csv").is_file()]
        if not files:
            raise RulebookError(f"规则库中没有 {topic}/{name}.csv", where=f"{self.root.name}/*/{topic}")
        return tuple(row for file in files for row in self._rows(file))

    def where(self, topic: str, name: str, *path: str | int, division: str | None) -> str:
        """`file:line` of the narrowest place that gives the value."""
        return self._place_of(self._documents(topic, name, self.places(division)), path)

    # -- places -----------------------------------------------------------------------------------------------------
    def places(self, division: str | None) -> tuple[str, ...]:
        """The folders that hold for a division code, narrowest first."""
        return self._holding(division or "")

    def _find_places(self, code: str) -> tuple[str, ...]:
        prefixes = {place: str(entry["prefix"]) for place, entry in self._document("places.yaml").value.items()}
        holding = [place for place, prefix in prefixes.items() if code.startswith(prefix)]
        return tuple(sorted(holding, key=lambda place: -len(prefixes[place])))

    # -- checking ---------------------------------------------------------------------------------------------------
    def validate_all(self) -> list[Issue]:
        """Every fault of every file: unreadable YAML, undated or unsourced values, what a topic's schema finds."""
        yaml_files = sorted(self.root.rglob("*.yaml"))
        csv_files = sorted(self.root.rglob("*.csv"))
        issues = [issue for file in yaml_files for issue in self._validate_yaml(self._shown(file))]
        return issues + [issue for file in csv_files for issue in _csv_issues(file, self._shown(file))]

    def _validate_yaml(self, shown: str) -> list[Issue]:
        try:
            document = read_marked(self.root / shown, shown)
        except MarkedYamlError as fault:
            return [fault.issue]
        check = SCHEMAS.get("/".join(Path(shown).parts[1:-1]))
        return [*_dated_issues(document, document.value, ()), *(check(document) if check else ())]

    # -- what it says, in one number ------------------------------------------------------------------------------------
    def digests(self) -> Mapping[str, str]:
        """The SHA-256 of every file, by its path: what the rules said when a figure was computed."""
        return self._digests(self.root)

    def digest(self) -> str:
        """The SHA-256 of all of them."""
        lines = "".join(f"{path} {one}\n" for path, one in self.digests().items())
        return hashlib.sha256(lines.encode()).hexdigest()

    def _digest_files(self, root: Path) -> Mapping[str, str]:
        files = sorted(file for kind in ("*.yaml", "*.csv") for file in root.rglob(kind))
        return MappingProxyType({self._shown(file): hashlib.sha256(file.read_bytes()).hexdigest() for file in files})

    # -- files ------------------------------------------------------------------------------------------------------
    def _merge_places(self, topic: str, name: str, places: tuple[str, ...]) -> Any:
        value: Any = None
        for document in reversed(self._documents(topic, name, places)):
            value = _laid_over(value, document.value)
        return value

    def _read_history(self, topic: str, name: str, places: tuple[str, ...]) -> tuple[DatedValue, ...]:
        file, *keys = name.split(".")
        entries: Any = self._merge(topic, file, places)
        for key in keys:
            entries = entries.get(key) if isinstance(entries, Mapping) else None
        place = self._place_of(self._documents(topic, file, places), tuple(keys))
        if not _is_dated(entries):
            raise RulebookError(f"参数 {topic}/{name} 不存在或没有按日期给出", where=place)
        return tuple(_dated_value(entry, place) for entry in entries)

    def _place_of(self, documents: list[MarkedDocument], path: YamlPath) -> str:
        holder = next((document for document in documents if document.has(*path)), documents[0])
        return f"{holder.file}:{holder.line(*path)}"

    def _documents(self, topic: str, name: str, places: tuple[str, ...]) -> list[MarkedDocument]:
        files = [f"{place}/{topic}/{name}.yaml" for place in places]
        found = [self._document(file) for file in files if (self.root / file).is_file()]
        if not found:
            raise RulebookError(f"规则库中没有 {topic}/{name}.yaml", where="、".join(files))
        return found

    def _read_document(self, shown: str) -> MarkedDocument:
        try:
            return read_marked(self.root / shown, shown)
        except MarkedYamlError as fault:
            raise RulebookError(fault.issue.message, where=f"{fault.issue.file}:{fault.issue.line}") from fault

    def _read_rows(self, file: Path) -> tuple[Row, ...]:
        with file.open(encoding="utf-8", newline="") as lines:
            body = (line for line in lines if not line.startswith("#"))
            return tuple(MappingProxyType(row) for row in csv.DictReader(body))

    def _shown(self, file: Path) -> str:
        return file.relative_to(self.root).as_posix()


def _laid_over(wider: Any, narrower: Any) -> Any:
    if isinstance(wider, Mapping) and isinstance(narrower, Mapping):
        merged = {key: _laid_over(wider.get(key), value) for key, value in narrower.items()}
        return MappingProxyType({**wider, **merged})
    return narrower


def _is_dated(value: Any) -> bool:
    """A list whose entries carry both `from` and `value` is a history of one parameter."""
    entries = value if isinstance(value, tuple) else ()
    return any(isinstance(entry, Mapping) and {"from", "value"} <= entry.keys() for entry in entries)


def _dated_paths(
    value: Any, path: tuple[str, ...], labels: Mapping[str, str]
) -> Iterable[tuple[tuple[str, ...], Mapping[str, str]]]:
    """The places of all histories below the value; a mapping's own `label` names the key under which it stands."""
    if _is_dated(value):
        yield path, labels
    elif isinstance(value, Mapping):
        named = {**labels, path[-1]: str(value["label"])} if path and "label" in value else labels
        for key, inner in value.items():
            yield from _dated_paths(inner, (*path, str(key)), named)


def _dated_value(entry: Mapping[str, Any], where: str) -> DatedValue:
    return DatedValue(
        entry["value"], entry["from"], str(entry["source"]), entry.get("checked"), str(entry.get("note", "")), where
    )


def _dated_issues(document: MarkedDocument, value: Any, path: YamlPath) -> list[Issue]:
    if _is_dated(value):
        return _history_issues(document, value, path)
    if isinstance(value, Mapping):
        return [issue for key, inner in value.items() for issue in _dated_issues(document, inner, (*path, key))]
    return []


def _history_issues(document: MarkedDocument, entries: tuple[Any, ...], path: YamlPath) -> list[Issue]:
    issues, previous, version = [], date.min, None
    for place, entry in enumerate(entries):
        missing = {"from", "value", "source", "checked"} - set(entry if isinstance(entry, Mapping) else ())
        if missing:
            issues.append(document.issue(f"缺少 {'、'.join(sorted(missing))}", *path, place))
        elif type(entry["from"]) is not date or (entry["from"], _is_later(entry, version)) <= (previous, False):
            issues.append(
                document.issue("from 须为日期，且由早到晚排列；更正同一日起的规定须另编 version", *path, place)
            )
        else:
            previous, version = entry["from"], _version(entry)
    return issues


def _version(entry: Mapping[str, Any]) -> str | None:
    held = entry["value"]
    return held.get("version") if isinstance(held, Mapping) else None


def _is_later(entry: Mapping[str, Any], before: str | None) -> bool:
    """Another version than the one before it: it may correct that one from the same day on."""
    return before is not None and _version(entry) not in (None, before)


def _csv_issues(file: Path, shown: str) -> list[Issue]:
    lines = file.read_text(encoding="utf-8").splitlines()
    issues = [] if lines and lines[0].startswith("# source:") else [Issue(shown, 1, "第一行须以 # source: 写明来源")]
    body = [(number, line) for number, line in enumerate(lines, start=1) if not line.startswith("#")]
    widths = [(number, len(next(csv.reader([line]), []))) for number, line in body]
    header = widths[0][1] if widths else 0
    return issues + [Issue(shown, number, "列数与表头不一致") for number, width in widths if width != header]


RULEBOOK = Rulebook(Path(__file__).parent.parent / "rulebook")
load, entries, names = RULEBOOK.load, RULEBOOK.entries, RULEBOOK.names
parameter, dated = RULEBOOK.parameter, RULEBOOK.dated
digests, digest = RULEBOOK.digests, RULEBOOK.digest
rows, validate_all = RULEBOOK.rows, RULEBOOK.validate_all


class PlaceShape(Shape):
    """One folder: which codes lie in it, and how it is called."""

    prefix: str
    label: str


@schema("")
def check_places(document: MarkedDocument) -> Iterable[Issue]:
    """`places.yaml`: every folder has a prefix and a label."""
    return faults(document, places=dict[str, PlaceShape])
