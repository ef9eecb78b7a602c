"""How far a running import is, beside the database: the big transaction hides its own counters until it commits, and a
killed process leaves its lock free, by which the next start knows that the batch is dead."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings


def _place(uid: str, ending: str) -> Path:
    folder = Path(settings.FILES) / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{uid}.{ending}"


def report(uid: str, processed: int, total: int) -> None:
    """Write down how far the batch is."""
    place = _place(uid, "progress")
    draft = place.with_suffix(f".{os.getpid()}")
    draft.write_text(json.dumps({"processed": processed, "total": total}))
    draft.replace(place)


def reported(uid: str) -> dict[str, Any]:
    """What was written last; empty where nothing was."""
    try:
        return dict(json.loads(_place(uid, "progress").read_text()))
    except (OSError, ValueError):
        return {}


@contextmanager
def at_work(uid: str) -> Iterator[bool]:
    """Hold the batch's lock while working; yields False where another process holds it. The kernel frees it on any death."""
    with _place(uid, "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def is_alive(uid: str) -> bool:
    """Whether some process works on the batch."""
    with at_work(uid) as free:
        return not free


def forget(uid: str) -> None:
    """Take the side files away once the batch has ended."""
    for ending in ("progress", "lock"):
        _place(uid, ending).unlink(missing_ok=True)
