"""One record as the engines take it, and as every backend indexes it: folded once, here."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .asked import code_value, number
from .fields import load_fields
from .folding import joined, ranking_terms
from .matching import Folded

NEVER = 99_999_999
SHIFT = 1 << 32
"""A day before a serial number in one whole number: an order without ties."""
_CLASS = re.compile(r"([A-H])(\d{2})([A-Z])(\d{1,4})/(\d{2,6})")


@dataclass(frozen=True)
class Document:
    """A record for the index. `serial` is its whole number, unique and below 2^32; `text` by field the values as printed;
    `codes` by field numbers, classes, areas and choices as kept; `facets` what is counted beside the hits."""

    serial: int
    text: Mapping[str, Sequence[str]] = field(default_factory=dict)
    codes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    days: Mapping[str, date | None] = field(default_factory=dict)
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)


def folded(document: Document) -> Folded:
    """As it is matched and indexed."""
    fields = load_fields()
    text = {one.key: joined(values) for one in fields.texts if (values := document.text.get(one.key))}
    codes = {one.key: indexed(one.kind, values) for one in fields.coded if (values := document.codes.get(one.key))}
    counted = {f"facet_{key}": tuple(dict.fromkeys(values)) for key, values in document.facets.items()}
    days = {key: number(day) for key, day in document.days.items() if day is not None}
    return Folded(document.serial, text, {**codes, **counted}, days)


def indexed(kind: str, values: Sequence[str]) -> tuple[str, ...]:
    """Every value under which one asks for it: a number with and without what may be left out, a class with all it lies in."""
    found = [variant for value in values for variant in _variants(kind, value)]
    return tuple(dict.fromkeys(one for one in found if one))


def _variants(kind: str, value: str) -> Sequence[str]:
    if kind == "choice":
        return (value,)
    plain = code_value(kind, value)
    if kind == "class":
        return _classes(plain)
    if kind == "division":
        return [plain[:length] for length in (2, 4, 6, 9) if len(plain) >= length]
    return (plain, *_shortened(plain))


def _shortened(number_: str) -> Sequence[str]:
    """Without the check character, or without the kind code."""
    if re.fullmatch(r"\d{12}[\dX]|\d{8}[\dX]", number_):
        return (number_[:-1],)
    found = re.fullmatch(r"((?:[A-Z]{2})?\d{5,})[A-Z]\d?", number_)
    return (found[1],) if found else ()


def _classes(value: str) -> Sequence[str]:
    found = _CLASS.fullmatch(value)
    if found is None:
        return (value, value.partition("-")[0]) if "-" in value else (value,)
    section, main, sub, group = found.group(1, 2, 3, 4)
    return (section, section + main, section + main + sub, section + main + sub + group, value)


def orders(record: Folded) -> Mapping[str, int]:
    """By day field two whole numbers a record is sorted by, one each way: missing days last both ways."""
    found = {}
    for day in load_fields().days:
        held = record.days.get(day.key)
        found[f"{day.key}_up"] = (NEVER if held is None else held) * SHIFT + record.serial
        found[f"{day.key}_down"] = (0 if held is None else held) * SHIFT + record.serial
    return found


def ranking(document: Document) -> str:
    """What the record is about, as terms parted by blanks; the title counts twice."""
    title, abstract, claims = (" ".join(document.text.get(key, ())) for key in ("title", "abstract", "claims"))
    return " ".join(ranking_terms(f"{title}\n{title}\n{abstract}\n{claims}"))


def packed(record: Folded) -> str:
    """For the index to keep, so that candidates are decided without asking anybody else."""
    return json.dumps([record.serial, record.text, record.codes, record.days], ensure_ascii=False)


def unpacked(kept: str) -> Folded:
    """As it was packed."""
    serial, text, codes, days = json.loads(kept)
    plain: Any = codes
    return Folded(serial, text, {key: tuple(values) for key, values in plain.items()}, days)
