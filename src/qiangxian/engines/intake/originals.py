"""Rows as they stood in the file, under the names of their columns: what a person mends and hands in again."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import IO, Any

from qiangxian.engines.intake.learned import NOTHING, Learned
from qiangxian.engines.intake.parts import read_parts
from qiangxian.engines.intake.table import opened
from qiangxian.engines.intake.values import shown
from qiangxian.engines.intake.vocabulary import TableVocabulary, fold_header

Original = tuple[str, list[str], dict[int, list[str]]]
"""One sheet: its name, its column names and the wanted rows by number, every cell as a person sees it."""


def originals(
    source: bytes | Path | IO[bytes],
    vocabulary: TableVocabulary,
    wanted: Collection[tuple[str, int]],
    file: str = "",
    learned: Learned = NOTHING,
) -> list[Original]:
    """The wanted rows (sheet, row number) of a file that has been read before."""
    stream = opened(source)
    try:
        stream, parts, _ = read_parts(stream, vocabulary, file, learned)
        found = []
        for part in parts:
            numbers = {row for sheet, row in wanted if sheet == part.name}
            if numbers and part.header:
                found.append(_picked(part.name, part.header.names, part.source(), numbers, vocabulary))
        return found
    finally:
        stream.close()


def _picked(sheet: str, names: tuple[str, ...], rows: Any, numbers: set[int], vocabulary: TableVocabulary) -> Original:
    kept = [place for place, name in enumerate(names) if name and fold_header(name) not in vocabulary.ignored]
    wanted: dict[int, list[str]] = {}
    for number, cells in rows:
        if number in numbers:
            wanted[number] = [shown(cells[place]) if place < len(cells) else "" for place in kept]
        if number >= max(numbers):
            break
    return sheet, [names[place] for place in kept], wanted
