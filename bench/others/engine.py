"""What an engine under measurement answers, and our two: in a folder, and in a cluster of one node."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

from bench.search import sizes
from qiangxian.engines.search import Document, Question
from qiangxian.engines.search.opensearch_index import OpenSearchIndex

COMPARED = 5_000
ROOT = Path(__file__).resolve().parents[2]


class CannotAnswer(Exception):  # noqa: N818 - read as a sentence
    """The engine has no way to ask this."""


class Engine(Protocol):
    """One engine under measurement."""

    name: str

    def fill(self, made: Iterable[Document]) -> None:
        """Index the records."""

    def ask(self, question: Question) -> int:
        """A page, the number of all, the facets: what our call answers. The number of all."""

    def serials(self, question: Question) -> set[int]:
        """Every record it means."""

    def size(self) -> float:
        """What it takes on disk, in MB."""


class Ours:
    """Our call, as pages and interfaces make it."""

    def __init__(self, name: str, index: Any, folder: Path | None = None) -> None:
        self.name, self.index, self.folder = name, index, folder

    def fill(self, made: Iterable[Document]) -> None:
        self.index.rebuild(made)

    def ask(self, question: Question) -> int:
        return int(self.index.search(question).total)

    def serials(self, question: Question) -> set[int]:
        whole = Question(question.query, question.sort, size=COMPARED)
        return {hit.serial for hit in self.index.search(whole).hits}

    def size(self) -> float:
        if self.folder:
            return sizes(self.folder)
        held = self.index.client.indices.stats(index=self.index.alias, metric="store")
        return float(held["_all"]["primaries"]["store"]["size_in_bytes"]) / 1e6


@contextmanager
def opensearch(room: Path) -> Iterator[str]:
    """One node in a process of its own."""
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        http, transport = one.getsockname()[1], other.getsockname()[1]
    told = ["bench", "node1", str(room / "node1"), str(http), str(transport), str(transport)]
    with (room / "node1.log").open("wb") as log:
        node = subprocess.Popen([sys.executable, "-m", "tests.cluster.node", *told], cwd=ROOT, stdout=log, stderr=log)
    try:
        address, until = f"http://127.0.0.1:{http}", time.monotonic() + 300
        client = OpenSearchIndex(address).client
        while time.monotonic() < until:
            with suppress(Exception):
                if client.cluster.health(request_timeout=5)["status"] in ("green", "yellow"):
                    break
            time.sleep(1)
        yield address
    finally:
        node.send_signal(signal.SIGKILL)
        node.wait(10)
