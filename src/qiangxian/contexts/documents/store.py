"""The bytes themselves: one file per SHA-256 under `settings.FILES`, as `ab/cd/<hash>`, written once and never changed."""

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings


def digest(content: bytes) -> str:
    """The name the bytes are kept under."""
    return hashlib.sha256(content).hexdigest()


def path_of(sha256: str) -> Path:
    """Where the bytes of that hash stand."""
    return Path(settings.FILES) / sha256[:2] / sha256[2:4] / sha256


def put(content: bytes) -> str:
    """Keep the bytes and return their hash. A half-written file never carries the final name."""
    sha256 = digest(content)
    place = path_of(sha256)
    if place.exists():
        return sha256
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=place.parent, prefix=".draft-")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        Path(draft).replace(place)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    return sha256


def get(sha256: str) -> bytes:
    """The bytes of that hash."""
    return path_of(sha256).read_bytes()


def actual_digest(sha256: str) -> str | None:
    """The hash of what stands there now, None where nothing does."""
    place = path_of(sha256)
    if not place.is_file():
        return None
    with place.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
