"""The fields of the patent database, from `rulebook/…/search/fields.yaml`: their codes, kinds and words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from typing import Literal

from qiangxian.kernel import rulebook
from qiangxian.kernel.marked_yaml import Issue, MarkedDocument
from qiangxian.kernel.shapes import Shape, faults

from .folding import fold

Kind = Literal["text", "number", "class", "division", "choice", "day"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field: `codes` are what it is asked by; `choices` the values each folded word of a choice means;
    `together` the fields a name for several stands for."""

    key: str
    label: str
    codes: tuple[str, ...]
    kind: Kind
    weight: float = 1.0
    private: bool = False
    choices: Mapping[str, tuple[str, ...]] | None = None
    together: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The fields it looks into: itself, or those it stands for."""
        return self.together or (self.key,)

    def words(self, value: str) -> str:
        """The first word of a value of a choice; the value itself where it has none."""
        return next((word for word, meant in (self.choices or {}).items() if meant == (value,)), value)


@dataclass(frozen=True)
class Fields:
    """All fields, with those a bare term and the simple box look into; `typed`: what they are asked by, as printed."""

    by_key: Mapping[str, Field]
    typed: tuple[tuple[str, Field], ...]
    default: tuple[Field, ...]
    simple: tuple[Field, ...]

    @cached_property
    def _by_code(self) -> Mapping[str, Field]:
        return {_bare(code): field for code, field in self.typed}

    def named(self, code: str) -> Field | None:
        """The field a code asks for, in any width and case, with or without its brackets."""
        return self._by_code.get(_bare(code))

    def joined(self, fields: Sequence[Field]) -> Field:
        """Several fields of words as one."""
        keys = tuple(dict.fromkeys(key for field in fields for key in field.keys))
        private = any(self.by_key[key].private for key in keys)
        label = "或".join(self.by_key[key].label for key in keys)
        return Field("", label, (), "text", private=private, together=keys)

    @property
    def texts(self) -> tuple[Field, ...]:
        """Fields of words."""
        return tuple(field for field in self.by_key.values() if field.kind == "text")

    @property
    def coded(self) -> tuple[Field, ...]:
        """Fields of numbers, classes, areas and choices."""
        return tuple(field for field in self.by_key.values() if field.kind not in ("text", "day"))

    @property
    def days(self) -> tuple[Field, ...]:
        """Fields of days."""
        return tuple(field for field in self.by_key.values() if field.kind == "day")


@cache
def load_fields() -> Fields:
    """The fields, read once."""
    data = rulebook.load("search", "fields", division=None)
    by_key = {key: _field(key, entry, data) for key, entry in data["fields"].items()}
    typed = [(code, field) for field in by_key.values() for code in (*field.codes, field.label)]
    named = [tuple(by_key[key] for key in data[group]) for group in ("default", "simple")]
    found = Fields(by_key, tuple(typed), *named)
    several = [
        (code, found.joined([by_key[key] for key in one["of"]])) for one in data["together"] for code in one["codes"]
    ]
    return replace(found, typed=(*typed, *several))


def _bare(code: str) -> str:
    return re.sub(r"[()]", "", fold(code))


@cache
def limit(name: str) -> int:
    """A bound of one question, by its name in the rulebook."""
    return int(rulebook.load("search", "fields", division=None)["limits"][name])


def _field(key: str, entry: Mapping[str, object], data: Mapping[str, Mapping[str, object]]) -> Field:
    shape = FieldShape.model_validate({**entry, "codes": list(entry["codes"])})  # type: ignore[call-overload]
    choices = _choices(key, shape, data) if shape.kind == "choice" else None
    return Field(key, shape.label, tuple(shape.codes), shape.kind, shape.weight, shape.private, choices)


def _choices(key: str, shape: FieldShape, data: Mapping[str, Mapping[str, object]]) -> Mapping[str, tuple[str, ...]]:
    """Folded words with the values they mean: the words of each value, the value's own code, and words for several."""
    given: Mapping[str, Iterable[str]] = data["choices"].get(key, {})  # type: ignore[assignment]
    if shape.vocabulary:
        given = {str(row["code"]): (row["name"],) for row in rulebook.rows("search", shape.vocabulary, division=None)}
    found = {fold(word): (value,) for value, words in given.items() for word in words}
    found |= {fold(value): (value,) for value in given if fold(value) not in found}
    groups: Mapping[str, Iterable[str]] = data["groups"].get(key, {})  # type: ignore[assignment]
    return found | {fold(word): tuple(values) for word, values in groups.items()}


class FieldShape(Shape):
    """One field as it stands in the file."""

    label: str
    codes: list[str]
    kind: Kind
    weight: float | int = 1
    private: bool = False
    vocabulary: str = ""


class TogetherShape(Shape):
    """A name for several fields of words."""

    codes: list[str]
    of: list[str]


class FieldsShape(Shape):
    """`search/fields.yaml`."""

    source: str
    checked: date
    default: list[str]
    simple: list[str]
    fields: dict[str, FieldShape]
    together: list[TogetherShape]
    choices: dict[str, dict[str, list[str]]]
    groups: dict[str, dict[str, list[str]]]
    limits: dict[str, int]


@rulebook.schema("search")
def check_fields(document: MarkedDocument) -> Iterable[Issue]:
    """Every field has a label, a kind and codes no other field has."""
    yield from faults(document, fields=FieldsShape)
    seen: dict[str, str] = {}
    for key, entry in document.value.get("fields", {}).items():
        for code in entry.get("codes", ()):
            if seen.setdefault(fold(str(code)), key) != key:
                yield document.issue(f"字段代码 {code} 同时属于 {seen[fold(str(code))]} 和 {key}", "fields", key)
