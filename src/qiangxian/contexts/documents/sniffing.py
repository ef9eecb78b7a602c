"""What a file is, by its content; the name is a claim and nothing more. The kinds we keep stand in the rulebook."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from qiangxian.kernel import rulebook
from qiangxian.kernel.errors import Refused

TEXT_SAMPLE = 65536


@dataclass(frozen=True)
class MediaKind:
    """A kind of file we keep: its media type, its word on the screen, its usual ending."""

    media_type: str
    label: str
    ending: str


def sniff(content: bytes, name: str) -> MediaKind:
    """The kind of the bytes; `Refused` says what they are and what to do where we do not keep such files."""
    rules = rulebook.load("documents", "file_kinds", division=None)
    if not content.strip(b"\x00 \t\r\n"):
        raise Refused("文件是空的", file=name, remedy="请核对后重新上传")
    for foreign in rules["refused"]:
        if _begins(content, foreign):
            raise Refused(f"不接收{foreign['label']}", file=name, remedy=foreign["remedy"])
    found = next((kind for kind in rules["kept"] if _matches(content, kind)), None)
    if found is None:
        raise Refused("认不出这是什么文件", file=name, remedy=rules["unknown_remedy"])
    return MediaKind(found["media_type"], found["label"], found["ending"])


def _begins(content: bytes, kind: Mapping[str, Any]) -> bool:
    return any(content.startswith(bytes.fromhex(mark)) for mark in kind.get("begins", ()))


def _matches(content: bytes, kind: Mapping[str, Any]) -> bool:
    if member := kind.get("member"):
        return _has_member(content, member)
    if kind.get("text"):
        beginning = _text(content)
        return beginning is not None and all(word in beginning.lower() for word in kind.get("contains", ()))
    return _begins(content, kind)


def _has_member(content: bytes, member: str) -> bool:
    """Office files are archives; what tells them apart is one part inside. Only the list of names is read."""
    if not content.startswith(b"PK"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return member in archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return False


def _text(content: bytes) -> str | None:
    """The beginning as text, None for binary content. A character cut at the end of the sample is no fault."""
    sample = content[:TEXT_SAMPLE]
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return sample.decode("utf-16", errors="replace")
    if sample.startswith(b"PK\x03\x04"):
        return None
    if b"\x00" in sample:
        return _unmarked_utf16(sample)
    for encoding in ("utf-8-sig", "gb18030"):
        decoded = sample.decode(encoding, errors="replace")
        if decoded.count("\ufffd") <= len(decoded) // 100 + 1:
            return decoded
    return None


def _unmarked_utf16(sample: bytes) -> str | None:
    """Text in UTF-16 has its zero bytes on one side only (line ends and digits)."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if min(even, odd) > max(even, odd) // 8:
        return None
    return sample.decode("utf-16-le" if odd > even else "utf-16-be", errors="replace")
