"""State secrets stay outside: a file whose name or text bears a mark of secrecy is refused before anything of it is kept.

A mark is the level with its star (机密★1年), a line that is nothing but the level, the level in brackets or at the beginning of a
name, or 密级：机密. 商业秘密, 国家秘密 and 保守秘密 in running text are no marks."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

import pypdf
from pypdf.errors import PyPdfError

from . import rulebook
from .errors import Refused
from .files import decode
from .marked_yaml import Issue, MarkedDocument
from .shapes import Shape, faults

LINES = 40  # a mark stands at the head of the first page
MOST = 4 << 20
_PARTS = re.compile(r"word/(?:header\d*|document)\.xml|xl/sharedStrings\.xml|xl/worksheets/sheet\d+\.xml")
_BREAK = re.compile(r"</w:p>|</si>|</row>|</is>|<br\s*/?>|</p>|</div>|</h\d>|</td>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")


class SecrecyShape(Shape):
    """`secrecy/marks.yaml`."""

    source: str
    checked: date
    banner: str
    levels: list[str]
    words: dict[str, str]
    refusal: str
    remedy: str


@rulebook.schema("secrecy")
def check_secrecy(document: MarkedDocument) -> Iterator[Issue]:
    """The banner and the marks."""
    return faults(document, marks=SecrecyShape)


@cache
def _rules() -> Mapping[str, Any]:
    return rulebook.load("secrecy", "marks", division=None)


def banner() -> str:
    """What stands on login, upload and print."""
    return str(_rules()["banner"])


def refuse_marked(name: str, content: bytes) -> None:
    """`Refused` where the name or the text of the file bears a mark."""
    mark, place = _mark_in_name(name), "file_name"
    if not mark:
        mark, place = _mark_in_text(_text(content)), "text"
    if mark:
        words = f"{_rules()['words'][place]}{_rules()['refusal']}"
        raise Refused(words, value=mark, file=name, remedy=str(_rules()["remedy"]))


def _level() -> str:
    return f"(?:{'|'.join(_rules()['levels'])})"


def _mark_in_name(name: str) -> str:
    level = _level()
    found = re.search(
        rf"^{level}(?=[★☆_\-\s.（(【\[]|$)|[【\[（(〔]\s*{level}[^】\])）〕]{{0,8}}[】\])）〕]|{level}\s*[★☆]", name
    )
    return found.group() if found else ""


def _mark_in_text(text: str) -> str:
    level = _level()
    if found := re.search(rf"{level}\s*[★☆]|密\s*级\s*[:：]\s*{level}", text):
        return found.group()
    lines = [line.strip() for line in text.splitlines() if line.strip()][:LINES]
    return next((line for line in lines if re.fullmatch(rf"{level}(?:\s*[×xX\d]+\s*[年月])?", line)), "")


def _text(content: bytes) -> str:
    """The beginning of what one reads in the file; what has no text has none."""
    if content.startswith(b"PK\x03\x04"):
        return _office_text(content)
    if content[:1024].lstrip().startswith(b"%PDF"):
        return _first_page(content)
    if b"\x00" in content[:512] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ""
    try:
        return _plain(decode(content[:MOST])[0])
    except Refused:
        return ""


def _plain(text: str) -> str:
    return _TAG.sub("", _BREAK.sub("\n", text)) if "<" in text else text


def _office_text(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts: Sequence[str] = sorted(one for one in archive.namelist() if _PARTS.fullmatch(one))
            return "\n".join(_plain(_beginning(archive, part)) for part in parts[:LINES])
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError):
        return ""


def _beginning(archive: zipfile.ZipFile, part: str) -> str:
    with archive.open(part) as stream:
        return stream.read(MOST).decode("utf-8", "replace")


def _first_page(content: bytes) -> str:
    try:
        return pypdf.PdfReader(io.BytesIO(content), strict=False).pages[0].extract_text()
    except (PyPdfError, ValueError, KeyError, IndexError, TypeError, AttributeError):
        return ""
