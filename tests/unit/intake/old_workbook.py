"""The smallest old binary workbook (.xls) that spreadsheets open: one sheet of texts, numbers and error cells."""

import struct

SECTOR = 512
FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


class Broken:
    """An error cell: typed in, or the result of a formula."""

    def __init__(self, code: int, *, formula: bool = False) -> None:
        self.code, self.formula = code, formula


def old_workbook(*lines: tuple[object, ...]) -> bytes:
    """The lines on a sheet named 清单."""
    globals_ = [_record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0)), b"", _record(0x000A, b"")]
    name = "清单".encode("utf-16-le")
    start = len(globals_[0]) + 4 + 8 + len(name) + len(globals_[2])
    globals_[1] = _record(0x0085, struct.pack("<IHBB", start, 0, 2, 1) + name)
    width = max(map(len, lines))
    sheet = [_record(0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0, 0, 0, 0))]
    sheet.append(_record(0x0200, struct.pack("<IIHHH", 0, len(lines), 0, width, 0)))
    sheet += [_cell(row, column, value) for row, line in enumerate(lines) for column, value in enumerate(line)]
    stream = b"".join([*globals_, *sheet, _record(0x000A, b"")])
    return _compound(stream.ljust(4096, b"\0"))


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _cell(row: int, column: int, value: object) -> bytes:
    place = struct.pack("<HHH", row, column, 0)
    if isinstance(value, Broken) and value.formula:
        return _record(0x0006, place + bytes([2, 0, value.code, 0, 0, 0, 0xFF, 0xFF]) + struct.pack("<HIH", 0, 0, 0))
    if isinstance(value, Broken):
        return _record(0x0205, place + bytes([value.code, 1]))
    if isinstance(value, float):
        return _record(0x0203, place + struct.pack("<d", value))
    text = str(value)
    return _record(0x0204, place + struct.pack("<HB", len(text), 1) + text.encode("utf-16-le"))


def _compound(stream: bytes) -> bytes:
    """A compound file with one stream: sector 0 is the table, 1 the directory, the stream follows."""
    count = -(-len(stream) // SECTOR)
    chain = [TABLE, END, *range(3, count + 2), END]
    table = struct.pack("<128I", *(chain + [FREE] * (128 - len(chain))))
    root = _entry("Root Entry", 5, child=1, start=END, size=0)
    directory = (root + _entry("Workbook", 2, child=FREE, start=2, size=len(stream))).ljust(SECTOR, b"\0")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<7I", 0, 1, 1, 0, 4096, END, 0) + struct.pack("<II", END, 0)
    head += struct.pack("<109I", 0, *([FREE] * 108))
    return head + table + directory + stream.ljust(count * SECTOR, b"\0")


def _entry(name: str, kind: int, *, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le")
    about = struct.pack("<HBB3I", len(text) + 2, kind, 1, FREE, FREE, child)
    return text.ljust(64, b"\0") + about + bytes(36) + struct.pack("<IQ", start, size)
