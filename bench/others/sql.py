"""Engines that are asked in SQL: one translation of a tree, and SQLite's full text."""

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from bench.others.engine import CannotAnswer
from qiangxian.engines.search import Document, Question
from qiangxian.engines.search.documents import indexed
from qiangxian.engines.search.folding import fold
from qiangxian.engines.search.narrowing import emitted

TEXTS = ("title", "abstract", "applicants")
LISTS = {"type": "type", "year": "year", "applicant": "applicant", "ipc": "subclass"}


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
