"""What a person needs to map unknown columns: the header of each sheet, samples of each column, and suggestions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from qiangxian.engines.intake.cells import CellFault, Doubtful
from qiangxian.engines.intake.headers import likely_header
from qiangxian.engines.intake.learned import NOTHING, NTH, Learned, Meaning, column_keys, fingerprint
from qiangxian.engines.intake.parts import Tab, read_parts
from qiangxian.engines.intake.table import opened
from qiangxian.engines.intake.values import reader_for, shown
from qiangxian.engines.intake.vocabulary import TableField, TableVocabulary, fold_header
from qiangxian.kernel.identifiers import VALIDATORS

SAMPLES = 5
LONGEST_SAMPLE = 40
_TELLING = frozenset({"identifier", "date", "choice", "period"})


@dataclass(frozen=True)
class Suggestion:
    """A field a column may mean, as a target, with a likeness in per cent and why."""

    target: str
    label: str
    score: int
    why: str


@dataclass(frozen=True)
class SurveyedColumn:
    """One column: its key and name, some values, what it means now and what it may mean.

    `label`: the field it is read as (empty: unknown); `target`: what a person said of it (empty: nobody did); `instead`: the
    column of the same field that is read in its place; `suggestions` name no field that another column gives."""

    key: str
    name: str
    samples: tuple[str, ...]
    label: str
    target: str
    instead: str
    suggestions: tuple[Suggestion, ...]

    @property
    def known(self) -> bool:
        """Somebody, or the vocabulary, has named it."""
        return bool(self.label or self.target)

    @property
    def nth(self) -> str:
        """Which of several columns of the same name it is; empty where its name is its own."""
        return self.key.rpartition(NTH)[2] if NTH in self.key else ""


@dataclass(frozen=True)
class SurveyedSheet:
    """One sheet whose header could be mapped."""

    sheet: str
    row: int
    fingerprint: str
    names: tuple[str, ...]
    columns: tuple[SurveyedColumn, ...]

    @property
    def unknown(self) -> int:
        """How many columns nobody has named yet."""
        return sum(1 for column in self.columns if not column.known)


def survey(
    source: bytes | Path | IO[bytes], vocabulary: TableVocabulary, file: str = "", learned: Learned = NOTHING
) -> list[SurveyedSheet]:
    """The sheets of a file with their columns. `Refused` where the file is no table at all."""
    stream = opened(source)
    try:
        stream, parts, _ = read_parts(stream, vocabulary, file, learned)
        return [sheet for part in parts if part.feed is None and (sheet := _surveyed(part, vocabulary, learned))]
    finally:
        stream.close()


def _surveyed(part: Tab, vocabulary: TableVocabulary, learned: Learned) -> SurveyedSheet | None:
    rows = part.first_rows()
    if part.header:
        row, names = part.header.row, list(part.header.names)
    elif likely := likely_header(rows):
        row, names = likely
    else:
        return None
    below = [cells for number, cells in rows if number > row][: SAMPLES * 3]
    print_ = fingerprint(names)
    said = {**learned.saved.get(print_, {}), **learned.given}
    instead = {o.index: column.header for column, others in part.header.choices for o in others} if part.header else {}
    meanings = learned.meanings(names, vocabulary)
    given = {meaning.field.name for meaning in meanings if meaning and meaning.field}
    columns = []
    for place, (name, key, meaning) in enumerate(zip(names, column_keys(names), meanings, strict=True)):
        if not name or (meaning and meaning.dropped):
            continue
        samples = _samples(below, place)
        texts = tuple(shown(value).strip()[:LONGEST_SAMPLE] for value in samples)
        may_be = suggestions(name, samples, vocabulary, given) if meaning is None else []
        target = said.get(key, said.get(fold_header(name), ""))
        columns.append(SurveyedColumn(key, name, texts, _label(meaning), target, instead.get(place, ""), tuple(may_be)))
    return SurveyedSheet(part.name, row, print_, tuple(names), tuple(columns))


def _label(meaning: Meaning | None) -> str:
    if meaning is None or meaning.field is None:
        return ""
    return f"{meaning.year}年{meaning.field.label}" if meaning.year else meaning.field.label


def _samples(rows: Sequence[Sequence[Any]], place: int) -> list[Any]:
    found = [cells[place] for cells in rows if place < len(cells) and cells[place] not in ("", None)]
    return found[:SAMPLES]


def suggestions(
    name: str, samples: Sequence[Any], vocabulary: TableVocabulary, given: Collection[str] = ()
) -> list[Suggestion]:
    """Fields whose names are like the header's and whose rules the samples keep, the likest first; none of those `given`."""
    least = int(vocabulary.settings.get("suggest_from_percent", 55))
    scored = [_scored(name, samples, field, vocabulary) for field in vocabulary.fields if field.name not in given]
    return sorted((s for s in scored if s.score >= least), key=lambda s: -s.score)[:3]


def _scored(name: str, samples: Sequence[Any], field: TableField, vocabulary: TableVocabulary) -> Suggestion:
    likeness = max((_alike(fold_header(name), fold_header(header)) for header in field.headers), default=0)
    telling = field.type in _TELLING or field.looks
    kept = _kept(samples, field, vocabulary) if telling else None
    if kept is None:
        return Suggestion(field.name, field.label, likeness, "列名相近")
    if kept < 0.6:
        return Suggestion(field.name, field.label, likeness if field.looks else likeness // 2, "列名相近")
    certain = field.looks or field.type in ("identifier", "choice")
    score = max(likeness, 90 if certain else 50 + likeness // 2)
    return Suggestion(field.name, field.label, score, "列名和内容都相近" if likeness >= 50 else "内容符合这一项的规则")


def _kept(samples: Sequence[Any], field: TableField, vocabulary: TableVocabulary) -> float:
    read = reader_for(field, vocabulary, field.label)
    good = 0
    for value in samples:
        if field.looks:
            good += VALIDATORS[field.looks](value).status == "valid"
            continue
        try:
            taken = read(value)
        except CellFault:
            continue
        good += taken is not None and not isinstance(taken, Doubtful)
    return good / len(samples) if samples else 0.0


def _alike(one: str, other: str) -> int:
    """Shared pairs of characters, in per cent of all; a name that contains the other is near."""
    if one == other:
        return 100
    first, second = _pairs(one), _pairs(other)
    shared = sum((first & second).values())
    percent = 200 * shared // (first.total() + second.total() or 1)
    contained = len(other) > 1 and len(one) > 1 and (one in other or other in one)
    return max(percent, 70) if contained else percent


def _pairs(text: str) -> Counter[str]:
    return Counter(text[place : place + 2] for place in range(len(text) - 1)) or Counter([text])
