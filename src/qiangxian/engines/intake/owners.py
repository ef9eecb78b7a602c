"""Whose a column is: code, address and area belong to the party their own header names, not to whichever party is read.

`申请人统一社会信用代码` beside `申请人` and `当前权利人`: the code is the applicant's. It says something of the present holder only
in rows where both names are the same; where no column gives the applicant at all it is kept aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from qiangxian.engines.intake.vocabulary import TableField, TableVocabulary, fold_header

if TYPE_CHECKING:
    from qiangxian.engines.intake.headers import ReadColumn


def own(columns: Sequence[ReadColumn], read: Sequence[ReadColumn], vocabulary: TableVocabulary) -> list[ReadColumn]:
    """The columns that are read, those of other parties guarded or left out. `columns`: all that name a field, also those
    another column is preferred to."""
    kept = []
    for column in read:
        if not column.field.of or column.origin in ("given", "saved"):
            kept.append(column)
            continue
        parties = [one for one in columns if one.field.name == column.field.of and one.year is None]
        chosen = next((one for one in read if one.field.name == column.field.of), None)
        if (guards := _guards(column, parties, chosen, vocabulary)) is not None:
            kept.append(replace(column, guards=guards))
    return kept


def _guards(
    column: ReadColumn, parties: Sequence[ReadColumn], chosen: ReadColumn | None, vocabulary: TableVocabulary
) -> tuple[ReadColumn, ...] | None:
    """The party columns whose first names must be the same in a row; none where the column is the chosen party's own; None
    where it is somebody's whom no column names."""
    word = _word(column.header, vocabulary.field(column.field.of), vocabulary)
    if chosen is None or not word:
        others = tuple(one for one in parties if one is not chosen)
        return (chosen, *others) if chosen is not None and others else ()
    if word == _bare(chosen.header, vocabulary):
        return ()
    owner = next((one for one in parties if one is not chosen and _bare(one.header, vocabulary) == word), None)
    if owner is not None:
        return chosen, owner
    return () if _agree(word, _bare(chosen.header, vocabulary), vocabulary) else None


def _word(header: str, party: TableField, vocabulary: TableVocabulary) -> str:
    """The party a header begins with (`第一申请人详细地址` → 申请人); empty where it names none."""
    folded = fold_header(header)
    names = [name for name in map(fold_header, party.headers) if folded.startswith(name)]
    return _bare(max(names, key=len), vocabulary) if names else ""


def _bare(header: str, vocabulary: TableVocabulary) -> str:
    """`第一申请人`, `申请人名称`, `申请人` are one party."""
    folded, words = fold_header(header), vocabulary.settings["party_words"]
    for mark in words["before"]:
        folded = folded.removeprefix(fold_header(mark))
    for mark in words["behind"]:
        folded = folded.removesuffix(fold_header(mark))
    return folded


def _agree(word: str, chosen: str, vocabulary: TableVocabulary) -> bool:
    """Whether two words may name one party; who is named the present one is no mere applicant."""
    own, others = _roles(word, vocabulary), _roles(chosen, vocabulary)
    return bool(own & (others - {"applicant"} if "present" in others else others))


def _roles(word: str, vocabulary: TableVocabulary) -> set[str]:
    roles = vocabulary.settings["party_words"]["roles"]
    return {role for role, marks in roles.items() if any(fold_header(mark) in word for mark in marks)}
