"""Where the header stands and what its columns mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from qiangxian.engines.intake.values import Reader, reader_for, shown
from qiangxian.engines.intake.vocabulary import Field, Vocabulary

LOOKED_AT = 40


@dataclass(frozen=True)
class Column:
    """One column whose header is known."""

    index: int
    header: str
    field: Field
    year: int | None
    read: Reader


@dataclass(frozen=True)
class Header:
    """The header of one table: the last of its rows, known and unknown columns."""

    row: int
    names: tuple[str, ...]
    columns: tuple[Column, ...]
    unknown: tuple[tuple[int, str], ...]

    @property
    def fields(self) -> frozenset[str]:
        """The names of the fields the header gives."""
        return frozenset(column.field.name for column in self.columns)


def find_header(rows: Sequence[tuple[int, Sequence[Any]]], vocabulary: Vocabulary) -> Header | None:
    """The row (or two rows under each other) that names most fields; title lines above it are passed over."""
    best: tuple[int, int, list[str]] | None = None
    for place, (number, cells) in enumerate(rows):
        names = [_name(cell) for cell in cells]
        candidates = [(number, names)]
        if place + 1 < len(rows):
            candidates.append((rows[place + 1][0], _stacked(names, [_name(c) for c in rows[place + 1][1]], vocabulary)))
        for last, candidate in candidates:
            score = _score(candidate, vocabulary)
            if score and (best is None or score > best[0]):
                best = (score, last, candidate)
    if best is None:
        return None
    _, last, names = best
    return _header(last, names, vocabulary)


def missing(header: Header, vocabulary: Vocabulary) -> list[str]:
    """The labels of required columns the header lacks."""
    given = header.fields
    lacking = [field.label for field in vocabulary.fields if field.required and field.name not in given]
    if vocabulary.require_any and given.isdisjoint(vocabulary.require_any):
        lacking.insert(0, "、".join(vocabulary.field(name).label for name in vocabulary.require_any[:3]) + "之一")
    return lacking


def _name(cell: Any) -> str:
    return "" if cell in ("", None) else shown(cell).strip()


def _stacked(upper: list[str], lower: list[str], vocabulary: Vocabulary) -> list[str]:
    """A header of two rows: the lower name alone, else the upper one before it (`营业收入(万元)` over `2024年`)."""
    names = []
    for above, below in zip(upper + [""] * len(lower), lower + [""] * len(upper), strict=True):
        options = (
            [f"{below}{above}", f"{above}{below}", below, above]
            if above and below and above != below
            else [below or above]
        )
        names.append(next((name for name in options if name and vocabulary.meaning(name)), options[0]))
    return names


def _score(names: Sequence[str], vocabulary: Vocabulary) -> int:
    found = (vocabulary.meaning(name) for name in names if name and len(name) <= 60)
    return len({(meaning[0].name, meaning[1]) for meaning in found if meaning})


def _header(row: int, names: Sequence[str], vocabulary: Vocabulary) -> Header:
    columns, unknown = [], []
    for index, name in enumerate(names):
        meaning = vocabulary.meaning(name) if name else None
        if meaning:
            field, year = meaning
            columns.append(Column(index, name, field, year, reader_for(field, vocabulary, name)))
        else:
            unknown.append((index, name or f"（无表头，第 {index + 1} 列）"))
    return Header(row, tuple(names), tuple(columns), tuple(unknown))
