"""The literature search beside other engines, on the same made records in one run: SQLite FTS5, PostgreSQL twice, OpenSearch on one node.

`python -m bench.search_others [RECORDS] [--without opensearch,trgm,…]` prints the table of `docs/reference/search-bench.md`. Every
engine is given the same trees by an emitter of its own, and its result sets are compared with ours before anything is timed: an
engine that finds less is not quicker, and what it cannot answer is counted as such. Times are wall times, the best of three in turn
(of very many records one), since the servers work in processes of their own; others order a page by number or day where ours ranks it,
which is to their advantage."""

import json
import os
import shutil
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import psycopg

from bench.search import questions, records, sizes, words
from qiangxian.engines.search import Document, Question, parse
from qiangxian.engines.search.documents import indexed
from qiangxian.engines.search.folding import END, fold
from qiangxian.engines.search.narrowing import emitted
from qiangxian.engines.search.opensearch_index import OpenSearchIndex
from qiangxian.engines.search.tantivy_index import Tantivy

RECORDS, COMPARED = 20_000, 5_000
FEW = 50_000
"""Up to so many records every question is timed three times, of more once: the slow ones take seconds."""
TEXTS = ("title", "abstract", "applicants")
LISTS = {"type": "type", "year": "year", "applicant": "applicant", "ipc": "subclass"}
ROOT = Path(__file__).resolve().parents[1]


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


class Conditions:
    """Trees as conditions of SQL over the table `record`; how a string is looked for is the engine's own."""

    def __init__(self, contains: Callable[[str, str], str], some: Callable[[str, Sequence[str]], str]) -> None:
        self._contains, self._some = contains, some

    def every(self) -> str:
        return "1 = 1"

    def contains(self, field: str, literal: str) -> str:
        return self._contains(field, literal) if field in TEXTS else "1 = 0"  # no made record has claims

    def has_code(self, field: str, values: Sequence[str], wild: bool) -> str:
        return self._some(field, [value.rstrip("*") if wild else value for value in values])

    def between(self, field: str, first: int | None, last: int | None) -> str:
        return f"{field} BETWEEN {first or 0} AND {last or 99999999}"

    def serials(self, numbers: Iterable[int]) -> str:
        return f"serial IN ({','.join(map(str, numbers)) or 'NULL'})"

    def both(self, parts: Sequence[str]) -> str:
        return "(" + " AND ".join(parts) + ")"

    def either(self, parts: Sequence[str]) -> str:
        return "(" + " OR ".join(parts) + ")"

    def without(self, part: str) -> str:
        return f"NOT {part}"


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


class Sql(ABC):
    """What both databases have in common: a page, a count, a count by each facet."""

    name = ""

    def __init__(self, conditions: Conditions) -> None:
        self.conditions = conditions

    @abstractmethod
    def rows(self, statement: str) -> list[Any]:
        """What the database answers."""

    @abstractmethod
    def facet(self, name: str, condition: str) -> str:
        """The statement that counts by one facet."""

    def condition(self, question: Question) -> str:
        """In words of SQL."""
        found = emitted(question.query, self.conditions)
        if not found.exact:
            raise CannotAnswer
        return found.query

    def ask(self, question: Question) -> int:
        where = self.condition(question)
        order, beyond = "serial", ""
        if question.sort == "-filing_date":
            order = "filing_date DESC, serial DESC"
            beyond = " AND filing_date < 20120101" if question.after else ""
        self.rows(f"SELECT serial FROM record WHERE {where}{beyond} ORDER BY {order} LIMIT 20")
        for name in question.facets:
            self.rows(self.facet(name, where))
        return int(self.rows(f"SELECT count(*) FROM record WHERE {where}")[0][0])

    def serials(self, question: Question) -> set[int]:
        return {row[0] for row in self.rows(f"SELECT serial FROM record WHERE {self.condition(question)}")}


def plain(one: Document) -> tuple[Any, ...]:
    """A record as columns: texts folded, classes with all they lie in, facets."""
    texts = [fold(one.text[name][0]) for name in TEXTS]
    day = one.days["filing_date"]
    assert day is not None
    ipc = list(indexed("class", one.codes["ipc"]))
    return one.serial, *texts, int(f"{day:%Y%m%d}"), ipc, *(list(one.facets[name]) for name in LISTS)


class Fts5(Sql):
    """SQLite's full text by threes of characters: nothing under three can be asked."""

    name = "SQLite FTS5（三字切分）"

    def __init__(self, folder: Path) -> None:
        super().__init__(Conditions(self._match, self._one_of))
        self.path = folder / "fts.sqlite3"
        self.database = sqlite3.connect(self.path)

    def _match(self, field: str, literal: str) -> str:
        if len(literal) < 3:
            raise CannotAnswer
        asked = quoted(f'{field} : "{literal}"'.replace("'", "''"))
        return f"serial IN (SELECT rowid FROM found WHERE found MATCH {asked})"

    def _one_of(self, field: str, values: Sequence[str]) -> str:
        listed = ",".join(map(quoted, values))
        return f"serial IN (SELECT serial FROM listed WHERE name = {quoted(field)} AND value IN ({listed}))"

    def fill(self, made: Iterable[Document]) -> None:
        run = self.database.execute
        run("PRAGMA journal_mode = WAL")
        run("CREATE TABLE record (serial INTEGER PRIMARY KEY, filing_date INTEGER)")
        run(
            "CREATE TABLE listed (name TEXT, value TEXT, serial INTEGER, PRIMARY KEY (name, value, serial)) WITHOUT ROWID"
        )
        run(f"CREATE VIRTUAL TABLE found USING fts5({', '.join(TEXTS)}, tokenize='trigram', detail='full')")
        for one in made:
            serial, *texts, day, ipc, type_, year, applicant, subclass = plain(one)
            run("INSERT INTO record VALUES (?, ?)", (serial, day))
            run(f"INSERT INTO found(rowid, {', '.join(TEXTS)}) VALUES (?, ?, ?, ?)", (serial, *texts))
            listed = {"ipc": ipc, **dict(zip(LISTS.values(), (type_, year, applicant, subclass), strict=True))}
            rows = [(name, value, serial) for name, values in listed.items() for value in dict.fromkeys(values)]
            self.database.executemany("INSERT INTO listed VALUES (?, ?, ?)", rows)
        run("CREATE INDEX by_day ON record (filing_date, serial)")
        run("CREATE INDEX by_serial ON listed (serial, name)")
        run("INSERT INTO found(found) VALUES ('optimize')")
        self.database.commit()

    def rows(self, statement: str) -> list[Any]:
        return self.database.execute(statement).fetchall()

    def facet(self, name: str, condition: str) -> str:
        return (
            f"SELECT value, count(*) FROM listed JOIN record USING (serial) WHERE name = {quoted(LISTS[name])} AND {condition}"
            " GROUP BY value ORDER BY 2 DESC LIMIT 200"
        )

    def size(self) -> float:
        self.database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return self.path.stat().st_size / 1e6


class Postgres(Sql):
    """The same table for both ways of PostgreSQL; `ways`: the columns and indexes one way needs."""

    def __init__(self, address: str, name: str, table: str, contains: Callable[[str, str], str]) -> None:
        super().__init__(Conditions(contains, self._one_of))
        self.name, self.table = name, table
        self.link = psycopg.connect(address, autocommit=True)
        self.link.execute(f"CREATE SCHEMA {table}")
        self.link.execute(f"SET search_path = {table}, public")

    def _one_of(self, field: str, values: Sequence[str]) -> str:
        return f"{field} && ARRAY[{','.join(map(quoted, values))}]"

    def fill(self, made: Iterable[Document]) -> None:
        run = self.link.execute
        kind = "tsvector" if self.table == "pairs" else "text"
        lists = ", ".join(f'"{name}" text[]' for name in ("ipc", *LISTS.values()))
        run(
            f"CREATE TABLE record (serial int, {', '.join(f'{name} {kind}' for name in TEXTS)}, filing_date int, {lists})"
        )
        with self.link.cursor().copy("COPY record FROM STDIN") as copy:
            for one in made:
                serial, *texts, day, ipc, type_, year, applicant, subclass = plain(one)
                shown = [vector(text) for text in texts] if self.table == "pairs" else texts
                copy.write_row((serial, *shown, day, ipc, type_, year, applicant, subclass))
        run("ALTER TABLE record ADD PRIMARY KEY (serial)")
        ops = "" if self.table == "pairs" else " gin_trgm_ops"
        for name in TEXTS:
            run(f"CREATE INDEX ON record USING gin ({name}{ops})")
        run("CREATE INDEX ON record USING gin (ipc)")
        run("CREATE INDEX ON record (filing_date DESC, serial DESC)")
        run("VACUUM ANALYZE record")

    def rows(self, statement: str) -> list[Any]:
        return self.link.execute(statement).fetchall()

    def facet(self, name: str, condition: str) -> str:
        return (
            f'SELECT value, count(*) FROM record, unnest("{LISTS[name]}") AS value WHERE {condition}'
            " GROUP BY value ORDER BY 2 DESC LIMIT 200"
        )

    def size(self) -> float:
        return float(self.rows("SELECT pg_total_relation_size('record')")[0][0]) / 1e6


def like(field: str, literal: str) -> str:
    """pg_trgm keeps threes; a shorter string reads every row, and is so counted as no answer of the index."""
    if len(literal) < 3:
        raise CannotAnswer
    return f"{field} LIKE {quoted('%' + literal.replace('%', '_') + '%')}"


def lexeme(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"


def vector(text: str) -> str:
    """Pairs of characters with their places, cut by us: the parser of the server is not asked."""
    marked = text + END
    return " ".join(f"{lexeme(marked[at : at + 2])}:{at + 1}" for at in range(len(text)))


def phrase(field: str, literal: str) -> str:
    if len(literal) == 1:
        return f"{field} @@ {quoted(lexeme(literal) + ':*')}::tsquery"
    steps = [literal[at : at + 2] for at in range(len(literal) - 1)]
    return f"{field} @@ {quoted(' <-> '.join(map(lexeme, steps)))}::tsquery"


@contextmanager
def postgres(room: Path) -> Iterator[str]:
    """The system's own server with its pg_trgm, in a folder of this run; not as root, which it refuses."""
    own = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not own or not list(Path("/usr/share/postgresql").glob("*/extension/pg_trgm.control")):
        raise SystemExit("没有带 pg_trgm 的系统 PostgreSQL：请加 --without trgm,pairs")
    data, who = room / "pg", (["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else [])
    data.mkdir()
    if who:
        shutil.chown(data, "postgres")
        room.chmod(0o755)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    quiet: dict[str, Any] = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/"}
    subprocess.run(
        [*who, own[-1] / "initdb", "-D", data, "-A", "trust", "-U", "bench", "--locale=C.UTF-8", "-E", "UTF8"], **quiet
    )
    options = f"-p {port} -k {data} -c shared_buffers=1GB -c work_mem=64MB -c maintenance_work_mem=512MB -c jit=off"
    subprocess.run([*who, own[-1] / "pg_ctl", "-D", data, "-w", "-o", options, "-l", data / "log", "start"], **quiet)
    try:
        address = f"host=127.0.0.1 port={port} user=bench dbname=postgres"
        with psycopg.connect(address, autocommit=True) as link:
            link.execute("CREATE EXTENSION pg_trgm")
        yield address
    finally:
        subprocess.run([*who, own[-1] / "pg_ctl", "-D", data, "-m", "immediate", "stop"], **quiet)


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


@dataclass
class Measured:
    """What one engine took and told."""

    engine: Engine
    filled: float
    times: dict[int, float]
    wrong: int


def measure(count: int, engines: Sequence[Engine]) -> tuple[list[Measured], list[tuple[str, Question]]]:
    """Fill all, compare all, then time all, question by question in turn."""
    asked = [*questions(count), *broad()]
    found = []
    for engine in engines:
        began, waited = time.perf_counter(), Waited(records(count))
        engine.fill(waited)
        found.append(Measured(engine, time.perf_counter() - began - waited.seconds, {}, 0))
        print(f"{engine.name}: {found[-1].filled:.0f} s", file=sys.stderr, flush=True)
    ours = found[0].engine
    for place, (_, question) in enumerate(asked):
        total = ours.ask(question)
        known = ours.serials(question) if total <= COMPARED else None
        for one in found:
            with suppress(CannotAnswer):
                same = one.engine.ask(question) == total and (known is None or one.engine.serials(question) == known)
                one.wrong += not same
                one.times[place] = float("inf")
    for _ in range(3 if count <= FEW else 1):
        for place, (_, question) in enumerate(asked):
            for one in found:
                if place in one.times:
                    began = time.perf_counter()
                    one.engine.ask(question)
                    one.times[place] = min(one.times[place], (time.perf_counter() - began) * 1000)
    return found, asked


class Waited:
    """What makes the records is not the engine's work: its time is taken off."""

    def __init__(self, made: Iterable[Document]) -> None:
        self.made, self.seconds = iter(made), 0.0

    def __iter__(self) -> "Waited":
        return self

    def __next__(self) -> Document:
        began = time.perf_counter()
        try:
            return next(self.made)
        finally:
            self.seconds += time.perf_counter() - began


def broad() -> list[tuple[str, Question]]:
    """Words of three and four characters from the frequent to the rare."""
    some = [word for word in words()[:3000:17] if len(word) > 2]
    return [("broad", Question(parse(f"TI={word} OR AB={word}"))) for word in some]


def cut(times: Sequence[float]) -> tuple[float, float, float]:
    found = statistics.quantiles(times, n=100)
    return found[49], found[94], found[98]


def table(count: int, found: Sequence[Measured], asked: Sequence[tuple[str, Question]]) -> str:
    """For the page: over what each engine answers, beside ours on the same questions."""
    lines = [
        f"| {count:,} 件 | 建索引 件/秒 | 占用 MB | 答了 | 结果不同 | p50 | p95 | p99 | 本软件同题 p95 | p95 之比 | 3–4 字词 p95 之比 |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    ours, words_ = found[0].times, [place for place, (kind, _) in enumerate(asked) if kind == "broad"]
    for one in found:
        p50, p95, p99 = cut(list(one.times.values()))
        same = cut([ours[place] for place in one.times])[1]
        both = [place for place in words_ if place in one.times]
        ratio = cut([one.times[place] for place in both])[1] / cut([ours[place] for place in both])[1]
        lines.append(
            f"| {one.engine.name} | {count / one.filled:,.0f} | {one.engine.size():.0f} | {len(one.times)}/{len(asked)} | {one.wrong} "
            f"| {p50:.2f} | {p95:.2f} | {p99:.2f} | {same:.2f} | {p95 / same:.2f} | {ratio:.2f} |"
        )
    return "\n".join(lines)


def main() -> None:
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    count = numbers[0] if numbers else RECORDS
    left = sys.argv[sys.argv.index("--without") + 1].split(",") if "--without" in sys.argv else []
    with tempfile.TemporaryDirectory() as folder, ExitStack() as held:
        room = Path(folder)
        engines: list[Engine] = [Ours("本软件（嵌入式索引）", Tantivy(room / "ours"), room / "ours")]
        if "fts5" not in left:
            engines.append(Fts5(room))
        if not {"trgm", "pairs"} <= set(left):
            address = held.enter_context(postgres(room))
            ways = (("trgm", "PostgreSQL pg_trgm", like), ("pairs", "PostgreSQL tsvector（预先切成两字）", phrase))
            engines += [Postgres(address, name, code, how) for code, name, how in ways if code not in left]
        if "opensearch" not in left:
            node = held.enter_context(opensearch(room))
            engines.append(Ours("OpenSearch 单节点（本软件的集群后端）", OpenSearchIndex(node)))
        print(table(count, *measure(count, engines)))
        print(json.dumps({"load": os.getloadavg(), "cpus": os.cpu_count()}))


if __name__ == "__main__":
    main()
