"""Where tables come from, learned from `rulebook/<place>/intake/sources/*.yaml`: how an export is recognised and what its
columns, elements or lines mean. A new export is a new file there, not code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from qiangxian.engines.intake.vocabulary import KINDS, LITERATURE, fold_header
from qiangxian.kernel import rulebook
from qiangxian.kernel.marked_yaml import Issue, MarkedDocument

TOPIC = "intake/sources"
FORMS = ("table", "xml", "lines")
LEFT_OUT = "!"


@dataclass(frozen=True, eq=False)
class SourceForm:
    """One description. `kinds` says for each kind of table how the source is read; `refuse` that it never is;
    `licence` whether what it holds may be shown to everybody (`open`)."""

    name: str
    label: str
    form: str
    headers: frozenset[str] = frozenset()
    roots: frozenset[str] = frozenset()
    namespace: str = ""
    line: re.Pattern[str] | None = None
    share: float = 0.5
    kinds: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    refuse: Mapping[str, str] = field(default_factory=dict)
    licence: str = ""

    @property
    def is_own(self) -> bool:
        """Whether it is a list this product exported."""
        return self.name == OWN

    def field_of(self, kind: str, folded: str) -> str | None:
        """The field a header means in this source alone, `-` where it is to be kept aside."""
        return _headers_of(self, kind).get(folded)


@lru_cache(maxsize=256)
def _headers_of(source: SourceForm, kind: str) -> Mapping[str, str]:
    given = source.kinds.get(kind, {}).get("headers", {})
    return {fold_header(str(header)): name for name, headers in given.items() for header in headers}


@lru_cache(maxsize=8)
def load_sources(division: str | None = None) -> tuple[SourceForm, ...]:
    """All descriptions that hold for a division, those with the most telling recognition first."""
    found = [_source(name, rulebook.load(TOPIC, name, division=division)) for name in rulebook.names(TOPIC, division)]
    return tuple(sorted(found, key=lambda source: (-len(source.headers), source.name)))


def _source(name: str, data: Mapping[str, Any]) -> SourceForm:
    known = data["recognise"]
    return SourceForm(
        name=name,
        label=str(data["label"]),
        form=str(data["form"]),
        licence=str(data.get("licence", "")),
        headers=frozenset(fold_header(str(header)) for header in known.get("headers", ())),
        roots=frozenset(str(root) for root in known.get("roots", ())),
        namespace=str(known.get("namespace", "")),
        line=re.compile(str(known["line"])) if known.get("line") else None,
        share=float(known.get("share", 0.5)),
        kinds=data.get("kinds", {}),
        refuse=data.get("refuse", {}),
    )


OWN, OWN_MARK = "own", "当日状态"


@lru_cache(maxsize=64)
def own_list(kind: str, division: str | None = None) -> SourceForm | None:
    """The list of that kind as this product exports it: columns that are computed are left out, the others stand under the
    names of the list; None where the kind has no list. It is known by its first column and the state of the day."""
    data = rulebook.load("intake", kind, division=division)
    fields, headers = data["fields"], dict[str, list[str]]()
    for key, entry in data.get("columns", {}).items():
        name = str(entry.get("reads", entry.get("field", key)))
        read = name in fields and fields[name].get("table", True)
        field_ = fields.get(name, {})
        label = str(entry.get("label") or field_.get("asked") or field_["label"])
        headers.setdefault(name if read else LEFT_OUT, []).append(label)
    if OWN_MARK not in headers.get(LEFT_OUT, ()):
        return None
    first = next(iter(headers.values()))[0]
    label = f"本系统导出的{data['label']}清单"
    return SourceForm(
        OWN,
        label,
        "table",
        frozenset(map(fold_header, (first, OWN_MARK))),
        kinds={kind: {"headers": headers, "traits": (OWN,)}},
    )


def of_headers(sources: Iterable[SourceForm], kind: str, folded: frozenset[str]) -> SourceForm | None:
    """The table source all of whose telling headers stand in the row; the one with the most of them."""
    return next(
        (s for s in sources if s.form == "table" and s.headers and s.headers <= folded and kind in s.kinds), None
    )


def of_root(sources: Iterable[SourceForm], root: str, namespace: str) -> SourceForm | None:
    """The XML source with that root element; one that names its namespace is preferred."""
    found = [s for s in sources if s.form == "xml" and root in s.roots and s.namespace in namespace]
    return max(found, key=lambda source: len(source.namespace), default=None)


def of_lines(sources: Iterable[SourceForm], lines: list[str]) -> SourceForm | None:
    """The line source whose pattern most of the lines carry."""
    for source in sources:
        if source.form == "lines" and source.line and lines:
            hits = sum(1 for line in lines if source.line.search(line))
            if hits >= source.share * len(lines):
                return source
    return None


@rulebook.schema(TOPIC)
def check_source(document: MarkedDocument) -> Iterable[Issue]:
    """A label, a form, a way to recognise it, known kinds, a source; patterns that compile."""
    data = document.value
    for key in ("label", "form", "recognise", "source"):
        if not data.get(key):
            yield document.issue(f"须写明 {key}")
    if data.get("form") not in FORMS:
        yield document.issue("form 须为 " + "、".join(FORMS), "form")
    if not data.get("kinds") and not data.get("refuse"):
        yield document.issue("须写明 kinds 或 refuse")
    for kind, reading in data.get("kinds", {}).items():
        if kind not in (*KINDS, LITERATURE):
            yield document.issue(f"没有这种登记表 {kind}", "kinds", kind)
        for pattern in reading.get("patterns", ()):
            try:
                re.compile(pattern)
            except re.error as fault:
                yield document.issue(f"模式写错了：{fault}", "kinds", kind, "patterns")
