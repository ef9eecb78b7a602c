"""Text tables: which delimiter, which rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Generator, Iterator
from typing import IO

from qiangxian.kernel.errors import Refused

DELIMITERS = (",", "\t", ";", "|")
_LONGEST_CELL = 1 << 18
csv.field_size_limit(_LONGEST_CELL)


def rows_of(
    stream: IO[bytes], encoding: str, delimiter: str, file: str = ""
) -> Generator[tuple[int, list[str]], None, None]:
    """(line number of the row's end, cells). Raises `Refused` where quotes do not pair."""
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding=encoding, newline="")
    reader = csv.reader(text, delimiter=delimiter)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as fault:
        remedy = "多半是引号没有成对：请检查该行，或另存为 .xlsx 后导入"
        raise Refused("文本表格无法按行拆开", remedy=remedy, file=file or None, row=reader.line_num) from fault
    finally:
        if not stream.closed:
            text.detach()


def lines_of(stream: IO[bytes], encoding: str) -> Iterator[str]:
    """The lines of a text, whatever ends them."""
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding=encoding, newline=None)
    try:
        for line in text:  # noqa: UP028 - `yield from` would close the stream with the generator
            yield line
    finally:
        if not stream.closed:
            text.detach()
