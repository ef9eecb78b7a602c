"""Staged rows, on disk until the transaction: memory stays flat, and a killed process leaves nothing behind."""

import pickle
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from django.conf import settings

Tuples = list[tuple[Any, ...]]


class Spool:
    """Takes lists of rows by table and gives them back once; with `keep` false it forgets them (a dry run)."""

    def __init__(self, keep: bool) -> None:
        self.keep = keep
        self._file: IO[bytes] | None = None
        self._places: dict[str, list[int]] = defaultdict(list)

    def put(self, label: str, rows: Tuples) -> None:
        """Lay rows of one table aside."""
        if not self.keep:
            return
        if self._file is None:
            folder = Path(settings.FILES) / "imports"
            folder.mkdir(parents=True, exist_ok=True)
            self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - lives as long as the import, has no name
        self._places[label].append(self._file.seek(0, 2))
        pickle.dump(rows, self._file, protocol=pickle.HIGHEST_PROTOCOL)

    def taken(self, first: str) -> Iterator[tuple[str, Tuples]]:
        """Everything laid aside, table by table, `first` before the others; our own file, never one from outside."""
        for label in sorted(self._places, key=lambda name: (name != first, name)):
            for place in self._places[label]:
                assert self._file is not None  # noqa: S101 - places are taken only in a file; tells the type checker
                self._file.seek(place)
                yield label, pickle.load(self._file)  # noqa: S301 - written a moment ago by this process
        self._places.clear()

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()
            self._file = None
