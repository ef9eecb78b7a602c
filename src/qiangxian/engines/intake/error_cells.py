"""Cells of a workbook that hold an error (#N/A, #REF! …): calamine gives them as blanks, so they are sought in the parts of the
file itself, each sheet through the relations of its workbook. The answer names sheets: `{sheet: {row: {column: text}}}`, rows
and columns from 0. A grid that reaches far beyond a list is refused on the way, before it is laid out in memory."""

from __future__ import annotations

import posixpath
import re
import struct
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterator
from typing import IO, Any

from lxml import etree

from qiangxian.kernel.errors import Refused

Errors = dict[str, dict[int, dict[int, str]]]
_MOST_CELLS = 30_000_000
_WIDE = 702
_PIECE = 1 << 20
_TAIL = 4096
_FAR_COLUMN = re.compile(rb'r="[A-Z]{3,}[0-9]')
_SOME_COLUMN = re.compile(rb'r="[B-Z][A-Z][0-9]')
_MIDDLE_COLUMN = re.compile(rb'r="A[A-Z][0-9]')
_LAST_ROW = re.compile(rb'<(?:\w+:)?row [^>]*?\br="([0-9]{1,9})"')
_CELL = re.compile(
    rb"<(?:\w+:)?c\s([^>]*?\bt=[\"']e[\"'][^>]*)>(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]*)<", re.DOTALL
)
_SHEET_PART = re.compile(r"/?(?i:xl/worksheets/.+\.xml)")
_PLACE = re.compile(rb"\br=[\"']([A-Z]{1,3})([0-9]{1,7})[\"']")
_CODES = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError, LookupError,
    struct.error, etree.XMLSyntaxError,
)  # fmt: skip


def of_workbook(stream: IO[bytes], kind: str, file: str = "") -> Errors:
    """The error cells of an `xlsx`, `xlsb` or `xls`; the stream is rewound."""
    try:
        if kind == "xls":
            return _of_binary(stream)
        with zipfile.ZipFile(stream) as packed:
            if kind == "xlsb":
                return {name: _of_packed_binary(packed, part) for name, part in _sheets(packed, "bin")}
            looked = {
                part: _look_at_sheet(packed, part, file) for part in packed.namelist() if _SHEET_PART.fullmatch(part)
            }
            return {name: looked.get(part, {}) for name, part in _sheets(packed, "xml")}
    except _DAMAGED as fault:
        raise damaged(file) from fault
    finally:
        stream.seek(0)


def damaged(file: str) -> Refused:
    """What is said of a workbook that cannot be read."""
    return Refused("工作簿已损坏或不完整", remedy="请在 Excel 或 WPS 中打开并重新保存，再导入", file=file or None)


def column_number(letters: str) -> int:
    """`A` is 1, `AA` is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _sheets(packed: zipfile.ZipFile, form: str) -> Iterator[tuple[str, str]]:
    """(name on the tab, name of the part) of every sheet, by the workbook's own relations."""
    parts = {part.lower(): part for part in packed.namelist()}
    related = packed.read(parts[f"xl/_rels/workbook.{form}.rels"]) if f"xl/_rels/workbook.{form}.rels" in parts else b""
    targets = {
        one.get("Id"): posixpath.normpath(posixpath.join("/xl", one.get("Target", ""))).lstrip("/")
        for one in (_parsed(related) if related else ())
    }
    book = packed.read(parts[f"xl/workbook.{form}"])
    for name, relation in _names_in_binary(book) if form == "bin" else _names(book):
        part = parts.get(targets.get(relation, "").lower())
        if part:
            yield name, part


def _parsed(data: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    return etree.fromstring(data, parser)


def _names(book: bytes) -> Iterator[tuple[str, str]]:
    if not book.strip():
        return
    for sheet in _parsed(book).iter("{*}sheet"):
        relation = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
        yield sheet.get("name", ""), relation


def _look_at_sheet(packed: zipfile.ZipFile, part: str, file: str) -> dict[int, dict[int, str]]:
    """How far the grid reaches, and which cells hold an error."""
    width, last_row, tail = 26, 1, b""
    errors: dict[int, dict[int, str]] = defaultdict(dict)
    with packed.open(part) as sheet:
        while piece := sheet.read(_PIECE):
            text = tail + piece
            width = _width(text, width)
            last_row = max(last_row, _last_row(text))
            if b't="e"' in text or b"t='e'" in text:
                for about, value in _CELL.findall(text):
                    if place := _PLACE.search(about):
                        errors[int(place[2]) - 1][column_number(place[1].decode()) - 1] = value.decode(
                            "ascii", "replace"
                        )
            tail = text[-_TAIL:]
    if width > _WIDE or width * last_row > _MOST_CELLS:
        raise Refused(
            f"工作表声称有 {last_row} 行、{'超过 702' if width > _WIDE else f'约 {width}'} 列，远超一份清单",
            remedy="多半是远处误填了单元格：请把清单部分复制到新工作簿再导入",
            file=file or None,
        )
    return errors


def _width(text: bytes, width: int) -> int:
    if width <= _WIDE and _FAR_COLUMN.search(text):
        return 16384
    if width < _WIDE and _SOME_COLUMN.search(text):
        return _WIDE
    return 52 if width < 52 and _MIDDLE_COLUMN.search(text) else width


def _last_row(text: bytes) -> int:
    place = text.rfind(b"<row ")
    found = _LAST_ROW.match(text, place) if place >= 0 else None
    return int(found[1]) if found else 0


# --- binary workbooks: .xlsb (records of variable length) and .xls (BIFF records in a compound file)


def _packed_records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """(type, content) of every record of a part of an .xlsb."""
    place = 0
    while place < len(data):
        kind, place = _variable(data, place, 2)
        size, place = _variable(data, place, 4)
        yield kind, data[place : place + size]
        place += size


def _variable(data: bytes, place: int, longest: int) -> tuple[int, int]:
    value = 0
    for step in range(longest):
        byte = data[place]
        place += 1
        value |= (byte & 0x7F) << (7 * step) if longest == 4 else byte << (8 * step)
        if not byte & 0x80:
            break
    return value, place


def _names_in_binary(book: bytes) -> Iterator[tuple[str, str]]:
    for kind, content in _packed_records(book):
        if kind == 0x019C:  # BrtBundleSh
            relation, after = _wide_text(content, 8)
            yield _wide_text(content, after)[0], relation


def _wide_text(content: bytes, place: int) -> tuple[str, int]:
    (length,) = struct.unpack_from("<I", content, place)
    end = place + 4 + 2 * length
    return content[place + 4 : end].decode("utf-16-le", "replace"), end


def _of_packed_binary(packed: zipfile.ZipFile, part: str) -> dict[int, dict[int, str]]:
    errors: dict[int, dict[int, str]] = defaultdict(dict)
    row = 0
    for kind, content in _packed_records(packed.read(part)):
        if kind == 0:  # BrtRowHdr
            (row,) = struct.unpack_from("<I", content)
        elif kind in (3, 11):  # BrtCellError, BrtFmlaError
            (column,) = struct.unpack_from("<I", content)
            errors[row][column] = _CODES.get(content[8], "#N/A")
    return errors


def _of_binary(stream: IO[bytes]) -> Errors:
    """Sheets stand in the workbook's stream where their names say; cells with an error are records of their own, or
    formulas whose result is one."""
    book = _book(stream.read())
    found: Errors = {}
    for kind, content in _records(book, 0):
        if kind == 0x0085:  # BOUNDSHEET
            (start,) = struct.unpack_from("<I", content)
            found[_sheet_name(content[6:])] = _errors_from(book, start)
    return found


def _errors_from(book: bytes, start: int) -> dict[int, dict[int, str]]:
    errors: dict[int, dict[int, str]] = defaultdict(dict)
    for kind, content in _records(book, start):
        code = None
        if kind == 0x0205 and content[7]:  # BOOLERR
            code = content[6]
        elif kind in (0x0006, 0x0206, 0x0406) and content[12:14] == b"\xff\xff" and content[6] == 2:  # FORMULA
            code = content[8]
        if code is not None:
            row, column = struct.unpack_from("<HH", content)
            errors[row][column] = _CODES.get(code, "#N/A")
    return errors


def _records(book: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    """(type, content) up to the end of this part of the stream."""
    while place + 4 <= len(book):
        kind, size = struct.unpack_from("<HH", book, place)
        if kind == 0x000A:  # EOF
            return
        yield kind, book[place + 4 : place + 4 + size]
        place += 4 + size


def _sheet_name(content: bytes) -> str:
    """Length, then (since 1997) a mark of the width, then the characters."""
    length, wide = content[0], content[1]
    if wide == 1:
        return content[2 : 2 + 2 * length].decode("utf-16-le", "replace")
    if len(content) == 1 + length:
        return content[1:].decode("gb18030", "replace")
    return content[2 : 2 + length].decode("latin-1")


def _book(data: bytes) -> bytes:
    """The workbook's stream of a compound file (MS-CFB)."""
    shift, small_shift = struct.unpack_from("<HH", data, 30)
    size = 1 << shift
    table_count, first_directory, _, cutoff, first_small, _, first_more = struct.unpack_from("<7I", data, 44)

    def sector(number: int) -> bytes:
        return data[(number + 1) * size : (number + 2) * size]

    places = list(struct.unpack_from("<109I", data, 76))
    while first_more < 0xFFFFFFFA and len(places) < table_count + 109:
        more = struct.unpack(f"<{size // 4}I", sector(first_more))
        places += more[:-1]
        first_more = more[-1]
    table = [entry for number in places[:table_count] for entry in struct.unpack(f"<{size // 4}I", sector(number))]

    def chain(number: int) -> bytes:
        pieces = list[bytes]()
        while number < len(table) and len(pieces) <= len(table):
            pieces.append(sector(number))
            number = table[number]
        return b"".join(pieces)

    entries = [block for block in _blocks(chain(first_directory), 128) if len(block) == 128]
    named = {
        entry[: max(struct.unpack_from("<H", entry, 64)[0] - 2, 0)].decode("utf-16-le"): entry for entry in entries
    }
    wanted = named.get("Workbook") or named["Book"]
    start, length = struct.unpack_from("<II", wanted, 116)
    if length >= cutoff:
        return chain(start)[:length]
    small = chain(struct.unpack_from("<I", entries[0], 116)[0])
    small_table = [entry[0] for entry in struct.iter_unpack("<I", chain(first_small))]
    pieces = list[bytes]()
    while start < len(small_table) and len(pieces) <= len(small_table):
        pieces.append(small[start << small_shift : (start + 1) << small_shift])
        start = small_table[start]
    return b"".join(pieces)[:length]


def _blocks(data: bytes, size: int) -> Iterator[bytes]:
    return (data[place : place + size] for place in range(0, len(data), size))
