"""PostgreSQL twice: pg_trgm, and pairs of characters cut by us as a tsvector."""

import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from bench.others.engine import CannotAnswer
from bench.others.sql import LISTS, TEXTS, Conditions, Sql, plain, quoted
from qiangxian.engines.search import Document
from qiangxian.engines.search.folding import END


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
