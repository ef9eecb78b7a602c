"""Packages: the files of a ZIP one after the other, each by itself in memory, a ZIP within a ZIP opened once. What swells beyond all
measure is refused before it is unfolded."""

from __future__ import annotations

import io
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from qiangxian.kernel.errors import Refused

READ = frozenset({".xml", ".xlsx", ".xls", ".csv", ".txt", ".gz"})
_WORKBOOK = "[Content_Types].xml"
MOST_BYTES, MOST_MEMBERS, FLOOR, RATIO = 128 * 1024 * 1024, 2_000_000, 4 * 1024 * 1024, 200
LARGE, MOST_LARGE = 16 * 1024 * 1024, 512 * 1024 * 1024
"""A large XML is laid beside, not held: its records are read one by one."""


def is_package(stream: IO[bytes]) -> bool:
    """Whether it is a ZIP of files, and no workbook (which is a ZIP too)."""
    stream.seek(0)
    is_zip = stream.read(4) in (b"PK\x03\x04", b"PK\x05\x06") and zipfile.is_zipfile(stream)
    stream.seek(0)
    if not is_zip:
        return False
    try:
        with zipfile.ZipFile(stream) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return False
    finally:
        stream.seek(0)
    return _WORKBOOK not in names and "mimetype" not in names


Content = bytes | Path | Refused | None


def members(stream: IO[bytes], file: str, *, inner: bool = False) -> Iterator[tuple[str, Content]]:
    """(name, content) of every file that may hold records; content None for one that is not read (pictures, other kinds), a refusal
    for one that is damaged. A path stands until the next one is asked for."""
    try:
        with zipfile.ZipFile(stream) as archive:
            parts = [part for part in archive.infolist() if not part.is_dir()]
            if len(parts) > MOST_MEMBERS:
                raise Refused(f"压缩包里有 {len(parts)} 个文件", remedy="请拆分后导入", file=file)
            for part in sorted(parts, key=lambda one: one.filename):
                try:
                    yield from _member(archive, part, file, inner)
                except (zipfile.BadZipFile, zlib.error, EOFError):
                    words, remedy = "压缩包里的这个文件已损坏", "其余文件照常读取；请重新下载后再导入一次"
                    yield f"{file}/{part.filename}", Refused(words, remedy=remedy)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError, OSError) as fault:
        raise Refused("压缩包不完整或已损坏", remedy="请重新下载", file=file) from fault


def _member(archive: zipfile.ZipFile, part: zipfile.ZipInfo, file: str, inner: bool) -> Iterator[tuple[str, Content]]:
    name, ending = f"{file}/{part.filename}", PurePosixPath(part.filename).suffix.lower()
    if ending not in READ and (ending != ".zip" or inner):
        yield name, None
        return
    if part.flag_bits & 1:
        raise Refused("压缩包已加密", remedy="请去除密码后再导入", file=name)
    is_large = ending == ".xml" and part.file_size > LARGE
    most = MOST_LARGE if is_large else MOST_BYTES
    if part.file_size > max(FLOOR, RATIO * part.compress_size) or part.file_size > most:
        raise Refused("压缩包里有异常膨胀或过大的文件", remedy="请核对来源；过大的文件请拆分后导入", file=name)
    if is_large:
        with archive.open(part) as opened, tempfile.NamedTemporaryFile(suffix=".xml") as beside:
            shutil.copyfileobj(opened, beside, 1 << 20)
            beside.flush()
            yield name, Path(beside.name)
        return
    with archive.open(part) as opened:
        content = opened.read(MOST_BYTES + 1)
    if ending == ".zip":
        yield from members(io.BytesIO(content), name, inner=True)
    else:
        yield name, content
