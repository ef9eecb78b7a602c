"""Shapes of rule files. A kind of file is declared once, as a pydantic model beside what reads it; a file that has another shape
is told at its line, with what stands there and what is expected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from .marked_yaml import Issue, MarkedDocument, YamlPath

T = TypeVar("T")
NATIONAL = "national/"
LACKING = "缺少"


class Shape(BaseModel):
    """A mapping with these keys and no other; values are of the very type that is named."""

    model_config = ConfigDict(extra="forbid", strict=True)


class SourcedShape(Shape):
    """A whole file that says what it is, where it is from and when somebody checked it."""

    label: str
    source: str
    checked: date


class DatedShape(Shape, Generic[T]):
    """One value of a parameter, with the day it begins, its source and the day somebody checked it."""

    from_: date = Field(alias="from")
    value: T
    source: str
    checked: date
    note: str = ""


def faults(document: MarkedDocument, **shapes: Any) -> Iterator[Issue]:
    """Where the file differs from the shape declared under its name (`rules=Rules` for `rules.yaml`); files of other names are
    left alone. The file of a narrower place is laid over the national one and may leave out what does not differ."""
    shape = shapes.get(Path(document.file).stem)
    if shape is None:
        return
    lays_over = len(Path(document.file).parts) > 2 and not document.file.startswith(NATIONAL)
    for issue in faults_at(document, document.value, shape):
        if not (lays_over and issue.message.startswith(LACKING)):
            yield issue


def faults_at(document: MarkedDocument, value: Any, shape: Any, *path: str | int) -> Iterator[Issue]:
    """The same for the part of a file under `path`. What several keys lack at one place is told once, and of several shapes a
    value could have had the first."""
    try:
        TypeAdapter(shape).validate_python(plain(value))
    except ValidationError as fault:
        missing: dict[YamlPath, list[str]] = {}
        told: dict[YamlPath, str] = {}
        for error in fault.errors():
            place = _place(document, path, error["loc"])
            if error["type"] == "missing":
                missing.setdefault(place, []).append(str(error["loc"][-1]))
            else:
                told.setdefault(place, _words(_named(place), error))
        lacking = {place: f"{LACKING} {'、'.join(sorted(names))}" for place, names in missing.items()}
        deepest = [one for one in told if not any(one == other[: len(one)] != other for other in (*told, *lacking))]
        yield from (document.issue(told[place], *place) for place in deepest)
        yield from (document.issue(words, *place) for place, words in lacking.items())


def _place(document: MarkedDocument, path: YamlPath, found: YamlPath) -> YamlPath:
    """The part of a place that stands in the file: not what is missing, nor which of several shapes was tried."""
    for part in found:
        path = (*path, part) if document.has(*path, part) else path
    return path


def _named(place: YamlPath) -> str:
    """The last key of a place; an entry of a list goes by the name of the list."""
    return next((part for part in reversed(place) if isinstance(part, str)), "文件")


def plain(value: Any) -> Any:
    """As pydantic reads it: mappings and lists that can be changed."""
    if isinstance(value, Mapping):
        return {key: plain(inner) for key, inner in value.items()}
    return [plain(inner) for inner in value] if isinstance(value, tuple) else value


EXPECTED = {
    "string_type": "须为文字（数字请加引号）",
    "int_type": "须为整数",
    "float_type": "须为数字",
    "bool_type": "须为 true 或 false",
    "date_type": "须为日期，如 2025-12-31",
    "list_type": "须为列表，如 [甲, 乙]",
    "dict_type": "须为键值表",
    "model_type": "须为键值表",
}


def _words(name: str, error: ErrorDetails) -> str:
    """What is wrong and what is expected, in words."""
    about = error.get("ctx", {})
    if error["type"] == "extra_forbidden":
        return f"不认识的键 {name}，请核对写法"
    if error["type"] in ("literal_error", "enum"):
        return (
            f"{name} 须为 {about['expected']} 之一，写的是 {error['input']}".replace("'", "")
            .replace(" or ", "、")
            .replace(", ", "、")
        )
    if error["type"] == "greater_than_equal":
        return f"{name} 须不小于 {about['ge']}"
    if error["type"] == "too_short":
        return f"{name} 须至少有 {about['min_length']} 项"
    if error["type"] == "value_error":
        return str(about["error"])
    return f"{name} {EXPECTED.get(error['type'], '写法不对：' + error['msg'])}"
