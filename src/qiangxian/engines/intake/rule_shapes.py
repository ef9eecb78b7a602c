"""The shapes of the rule files of intake: the vocabulary of a table, words every table shares, code lists of foreign registers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Literal

from pydantic import model_validator

from qiangxian.kernel.identifiers import VALIDATORS
from qiangxian.kernel.marked_yaml import Issue, MarkedDocument
from qiangxian.kernel.shapes import Shape, SourcedShape, faults

Type = Literal["text", "code", "identifier", "date", "period", "integer", "number", "money", "choice", "flag"]


class VocabularyFieldShape(Shape):
    """One field: label, type, headers under which tables print it, the words of its choices, and where it is asked."""

    label: str
    type: Type = "text"
    headers: list[str] = []
    validator: str = ""
    values: dict[str, list[str]] = {}
    codes: str = ""
    passed: list[str] = []
    ambiguous: dict[str, str] = {}
    separators: list[str] = []
    prefer: list[str] = []
    beside: dict[str, str] = {}
    looks: str = ""
    of: str = ""
    expected: str = ""
    end_of_span: str = ""
    default_unit: str = ""
    length: int = 0
    required: bool = False
    required_by_hand: bool = False
    from_title: bool = False
    below_zero: bool = False
    names: bool = False
    keep_raw: bool = False
    open_ended: bool = False
    personal: bool = False
    table: bool = True
    form: bool = True
    correcting_only: bool = False
    asked: str = ""
    check: str = ""
    takes: str = ""
    blank: str = ""
    hint: str = ""
    note: str = ""
    example: str = ""

    @model_validator(mode="after")
    def _says_what_its_type_needs(self) -> VocabularyFieldShape:
        if (self.validator or self.type == "identifier") and self.validator not in VALIDATORS:
            raise ValueError(f"identifier 须写明 validator：{'、'.join(VALIDATORS)}")
        if self.type == "choice" and not self.values:
            raise ValueError("choice 须写明 values")
        return self


class ListColumnShape(Shape):
    """A column of the list of a register; without a label of its own it has that of its field."""

    label: str = ""
    reads: str = ""
    field: str = ""
    sort: list[str] = []
    number: bool = False
    shown: bool = True


class FilterShape(Shape):
    """A condition of the list of a register, likewise."""

    label: str = ""
    choices: dict[str, str] = {}
    field: str = ""
    begins: bool = False
    day: Literal["", "gte", "lte"] = ""


class VocabularyShape(SourcedShape):
    """The vocabulary of one table, and of the register it fills."""

    place: int | None = None
    unit: str = ""
    missing_hint: str = ""
    empty: str = ""
    order: str = ""
    states: dict[str, str] = {}
    search: list[str] = []
    fields: dict[str, VocabularyFieldShape]
    columns: dict[str, ListColumnShape] = {}
    filters: dict[str, FilterShape] = {}
    settings: dict[str, Any] = {}
    kept_headers: list[str] = []
    require_any: list[str] = []
    take: dict[str, str | list[str]] = {}


class WordsShape(Shape):
    """`words.yaml`: what every table shares."""

    source: str
    checked: date
    blank: list[str]
    open_ended: list[str]
    yes: list[str]
    no: list[str]
    money_units_in_fen: dict[str, int]
    ignored_headers: list[str]
    kept_headers: list[str]
    note_sheets: list[str]
    totals: list[str]
    footers: list[str]
    groups: list[str]
    name_ends: list[str]


class CodesShape(SourcedShape):
    """The codes of a foreign register and what they mean here."""

    values: dict[str, list[str]]
    passed: list[str] = []
    ambiguous: dict[str, str] = {}


def shape_faults(document: MarkedDocument) -> Iterable[Issue]:
    """Where a file of the topic differs from its shape: `words`, a list of codes, else the vocabulary of a table."""
    name = document.file.rsplit("/", 1)[-1].removesuffix(".yaml")
    shape = WordsShape if name == "words" else VocabularyShape if "fields" in document.value else CodesShape
    return faults(document, **{name: shape})
