"""Text tables: which encoding, which delimiter, which rows."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from typing import IO

from qiangxian.kernel.errors import Refused

DELIMITERS = (",", "\t", ";", "|")
_PIECE = 1 << 20
_LONGEST_CELL = 1 << 18
csv.field_size_limit(_LONGEST_CELL)


def encoding_of(stream: IO[bytes], file: str = "") -> str:
    """UTF-8 (with or without mark), UTF-16 or GB18030, proven by decoding all of it; anything else is refused."""
    head = stream.read(_PIECE)
    stream.seek(0)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates: tuple[str, ...] = ("utf-16",)
    elif head.startswith(codecs.BOM_UTF8):
        candidates = ("utf-8-sig",)
    elif b"\x00" in head:
        even, odd = head[0::2].count(0), head[1::2].count(0)
        unmarked = ("utf-16-le" if odd > even else "utf-16-be",) if min(even, odd) * 8 < max(even, odd) else ()
        plain = ("utf-8", *unmarked) if (even + odd) * 5 < len(head) else (*unmarked, "utf-8")
        candidates = (*plain, "gb18030")
    else:
        candidates = ("utf-8", "gb18030")
    for name in candidates:
        if _decodes(stream, name):
            return name
    remedy = "请用 Excel 或 WPS 另存为“CSV UTF-8”或 .xlsx；若不是文字表格，请换成表格"
    raise Refused("文字编码既不是 UTF-8、UTF-16，也不是 GB18030，或内容不是文字", remedy=remedy, file=file or None)


def _decodes(stream: IO[bytes], name: str) -> bool:
    decoder, strange, total = codecs.getincrementaldecoder(name)("strict"), 0, 0
    try:
        while piece := stream.read(_PIECE):
            text = decoder.decode(piece)
            total += len(text)
            strange += sum(text.count(mark) for mark in _CONTROLS)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    finally:
        stream.seek(0)
    return strange * 50 <= total


_CONTROLS = [chr(code) for code in range(32) if chr(code) not in "\t\n\r\f\v\x1a\x00"]


def rows_of(stream: IO[bytes], encoding: str, delimiter: str, file: str = "") -> Iterator[tuple[int, list[str]]]:
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
