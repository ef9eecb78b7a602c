"""Where the header stands and what its columns mean."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from qiangxian.engines.intake.cells import CellFault, Doubtful
from qiangxian.engines.intake.learned import NOTHING, Learned, Meaning, fingerprint
from qiangxian.engines.intake.owners import own
from qiangxian.engines.intake.sources import SourceForm
from qiangxian.engines.intake.values import Reader, reader_for, shown
from qiangxian.engines.intake.vocabulary import TableField, TableVocabulary, fold_header, fold_word
from qiangxian.kernel.errors import Refused

LOOKED_AT = 40
_LONGEST_NAME = 60
_GROUP = re.compile(r"(?:基本)?(?:信息|情况|资料)$")


@dataclass(frozen=True)
class ReadColumn:
    """One column whose header is known. `guards`: party columns that must begin with the same name for a cell to be taken."""

    index: int
    header: str
    field: TableField
    year: int | None
    read: Reader
    origin: str = "vocabulary"
    guards: tuple[ReadColumn, ...] = ()

    def is_meant(self, cells: Sequence[Any]) -> bool:
        """Whether the cell speaks of the party that is read: its own party and that one bear the same first name."""
        names = {_first_name(guard, cells) for guard in self.guards}
        return len(names) < 2

    @property
    def label(self) -> str:
        """What the column is read as, for the person who looks at the mapping."""
        label = self.field.label if self.year is None else f"{self.year}年{self.field.label}"
        owners = "与".join(f"“{guard.header}”" for guard in self.guards)
        return f"{label}（{owners}相同的行）" if owners else label


def _first_name(column: ReadColumn, cells: Sequence[Any]) -> str:
    value = cells[column.index] if column.index < len(cells) else ""
    taken = column.read(value) if value not in ("", None) else None
    taken = taken.value if isinstance(taken, Doubtful) else taken
    first = (taken[0] if taken else "") if isinstance(taken, tuple) else taken or ""
    return fold_word(str(first))


@dataclass(frozen=True)
class Constant:
    """A value that holds for every row: given by a person, or read from the title above the table."""

    field: TableField
    value: Any
    printed: str
    origin: str


@dataclass(frozen=True)
class Header:
    """The header of one table: the last of its rows, known and unknown columns, and the title above it."""

    row: int
    names: tuple[str, ...]
    columns: tuple[ReadColumn, ...]
    unknown: tuple[tuple[int, str], ...]
    title: str = ""
    source: SourceForm | None = None
    constants: tuple[Constant, ...] = ()

    aside: tuple[ReadColumn, ...] = ()

    @property
    def choices(self) -> list[tuple[ReadColumn, list[ReadColumn]]]:
        """Columns that were preferred to others of the same field, with those others."""
        return [
            (column, others)
            for column in self.columns
            if (others := [o for o in self.aside if (o.field.name, o.year) == (column.field.name, column.year)])
        ]

    @property
    def fields(self) -> frozenset[str]:
        """The names of the fields the table gives."""
        return frozenset([c.field.name for c in self.columns] + [c.field.name for c in self.constants])


Numbered = Sequence[tuple[int, Sequence[Any]]]


def find_header(rows: Numbered, vocabulary: TableVocabulary, learned: Learned = NOTHING) -> Header | None:
    """The row (or two rows under each other) that names most fields; title lines above it are passed over."""
    best: tuple[tuple[int, bool], int, int, list[str]] | None = None
    for place, (number, cells) in enumerate(rows):
        names = [_name(cell) for cell in cells]
        candidates = [(number, names)]
        if place + 1 < len(rows):
            below = [_name(cell) for cell in rows[place + 1][1]]
            candidates.append((rows[place + 1][0], _stacked(names, below, vocabulary)))
        for last, candidate in candidates:
            score = _score(candidate, vocabulary, learned)
            rank = (score, last == number)  # a row that says as much by itself is no lower half of a title
            if score and (best is None or rank > best[0]):
                best = (rank, last, number, candidate)
    if best is None:
        return None
    _, last, first, names = best
    title = " ".join(dict.fromkeys(_name(cell) for number, cells in rows if number < first for cell in cells))
    return _header(last, names, vocabulary, learned, title)


def likely_header(rows: Numbered) -> tuple[int, list[str]] | None:
    """Where nothing is known: the first row with most different short texts, for a person to map."""
    best: tuple[int, int, list[str]] | None = None
    for number, cells in rows:
        names = [_name(cell) for cell in cells]
        score = len({name for name in names if name and len(name) <= _LONGEST_NAME})
        if score > 1 and (best is None or score > best[0]):
            best = (score, number, names)
    return best[1:] if best else None


def with_constants(header: Header, vocabulary: TableVocabulary, learned: Learned, titles: Iterable[str] = ()) -> Header:
    """The header with values for the whole file: those a person gave, and those a title, sheet or file name says."""
    constants = [_given(name, text, vocabulary) for name, text in learned.constants.items()]
    named = header.fields | {constant.field.name for constant in constants}
    folded = fold_word(" ".join([header.title, *titles]))
    for field in vocabulary.fields:
        if field.from_title and field.name not in named and (found := _in_title(field, folded)):
            constants.append(found)
    if not constants:
        return header
    return replace(header, constants=tuple(constants))


def missing(header: Header, vocabulary: TableVocabulary) -> list[str]:
    """The labels of required columns the header lacks."""
    given = header.fields
    lacking = [field.label for field in vocabulary.fields if field.required and field.name not in given]
    if vocabulary.require_any and given.isdisjoint(vocabulary.require_any):
        lacking.insert(0, "、".join(vocabulary.field(name).label for name in vocabulary.require_any[:3]) + "之一")
    for names in vocabulary.settings.get("require_one_of", ()):
        if given.isdisjoint(names):
            lacking.append("、".join(vocabulary.field(name).label for name in names) + "之一")
    return lacking


def unexpected(header: Header, vocabulary: TableVocabulary, learned: Learned) -> list[TableField]:
    """Fields a table of the kind always has, and this one has not, although nobody said that it has none."""
    said = learned.without
    if said is None:
        return []
    return [f for f in vocabulary.fields if f.expected and f.name not in header.fields and f.expected not in said]


def _given(name: str, text: str, vocabulary: TableVocabulary) -> Constant:
    field = next((f for f in vocabulary.fields if name in (f.name, f.label)), None)
    if field is None:
        known = "、".join(f.label for f in vocabulary.fields)
        raise Refused(f"“{vocabulary.label}”没有“{name}”这一项", remedy=f"可用：{known}")
    try:
        value = reader_for(field, vocabulary, field.label)(text)
    except CellFault as fault:
        raise Refused(f"“{field.label}”的统一值不对：{fault.reason}", value=text, remedy="请改正后再检查") from None
    return Constant(field, value.value if isinstance(value, Doubtful) else value, text.strip(), "given")


def _in_title(field: TableField, folded: str) -> Constant | None:
    words = [word for word in field.choices if len(word) > 1 and word in folded]
    if not words:
        return None
    longest = max(words, key=len)
    return Constant(field, field.choices[longest], longest, "title")


def _name(cell: Any) -> str:
    return "" if cell in ("", None) else shown(cell).strip()


def _stacked(upper: list[str], lower: list[str], vocabulary: TableVocabulary) -> list[str]:
    """A header of two rows: the first of the names both together, the upper one as a group, or one alone may make that is
    known (`营业收入(万元)` over `2024年`; `权利人信息` over `名称` is 权利人名称). A group stands over all columns up to the next."""
    names, group = [], ""
    for above, below in zip(upper + [""] * len(lower), lower + [""] * len(upper), strict=True):
        group = (above or group) if below else ""
        options = [below or above]
        if group and below and group != below:
            together = [f"{below}{group}", f"{group}{below}", f"{_GROUP.sub('', group)}{below}"]
            options = [*together, below, above]
        known = next((name for name in options if name and vocabulary.meaning(name)), None)
        names.append(known or (options[0] if above else below))
    return names[: max(len(upper), len(lower))]


def _score(names: Sequence[str], vocabulary: TableVocabulary, learned: Learned) -> int:
    source = learned.source_of(names, vocabulary)
    if (learned.saved and fingerprint(names) in learned.saved) or (source and source.is_own):
        return 1000
    short = [name if len(name) <= _LONGEST_NAME else "" for name in names]
    found = learned.meanings(short, vocabulary)
    return len({(m.field.name, m.year) for m in found if m and m.field})


def _header(row: int, names: Sequence[str], vocabulary: TableVocabulary, learned: Learned, title: str) -> Header:
    columns, unknown, times = [], [], Counter(names)
    for index, (name, meaning) in enumerate(zip(names, learned.meanings(names, vocabulary), strict=True)):
        if meaning and meaning.field:
            columns.append(_column(index, name, meaning, vocabulary))
        elif meaning is None or not meaning.dropped:
            unknown.append((index, _kept_as(name, index, times)))
    columns = [_beside_others(column, columns, vocabulary) for column in columns]
    kept = own(columns, _preferred(columns), vocabulary)
    read = {column.index for column in kept}
    aside = tuple(column for column in columns if column.index not in read)
    unknown += [(column.index, _kept_as(column.header, column.index, times)) for column in aside]
    source = learned.source_of(names, vocabulary)
    return Header(row, tuple(names), tuple(kept), tuple(sorted(unknown)), title, source, aside=aside)


def _kept_as(name: str, index: int, times: Counter[str]) -> str:
    """The name under which the cells of a column are kept: its own, with its place where another column bears it too."""
    if not name:
        return f"（无表头，第 {index + 1} 列）"
    return name if times[name] == 1 else f"{name}（第 {index + 1} 列）"


def _beside_others(column: ReadColumn, columns: list[ReadColumn], vocabulary: TableVocabulary) -> ReadColumn:
    """The column as it is meant beside the others: 登记号 of a list that has 专利号 too is the number of the contract."""
    other = column.field.beside.get(fold_header(column.header)) if column.origin == "vocabulary" else None
    if not other or not any(one.field is column.field and one is not column for one in columns):
        return column
    return _column(column.index, column.header, Meaning(vocabulary.field(other)), vocabulary)


def _preferred(columns: list[ReadColumn]) -> list[ReadColumn]:
    """Of several columns that name one field, the preferred is read and the others are kept aside; where a field prefers
    none of them, all are read and must agree."""
    rank: dict[tuple[str, int | None], int] = {}
    for column in columns:
        key = (column.field.name, column.year)
        rank[key] = min(rank.get(key, 99), _preference(column))
    return [c for c in columns if _preference(c) == rank[(c.field.name, c.year)] or not c.field.prefer]


def _preference(column: ReadColumn) -> int:
    """0 for what a person named, then by the field's own order; what is not in it comes last."""
    if column.origin in ("given", "saved"):
        return 0
    folded = fold_header(column.header)
    return column.field.prefer.index(folded) + 1 if folded in column.field.prefer else len(column.field.prefer) + 1


def _column(index: int, name: str, meaning: Meaning, vocabulary: TableVocabulary) -> ReadColumn:
    field = meaning.field
    assert field is not None  # noqa: S101 - asked by the caller; tells the type checker
    told = f"{name}({meaning.unit})" if meaning.unit else name
    return ReadColumn(index, name, field, meaning.year, reader_for(field, vocabulary, told), meaning.origin)
