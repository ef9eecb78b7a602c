"""What a file is and what text it holds: the one sniffer and the one decoder of the product.

`accept(content, "plan" | "table" | "keep")` names the kind by its content (`rulebook/files/kinds.yaml`) and refuses what that
use does not take, damaged and locked containers and bombs, before anything unfolds. `encoding_of` and `decode` read text:
by its mark, as UTF-16 where the bytes say so, as UTF-8, else as GB18030; a reader that must not lose a cell asks `whole`.
"""

from __future__ import annotations

import codecs
import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import chain
from typing import IO, Literal

from qiangxian.kernel import rulebook
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.marked_yaml import Issue, MarkedDocument
from qiangxian.kernel.shapes import Shape, faults, plain

Use = Literal["plan", "table", "keep"]
_SAMPLE = 65536
_PIECE = 1 << 20
_MEGABYTE = 1 << 20
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CONTROL = re.compile(r"[\x01-\x1f](?<![\t\n\r\f\v\x1a])")
_ROOT = re.compile(r"(?:<\?.*?\?>\s*|<!--.*?-->\s*)*<(?:!doctype\s+)?([a-z0-9]+)", re.S)


class LimitsShape(Shape):
    """How much of a file is taken."""

    bytes: int
    parts: int
    unpacked_bytes: int
    unpack_floor: int
    unpack_ratio: int


class UseShape(Shape):
    """Who takes files, and what is said to one that does not fit."""

    refusal: str
    remedy: str
    limits: LimitsShape


class FileKind(Shape):
    """A kind of file: its code, its word on the screen, its media type and usual ending (empty where we never keep it); then how it
    is told and who takes it."""

    code: str
    label: str
    media_type: str = ""
    ending: str = ""
    begins: list[str] = []
    within: int = 0
    binary: bool = False
    members: list[str] = []
    streams: list[str] = []
    root: list[str] = []
    opens: list[str] = []
    uses: list[Use] = []
    remedies: dict[Use, str] = {}


class KindsShape(Shape):
    """`files/kinds.yaml`."""

    source: str
    checked: date
    uses: dict[Use, UseShape]
    kinds: list[FileKind]


@dataclass(frozen=True, slots=True)
class Encoding:
    """The codec a text is read with, and how many places it cannot decode."""

    name: str
    damaged: int


def limit(use: Use, name: str) -> int:
    """A bound that keeps a hostile file from harm: `bytes`, `parts`, `unpacked_bytes`, `unpack_floor`, `unpack_ratio`."""
    return int(getattr(_rules().uses[use].limits, name))


def accept(content: bytes | IO[bytes], use: Use, file: str = "") -> FileKind:
    """The kind of the content; `Refused` says what it is and what to do where `use` does not take it. A stream is rewound."""
    stream = io.BytesIO(content) if isinstance(content, bytes) else content
    size, head = stream.seek(0, io.SEEK_END), _head(stream)
    if size <= len(head) and not head.strip(b" \t\r\n\x00"):
        raise Refused("文件是空的", remedy="请检查文件是否传输完整，再重新上传", file=file or None)
    if size > limit(use, "bytes"):
        most = limit(use, "bytes") // _MEGABYTE
        raise Refused(
            f"文件有 {size // _MEGABYTE} MB，超过 {most} MB 的上限", remedy="请拆分后分批上传", file=file or None
        )
    kind = _kind_of(stream, head, use, file)
    if use not in kind.uses:
        rules = _rules().uses[use]
        remedy = kind.remedies.get(use, rules.remedy)
        raise Refused(rules.refusal.format(label=kind.label), remedy=remedy, file=file or None)
    return kind


def encoding_of(stream: IO[bytes], file: str = "", *, whole: bool = False) -> Encoding:
    """How the text in the stream is read, proven by decoding all of it. `whole`: a single damaged place refuses the file.

    GB18030 reads almost anything, so a text that is UTF-8 but for one of twenty of its Chinese characters is UTF-8."""
    tried: list[Encoding] = []
    for name in _candidates(_head(stream)):
        total, damaged, wide = _counted(stream, name)
        if damaged == 0 or (name == "utf-8" and damaged * 20 < wide):
            return _borne(Encoding(name, damaged), file, whole)
        if damaged <= max(8, total // 20):
            tried.append(Encoding(name, damaged))
    if tried:
        return _borne(min(tried, key=lambda encoding: encoding.damaged), file, whole)
    words = "文字编码既不是 UTF-8、UTF-16，也不是 GB18030，或内容是二进制、不是文字"
    remedy = "请另存为 UTF-8 文本（表格可用 Excel 或 WPS 另存为“CSV UTF-8”或 .xlsx）后再试"
    raise Refused(words, remedy=remedy, file=file or None)


def _borne(encoding: Encoding, file: str, whole: bool) -> Encoding:
    if whole and encoding.damaged:
        remedy = "文件多半被截断或混有两种编码：请重新下载，或用 Excel、WPS 另存为“CSV UTF-8”或 .xlsx"
        raise Refused(f"文字有 {encoding.damaged} 处无法解码", remedy=remedy, file=file or None)
    return encoding


def decode(data: bytes, file: str = "") -> tuple[str, int]:
    """(text without stray zero characters, number of damaged places)."""
    encoding = encoding_of(io.BytesIO(data), file)
    text = data.decode(encoding.name, errors="replace")
    return text.replace("\x00", ""), encoding.damaged + text.count("\x00")


def unpack(stream: IO[bytes], use: Use, file: str = "") -> IO[bytes]:
    """The content of a `.gz`, in memory, never more than the use's bytes."""
    out = io.BytesIO()
    try:
        with gzip.GzipFile(fileobj=stream) as packed:
            while piece := packed.read(_PIECE):
                out.write(piece)
                if out.tell() > limit(use, "bytes"):
                    raise _bomb(file)
    except (OSError, EOFError, zlib.error) as fault:
        raise Refused("压缩文件已损坏或不完整", remedy="请重新下载或重新导出", file=file or None) from fault
    out.seek(0)
    return out


@cache
def _rules() -> KindsShape:
    return KindsShape(**plain(rulebook.load("files", "kinds", division=None)))


@rulebook.schema("files")
def check_kinds(document: MarkedDocument) -> Iterator[Issue]:
    """Every kind says how it is told; every use has its words and limits."""
    return faults(document, kinds=KindsShape)


def _head(stream: IO[bytes]) -> bytes:
    stream.seek(0)
    head = stream.read(_SAMPLE)
    stream.seek(0)
    return head


def _kind_of(stream: IO[bytes], head: bytes, use: Use, file: str) -> FileKind:
    kinds = _rules().kinds
    binary = next((kind for kind in kinds if _begins(head, kind)), None)
    if binary is None:
        return _text_kind(kinds, head, file)
    if binary.code == "ole":
        return next((kind for kind in kinds if _has_stream(stream, kind)), binary)
    if binary.code == "zip":
        names = _checked_parts(stream, use, file)
        return next((kind for kind in kinds if any(name.lower() in names for name in kind.members)), binary)
    return binary


def _begins(head: bytes, kind: FileKind) -> bool:
    marks = [bytes.fromhex(mark) for mark in kind.begins]
    if kind.within:
        return any(mark in head[: kind.within] for mark in marks)
    return any(head.startswith(mark) for mark in marks) and (not kind.binary or b"\x00" in head[:32])


def _has_stream(stream: IO[bytes], kind: FileKind) -> bool:
    """An old Office file names its parts in UTF-16."""
    stream.seek(0)
    data = stream.read() if kind.streams else b""
    stream.seek(0)
    return any(name.encode("utf-16-le") in data for name in kind.streams)


def _checked_parts(stream: IO[bytes], use: Use, file: str) -> Collection[str]:
    """The names of the parts of an archive in small letters; damaged, locked and swollen ones are refused."""
    try:
        with zipfile.ZipFile(stream) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as fault:
        remedy = "请用 Word、Excel 或 WPS 打开后重新另存，或重新传输"
        raise Refused("文件不完整或已损坏（容器目录读不出）", remedy=remedy, file=file or None) from fault
    finally:
        stream.seek(0)
    floor, ratio = limit(use, "unpack_floor"), limit(use, "unpack_ratio")
    swollen = any(part.file_size > max(floor, ratio * part.compress_size) for part in parts)
    total = sum(part.file_size for part in parts)
    if swollen or len(parts) > limit(use, "parts") or total > limit(use, "unpacked_bytes"):
        raise _bomb(file)
    if any(part.flag_bits & 1 for part in parts):
        raise Refused("文件已加密", remedy="请去除密码后再试", file=file or None)
    return {part.filename.lower() for part in parts}


def _bomb(file: str) -> Refused:
    return Refused("文件解开后异常膨胀，可能是压缩炸弹", remedy="请核对来源，或拆分后另存再试", file=file or None)


def _text_kind(kinds: Collection[FileKind], head: bytes, file: str) -> FileKind:
    """A character cut at the end of the sample is one damaged place and no fault. A page may begin with an element of the
    site's own, so without an XML declaration any element of a page near the beginning tells."""
    text = decode(head, file)[0].lstrip("\ufeff \t\r\n").lower()
    root = _ROOT.match(text)
    near = set(re.findall(r"<([a-z0-9]+)", text[:4000])) if root and not text.startswith("<?xml") else set()
    elements = near | ({root[1]} if root else set())
    return next(kind for kind in kinds if not elements.isdisjoint(kind.root) or text.startswith(tuple(kind.opens)))


def _candidates(head: bytes) -> tuple[str, ...]:
    """Codecs to try. A text with a few stray zero bytes is not UTF-16; one with many is nothing else."""
    marked = next((name for mark, name in _MARKS if head.startswith(mark)), None)
    if marked:
        return (marked,)
    sixteen = _unmarked_utf16(head[: len(head) - len(head) % 2])
    if head.count(0) * 5 < len(head):
        return ("utf-8", sixteen or "gb18030")
    return (sixteen,) if sixteen else ()


def _unmarked_utf16(sample: bytes) -> str | None:
    """Zero bytes among plausible upper halves of Chinese and ASCII characters, on one side of every pair."""
    if 0 not in sample:
        return None
    little, big = _plausible_uppers(sample[1::2]), _plausible_uppers(sample[0::2])
    if max(little, big) < 0.9 or little == big:
        return None
    return "utf-16-le" if little > big else "utf-16-be"


def _plausible_uppers(upper: bytes) -> float:
    """The share of bytes that can be the upper half of a character of a Chinese text."""
    return sum(byte in (0, 0x20, 0x30, 0xFF) or 0x34 <= byte <= 0x9F for byte in upper) / max(len(upper), 1)


def _counted(stream: IO[bytes], name: str) -> tuple[int, int, int]:
    """(characters, damaged places, characters beyond ASCII); with more than one control character in fifty all is damage."""
    try:
        total, strange, _, wide = _read_through(stream, name, "strict")
        damaged = 0
    except UnicodeDecodeError:
        total, strange, damaged, wide = _read_through(stream, name, "replace")
    return total, total + 9 if strange * 50 > total else damaged, wide


def _read_through(stream: IO[bytes], name: str, errors: str) -> tuple[int, int, int, int]:
    """(characters, controls, replaced characters, characters beyond ASCII); the stream is rewound."""
    decoder, total, strange, replaced, plain = codecs.getincrementaldecoder(name)(errors), 0, 0, 0, 0
    stream.seek(0)
    try:
        for piece in chain(iter(lambda: stream.read(_PIECE), b""), [b""]):
            text = decoder.decode(piece, final=not piece)
            total += len(text)
            strange += len(_CONTROL.findall(text))
            replaced += text.count("\ufffd")
            plain += len(text.encode("ascii", "ignore"))
    finally:
        stream.seek(0)
    return total, strange, replaced, total - plain
