"""What kind of file the bytes are, judged by content and never by the name."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass


class Unreadable(Exception):  # noqa: N818 - read as a sentence: raise Unreadable
    """The bytes hold no text that can be read; `reason` says in Chinese what they are and what to do."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


# Beginnings of files that are no text, with the answer for the person who sent them.
_FOREIGN = (
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "这是旧版 Word/WPS 二进制文件（.doc、.wps、.xls），请另存为 .docx 或 .txt 后再试",
    ),
    (b"{\\rtf", "这是 RTF 文件，请另存为 .docx 或 .txt 后再试"),
    (b"\x89PNG", "这是图片，没有文字层，请先识别成文字（OCR）后再试"),
    (b"\xff\xd8\xff", "这是图片，没有文字层，请先识别成文字（OCR）后再试"),
    (b"GIF8", "这是图片，没有文字层，请先识别成文字（OCR）后再试"),
    (b"BM", "这是图片，没有文字层，请先识别成文字（OCR）后再试"),
    (b"II*\x00", "这是扫描图片，没有文字层，请先识别成文字（OCR）后再试"),
    (b"MM\x00*", "这是扫描图片，没有文字层，请先识别成文字（OCR）后再试"),
    (b"Rar!", "这是压缩包，请解压后逐个文件再试"),
    (b"7z\xbc\xaf", "这是压缩包，请解压后逐个文件再试"),
    (b"\x1f\x8b", "这是压缩包，请解压后逐个文件再试"),
    (b"\x7fELF", "这是程序文件，不是文本"),
    (b"MZ\x90\x00", "这是程序文件，不是文本"),
)
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|div|table|p|span|meta)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DecodedText:
    """The characters of a text file; `damaged` counts the places that could not be decoded."""

    text: str
    damaged: int


def refuse_foreign(data: bytes) -> None:
    """Raise `Unreadable` for the kinds of file that have no text of their own."""
    for beginning, reason in _FOREIGN:
        if data.startswith(beginning):
            raise Unreadable(reason)


def is_pdf(data: bytes) -> bool:
    """A PDF may carry up to a kilobyte of something else before its mark."""
    return b"%PDF-" in data[:1024]


def is_zip(data: bytes) -> bool:
    """The container of .docx (and of .xlsx, .ofd and plain archives)."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def is_html(text: str) -> bool:
    """A page: it begins with a mark, and a known element stands near the beginning."""
    beginning = text[:4000].lstrip("\ufeff \t\r\n")
    return beginning.startswith("<") and bool(_HTML.search(beginning))


def decode(data: bytes) -> DecodedText:
    """The text of the bytes: by mark, as UTF-16 where every other byte says so, as UTF-8, else as GB18030."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _lenient(data[len(mark) :], encoding)
    sixteen = _unmarked_utf16(data)
    if sixteen:
        return _lenient(data, sixteen)
    if b"\x00" in data:
        raise Unreadable("这是二进制文件，不是文本，请上传 .txt、.html、.docx 或带文字层的 .pdf")
    return _utf8_or_gb18030(data)


def _unmarked_utf16(data: bytes) -> str | None:
    """Zero bytes among plausible upper halves of Chinese and ASCII characters, on one side of every pair."""
    sample = data[: 4096 - 4096 % 2]
    if 0 not in sample:
        return None
    little, big = _plausible_uppers(sample[1::2]), _plausible_uppers(sample[0::2])
    if max(little, big) < 0.9 or little == big:
        return None
    return "utf-16-le" if little > big else "utf-16-be"


def _plausible_uppers(upper: bytes) -> float:
    """The share of bytes that can be the upper half of a character of a Chinese text."""
    return sum(byte in (0, 0x20, 0x30, 0xFF) or 0x34 <= byte <= 0x9F for byte in upper) / max(len(upper), 1)


def _utf8_or_gb18030(data: bytes) -> DecodedText:
    """GB18030 reads almost anything, so a text that is UTF-8 but for a few places is UTF-8."""
    try:
        return DecodedText(data.decode("utf-8"), 0)
    except UnicodeDecodeError:
        text = data.decode("utf-8", errors="replace")
    damaged = text.count("\ufffd")
    if damaged * 20 < sum(character > "\x7f" for character in text):
        return DecodedText(text, damaged)
    try:
        return DecodedText(data.decode("gb18030"), 0)
    except UnicodeDecodeError:
        return _lenient(data, "gb18030")


def _lenient(data: bytes, encoding: str) -> DecodedText:
    text = data.decode(encoding, errors="replace")
    damaged = text.count("\ufffd")
    if damaged > 8 and damaged * 20 > len(text):
        raise Unreadable("文字编码无法识别（不是 UTF-8、UTF-16 或 GB18030），请另存为 UTF-8 后再试")
    return DecodedText(text, damaged)
