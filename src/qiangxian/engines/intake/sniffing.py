"""What a file is, by its content: the name's ending is what a person typed, the first bytes are what a program wrote."""

from __future__ import annotations

import gzip
import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO, Literal

from qiangxian.kernel.errors import Refused

Kind = Literal["workbook", "text", "gzip", "xml"]

MOST_BYTES = 512 * 1024 * 1024
"""A table larger than this is no register list; it would not fit the memory of the county's machine."""
MOST_UNPACKED = 1024 * 1024 * 1024
MOST_RATIO = 300
MOST_CELLS = 30_000_000
_WIDE = 702
_PIECE = 1 << 20

SAVE_AS_XLSX = "请在 Excel 或 WPS 表格中打开原始清单，另存为 .xlsx 后再导入"
EXPORT_AGAIN = "请从来源系统直接导出 Excel 或 CSV 清单，不要用截图、扫描件或排版文件"

_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "PDF 文件", EXPORT_AGAIN),
    (b"\x89PNG", "图片（PNG）", EXPORT_AGAIN),
    (b"\xff\xd8\xff", "图片（JPEG）或扫描件", EXPORT_AGAIN),
    (b"GIF8", "图片（GIF）", EXPORT_AGAIN),
    (b"BM", "图片（BMP）", EXPORT_AGAIN),
    (b"II*\x00", "扫描件（TIFF）", EXPORT_AGAIN),
    (b"MM\x00*", "扫描件（TIFF）", EXPORT_AGAIN),
    (b"7z\xbc\xaf'\x1c", "压缩包（7z）", "请先解压，再导入里面的表格"),
    (b"Rar!", "压缩包（RAR）", "请先解压，再导入里面的表格"),
    (b"{\\rtf", "RTF 文档", SAVE_AS_XLSX),
)
_ZIP_PARTS: tuple[tuple[str, str, str], ...] = (
    ("word/document.xml", "Word 文档（.docx）", "请把文中的表格复制到 Excel 或 WPS 表格，另存为 .xlsx"),
    ("OFD.xml", "OFD 版式文件", EXPORT_AGAIN),
    ("ppt/presentation.xml", "演示文稿（.pptx）", EXPORT_AGAIN),
)
_OLE_STREAMS: tuple[tuple[str, str, str], ...] = (
    ("EncryptedPackage", "有密码保护的工作簿", "请在 Excel 或 WPS 中打开，去掉密码（文件 › 信息 › 保护工作簿）后另存"),
    ("WordDocument", "Word 或 WPS 文字文档（.doc、.wps）", "请把文中的表格复制到 Excel 或 WPS 表格，另存为 .xlsx"),
    ("PowerPoint Document", "演示文稿（.ppt）", EXPORT_AGAIN),
)


@dataclass(frozen=True)
class Sniffed:
    """What a file is and, for a workbook, the cells that hold an error value (`{sheet part: {(row, column)}}`)."""

    kind: Kind
    error_cells: dict[str, set[tuple[int, int]]]


def refuse(what: str, remedy: str, file: str) -> Refused:
    """The file is something else: say what it is and what to do."""
    return Refused(f"这是{what}，不能作为表格读取", remedy=remedy, file=file or None)


def sniff(stream: IO[bytes], file: str = "") -> Sniffed:
    """Workbook, text or gzip; anything else raises `Refused`. The stream is rewound."""
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    if size == 0:
        raise Refused("文件是空的", remedy="请检查文件是否传输完整", file=file or None)
    if size > MOST_BYTES:
        raise Refused(f"文件有 {size // 1048576} MB，超过 {MOST_BYTES // 1048576} MB", remedy="请按年份拆分后分批导入")
    head = stream.read(4096)
    stream.seek(0)
    for magic, what, remedy in _MAGIC:
        if head.startswith(magic) and (magic != b"BM" or b"\x00" in head[:32]):
            raise refuse(what, remedy, file)
    if head.startswith(b"PK"):
        return Sniffed("workbook", _look_into_zip(stream, file))
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        _look_into_ole(stream, file)
        return Sniffed("workbook", {})
    if head.startswith(b"\x1f\x8b"):
        return Sniffed("gzip", {})
    return Sniffed("xml" if _look_at_text(head, file) else "text", {})


def unpack(stream: IO[bytes], file: str = "") -> IO[bytes]:
    """The content of a `.csv.gz`, in memory, never more than `MOST_BYTES`."""
    out = io.BytesIO()
    try:
        with gzip.GzipFile(fileobj=stream) as packed:
            while piece := packed.read(_PIECE):
                out.write(piece)
                if out.tell() > MOST_BYTES:
                    raise Refused(
                        "压缩文件解开后过大，可能是压缩炸弹", remedy="请核对来源，或拆分后导入", file=file or None
                    )
    except (OSError, EOFError, zlib.error) as fault:
        raise Refused("压缩文件已损坏或不完整", remedy="请重新下载或重新导出", file=file or None) from fault
    out.seek(0)
    return out


def _look_into_zip(stream: IO[bytes], file: str) -> dict[str, set[tuple[int, int]]]:
    try:
        with zipfile.ZipFile(stream) as packed:
            return _look_at_parts(packed, file)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as fault:
        raise Refused("工作簿已损坏或不完整", remedy="请在 Excel 或 WPS 中打开并重新保存", file=file or None) from fault
    finally:
        stream.seek(0)


def _look_at_parts(packed: zipfile.ZipFile, file: str) -> dict[str, set[tuple[int, int]]]:
    names = set(packed.namelist())
    for part, what, remedy in _ZIP_PARTS:
        if part in names:
            raise refuse(what, remedy, file)
    if names.isdisjoint({"xl/workbook.xml", "xl/workbook.bin"}):
        raise refuse("压缩包或其他打包文件", "请先解压；若是表格，请另存为 .xlsx", file)
    unpacked = sum(part.file_size for part in packed.infolist())
    stored = sum(part.compress_size for part in packed.infolist()) or 1
    if unpacked > MOST_UNPACKED or (unpacked > 100 * _PIECE and unpacked / stored > MOST_RATIO):
        raise Refused(
            "工作簿解开后异常庞大，可能是压缩炸弹", remedy="请核对来源，或在 Excel 中拆分后另存", file=file or None
        )
    sheets = [part for part in packed.infolist() if re.fullmatch(r"xl/worksheets/[^/]+\.xml", part.filename)]
    return {part.filename: _look_at_sheet(packed, part, file) for part in sheets}


_FAR_COLUMN = re.compile(rb'r="[A-Z]{3,}[0-9]')
_SOME_COLUMN = re.compile(rb'r="[B-Z][A-Z][0-9]')
_MIDDLE_COLUMN = re.compile(rb'r="A[A-Z][0-9]')
_LAST_ROW = re.compile(rb'<row [^>]*?\br="([0-9]{1,9})"')
_ERROR_CELL = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^>]{0,60} t="e"')


def _look_at_sheet(packed: zipfile.ZipFile, part: zipfile.ZipInfo, file: str) -> set[tuple[int, int]]:
    """Before the whole grid is laid out in memory: how far it reaches, and which cells hold #N/A and the like."""
    width, last_row, errors, tail = 26, 1, set(), b""
    with packed.open(part) as sheet:
        while piece := sheet.read(_PIECE):
            text = tail + piece
            width = _width(text, width)
            last_row = max(last_row, _last_row(text))
            if b't="e"' in text:
                errors |= {(int(row), column_number(letters.decode())) for letters, row in _ERROR_CELL.findall(text)}
            tail = piece[-200:]
    if width > _WIDE or width * last_row > MOST_CELLS:
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


def column_number(letters: str) -> int:
    """`A` is 1, `AA` is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _look_into_ole(stream: IO[bytes], file: str) -> None:
    data = stream.read()
    stream.seek(0)
    for name, what, remedy in _OLE_STREAMS:
        if name.encode("utf-16-le") in data:
            raise refuse(what, remedy, file)
    if not any(name.encode("utf-16-le") in data for name in ("Workbook", "Book")):
        raise refuse("旧版 Office 文件，里面没有工作簿", SAVE_AS_XLSX, file)


def _look_at_text(head: bytes, file: str) -> bool:
    """Whether it is XML; what is no table is refused by its name."""
    start = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<head", b"<meta")):
        raise refuse("网页表格（后缀常写作 .xls）", SAVE_AS_XLSX, file)
    if start.startswith(b"mime-version:"):
        raise refuse("单一网页文件（.mht）", SAVE_AS_XLSX, file)
    if start.startswith(b"<"):
        return True
    if start.startswith((b"{", b"[{", b'["')):
        raise refuse("JSON 数据", "请从来源系统导出 Excel 或 CSV 清单", file)
    return False
