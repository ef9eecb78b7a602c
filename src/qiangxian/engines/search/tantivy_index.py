"""The embedded engine: an index in a folder, built by one writer at a time, read meanwhile, whole after a kill at any instant.

Strings are indexed as overlapping pairs with their positions (`folding.pairs`), so that a phrase of pairs is exactly a string. Each
rebuilding is a folder of its own; a small file names the one that serves."""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import tantivy
from tantivy import FieldType, Occur, Order, Query

from qiangxian.kernel.errors import Conflict, DomainError

from .backend import FACETS, MOST_VALUES, RELEVANCE, Answer, Hit, Question, cursor, place_of, sort_of
from .documents import Document, folded, orders, packed, ranking, unpacked
from .fields import load_fields
from .folding import VERSION, pairs
from .matching import Folded
from .narrowing import decide, emitted, marked
from .nodes import Node, wanted

WRITER_BYTES = 128_000_000
WAIT_SECONDS = 60.0
_SEGMENT = re.compile(r"[0-9a-f]{32}")
_NEEDED = (".store", ".term", ".idx")


class IndexMissing(DomainError):  # noqa: N818 - read as a sentence: raise IndexMissing
    """There is no index yet, or one of another version."""


def _schema() -> tantivy.Schema:
    """Only tokenizers that every process has by itself are named."""
    build = tantivy.SchemaBuilder()
    build.add_integer_field("serial", stored=True, indexed=True, fast=True)
    build.add_bytes_field("kept", stored=True)
    build.add_text_field("ranking", tokenizer_name="whitespace", index_option="freq")
    fields = load_fields()
    for field in fields.texts:
        build.add_text_field(field.key, tokenizer_name="whitespace", index_option="position")
    for name in (*(field.key for field in fields.coded), *(f"facet_{facet}" for facet in FACETS)):
        build.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=name.startswith("facet_"))
    for day in fields.days:
        for name in (day.key, f"{day.key}_up", f"{day.key}_down"):
            build.add_integer_field(name, indexed=True, fast=True)
    return build.build()


def _version() -> str:
    """Changes with the folding and with the fields: an index of another version is built anew."""
    fields = [(field.key, field.kind) for field in load_fields().by_key.values()]
    return sha256(repr((VERSION, FACETS, fields)).encode()).hexdigest()[:16]


class _Emitter:
    """Trees as queries of the engine. Only words count for the order of hits."""

    def __init__(self, schema: tantivy.Schema) -> None:
        self.schema = schema
        self.weights = {field.key: float(field.weight) for field in load_fields().texts}

    def every(self) -> Query:
        return Query.const_score_query(Query.all_query(), 0.0)

    def contains(self, field: str, literal: str) -> Query:
        """One character begins a pair; two are one; of more every second pair and the last, at their places; the pairs between say
        beforehand which records are worth looking at (two frequent words seldom stand side by side). A phrase of one word would end
        the process."""
        if len(literal) == 1:
            query = Query.regex_query(self.schema, field, re.escape(literal) + ".")
        elif len(literal) == 2:
            query = Query.term_query(self.schema, field, literal)
        else:
            starts = [*range(0, len(literal) - 2, 2), len(literal) - 2]
            query = Query.phrase_query(self.schema, field, [(start, literal[start : start + 2]) for start in starts])
            between = sorted({literal[at : at + 2] for at in range(1, len(literal) - 2, 2)})
            terms = [Query.term_query(self.schema, field, pair, "basic") for pair in between]
            query = self.both([query, *(Query.const_score_query(term, 0.0) for term in terms)])
        return Query.boost_query(query, self.weights[field])

    def has_code(self, field: str, values: Sequence[str], wild: bool) -> Query:
        if not wild:
            found = Query.term_set_query(self.schema, field, list(values))
        else:
            found = self.either([self._pattern(field, value) for value in values])
        return Query.const_score_query(found, 0.0)

    def _pattern(self, field: str, value: str) -> Query:
        """A beginning is asked for as such: the automaton of an expression costs more than the search itself."""
        begins = value.rstrip("*")
        if begins and begins != value and not set(begins) & {"*", "?"}:
            return Query.fuzzy_term_query(self.schema, field, begins, 0, False, True)
        return Query.regex_query(self.schema, field, re.escape(value).replace(r"\*", ".*").replace(r"\?", "."))

    def between(self, field: str, first: int | None, last: int | None) -> Query:
        found = Query.range_query(self.schema, field, FieldType.Integer, first or 0, last or 10**18)
        return Query.const_score_query(found, 0.0)

    def serials(self, numbers: Iterable[int]) -> Query:
        listed = list(numbers)
        found = Query.term_set_query(self.schema, "serial", listed) if listed else Query.empty_query()
        return Query.const_score_query(found, 0.0)

    def both(self, parts: Sequence[Query]) -> Query:
        return parts[0] if len(parts) == 1 else Query.boolean_query([(Occur.Must, part) for part in parts])

    def either(self, parts: Sequence[Query]) -> Query:
        return parts[0] if len(parts) == 1 else Query.boolean_query([(Occur.Should, part) for part in parts])

    def without(self, part: Query) -> Query:
        """A NOT alone finds nothing: it is taken from all."""
        return Query.boolean_query([(Occur.Must, self.every()), (Occur.MustNot, part)])


class _Writing:
    """A batch of changes in the hands of the one writer."""

    def __init__(self, writer: tantivy.IndexWriter, fresh: bool) -> None:
        self.writer, self.fresh = writer, fresh
        self.coded = [(field.key, field.key) for field in load_fields().coded]
        self.coded += [(f"facet_{facet}", f"facet_{facet}") for facet in FACETS]
        self.count = 0

    def put(self, document: Document) -> None:
        if not self.fresh:
            self.drop(document.serial)
        record, made = folded(document), tantivy.Document()
        made.add_integer("serial", record.serial)
        made.add_bytes("kept", packed(record).encode())
        made.add_text("ranking", ranking(document))
        for key, text in record.text.items():
            made.add_text(key, pairs(text))
        for key, name in self.coded:
            for value in record.codes.get(key, ()):
                made.add_text(name, value)
        for key, day in (*record.days.items(), *orders(record).items()):
            made.add_integer(key, day)
        self.writer.add_document(made)
        self.count += 1

    def drop(self, serial: int) -> None:
        self.writer.delete_documents_by_term("serial", serial)


class Tantivy:
    """The index under `root`. Opened when it is first asked, by each process for itself."""

    name = "tantivy"

    def __init__(self, root: Path) -> None:
        self.root = root
        self._open: tuple[int, str, tuple[int, int], tantivy.Index] | None = None
        self._emitter = _Emitter(_schema())
        self._current = root / "current"
        self._named: tuple[tuple[int, int], str] = (0, 0), ""

    # -- reading ----------------------------------------------------------------------------------------------------
    def search(self, question: Question) -> Answer:
        """Answer a question. Hits and facets are of one state of the index."""
        searcher, emitter = self._serving().searcher(), self._emitter
        wide = emitted(question.query, emitter)
        if wide.exact:
            return _answered(searcher, emitter, question, wide.query)
        decided = decide(question, wide.query, lambda query, after, size: _candidates(searcher, query, after, size))
        exact = emitter.both([emitted(decided.query, emitter).query, _scoring(question.query, emitter)])
        return marked(_answered(searcher, emitter, question, exact), decided)

    def related(self, terms: Mapping[str, float], size: int, *, within: Node) -> Sequence[Hit]:
        """Records about these terms."""
        searcher, emitter = self._serving().searcher(), self._emitter
        weighed = [
            Query.boost_query(Query.term_query(emitter.schema, "ranking", term, "freq"), weight)
            for term, weight in terms.items()
        ]
        if not weighed:
            return []
        limits = Query.const_score_query(emitted(within, emitter).query, 0.0)
        query = Query.boolean_query([(Occur.Must, limits), (Occur.Must, emitter.either(weighed))])
        found = searcher.search(query, max(size, 1), count=False).hits
        numbers = searcher.fast_field_values("serial", [address for _, address in found])
        return [Hit(int(number or 0), score) for number, (score, _) in zip(numbers, found, strict=True)][:size]

    def count(self) -> int:
        """How many records the index has."""
        return self._serving().searcher().num_docs

    def _serving(self) -> tantivy.Index:
        """The index that serves, reloaded where a batch was committed since."""
        generation = self._generation()
        folder = self.root / generation
        state = _state(folder)
        if self._open and self._open[:2] == (os.getpid(), generation):
            index = self._open[3]
            if self._open[2] != state:
                index.reload()
        else:
            index = _opened(folder)
        self._open = (os.getpid(), generation, state, index)
        return index

    def _generation(self) -> str:
        """The name in the small file, read again only where the file is another one."""
        try:
            found = self._current.stat()
            if self._named[0] != (found.st_mtime_ns, found.st_ino):
                name = self._current.read_text(encoding="ascii").strip()
                self._named = (found.st_mtime_ns, found.st_ino), name
            return self._named[1]
        except OSError:
            words = "检索库还没有建立索引"
            raise IndexMissing(words, remedy="请运行 qiangxian patents rebuild，或在专利信息页面重建索引") from None

    # -- writing ----------------------------------------------------------------------------------------------------
    @contextmanager
    def writing(self) -> Iterator[_Writing]:
        """One batch: a fresh view of the index, committed at the end, the merges awaited."""
        with self._locked():
            if not (self.root / "current").exists():
                self._begun("000001")
            folder = self.root / self._generation()
            with _batch(_opened(folder), fresh=False) as batch:
                yield batch

    def rebuild(self, documents: Iterable[Document]) -> int:
        """A new folder beside the one that serves; it serves from the instant its name is written."""
        with self._locked():
            before = self._generation() if (self.root / "current").exists() else "000000"
            name = f"{int(before) + 1:06}"
            folder = self.root / name
            shutil.rmtree(folder, ignore_errors=True)
            index = _made(folder)
            with _batch(index, fresh=True) as batch:
                for document in documents:
                    batch.put(document)
            self._serve(name)
            for old in self.root.glob("[0-9]*"):
                if old.name not in (name, before):
                    shutil.rmtree(old, ignore_errors=True)
            return batch.count

    def _begun(self, name: str) -> None:
        _made(self.root / name)
        self._serve(name)

    def _serve(self, name: str) -> None:
        draft = self.root / "current.new"
        draft.write_text(name, encoding="ascii")
        draft.replace(self.root / "current")

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """One writer at a time over all processes; the lock goes with the process that holds it."""
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / "writer.lock").open("w") as lock:
            until = time.monotonic() + WAIT_SECONDS
            while True:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except OSError:
                    if time.monotonic() > until:
                        words = "另一个程序正在写检索索引"
                        raise Conflict(words, remedy="请等它办完再试；记录已经入库，不会丢失") from None
                    time.sleep(0.1)
            yield

    # -- whole? -----------------------------------------------------------------------------------------------------
    def faults(self) -> Sequence[str]:
        """Files on disk against the files the index names, and the version."""
        folder = self.root / self._generation()
        named = {one["segment_id"].replace("-", "") for one in _meta(folder)["segments"]}
        files = {file.name for file in folder.iterdir()}
        missing = [name + end for name in sorted(named) for end in _NEEDED if name + end not in files]
        orphans = {name for name in files if (found := _SEGMENT.match(name)) and found.group() not in named}
        told = [f"索引缺少文件 {name}" for name in missing]
        if orphans:
            told.append(f"索引文件夹里有 {len(orphans)} 个不再使用的文件")
        return told


def _state(folder: Path) -> tuple[int, int]:
    try:
        found = (folder / "meta.json").stat()
    except OSError:
        raise IndexMissing("检索索引的文件不见了", remedy="请运行 qiangxian patents rebuild 重建") from None
    return found.st_mtime_ns, found.st_ino


def _meta(folder: Path) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    return found


def _made(folder: Path) -> tantivy.Index:
    folder.mkdir(parents=True)
    index = tantivy.Index(_schema(), path=str(folder))
    (folder / "version").write_text(_version(), encoding="ascii")
    return index


def _opened(folder: Path) -> tantivy.Index:
    version = folder / "version"
    if not version.exists() or version.read_text(encoding="ascii") != _version():
        words = "检索索引是另一个版本的程序建的"
        raise IndexMissing(words, remedy="请运行 qiangxian patents rebuild 重建，重建期间旧索引不受影响")
    try:
        return tantivy.Index.open(str(folder))
    except ValueError as fault:
        raise IndexMissing(
            "检索索引打不开", remedy="请运行 qiangxian patents rebuild 重建", where=str(fault)[:80]
        ) from None


@contextmanager
def _batch(index: tantivy.Index, *, fresh: bool) -> Iterator[_Writing]:
    writer = index.writer(WRITER_BYTES, 1)
    try:
        batch = _Writing(writer, fresh)
        yield batch
        writer.commit()
    except BaseException:
        writer.rollback()
        raise
    finally:
        writer.wait_merging_threads()


def _scoring(query: Node, emitter: _Emitter) -> Query:
    """The words of the tree for the order of hits alone: none of them need occur."""
    found = [emitter.contains(field, one) for text in wanted(query) for field in text.fields for one in text.literals]
    should = [(Occur.Should, one) for one in found]
    return Query.boolean_query([(Occur.Must, emitter.every()), *should])


def _answered(searcher: tantivy.Searcher, emitter: _Emitter, question: Question, query: Query) -> Answer:
    name, down = sort_of(question)
    place = place_of(question)
    facets = _facets(searcher, query, question.facets) if question.facets else {}
    if name == RELEVANCE:
        start = place or 0
        found = searcher.search(query, max(question.size, 1), offset=start)
        total, hits = _count(found), found.hits[: question.size]
        more = cursor(question.sort, start + len(hits)) if start + len(hits) < total else ""
    else:
        way = f"{name}_{'down' if down else 'up'}"
        part = query if place is None else emitter.both([query, _beyond(emitter, way, place, down)])
        order = Order.Desc if down else Order.Asc
        found = searcher.search(part, max(question.size, 1), order_by_field=way, order=order)
        hits = found.hits[: question.size]
        total = _count(found if place is None else searcher.search(query, 1))
        more = cursor(question.sort, int(hits[-1][0])) if hits and len(hits) < _count(found) else ""
    numbers = searcher.fast_field_values("serial", [address for _, address in hits])
    scored = [
        Hit(int(number or 0), float(score) if name == RELEVANCE else 1.0)
        for number, (score, _) in zip(numbers, hits, strict=True)
    ]
    return Answer(scored, int(total), facets, more if question.size else "")


def _count(found: tantivy.SearchResult) -> int:
    """The library's stub does not know of it."""
    return int(found.count)  # type: ignore[attr-defined]


def _beyond(emitter: _Emitter, way: str, place: int, down: bool) -> Query:
    return emitter.between(way, None, place - 1) if down else emitter.between(way, place + 1, None)


def _facets(searcher: tantivy.Searcher, query: Query, names: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
    asked = {
        name: {"terms": {"field": f"facet_{name}", "size": MOST_VALUES, "segment_size": 20 * MOST_VALUES}}
        for name in names
    }
    found = searcher.aggregate(query, asked)
    return {name: _ordered(found[name]["buckets"]) for name in names}


def _ordered(buckets: Sequence[Mapping[str, Any]]) -> Mapping[str, int]:
    counted = [(str(one["key"]), int(one["doc_count"])) for one in buckets]
    return dict(sorted(counted, key=lambda item: (-item[1], item[0])))


def _candidates(searcher: tantivy.Searcher, query: Query, after: str, size: int) -> tuple[Sequence[Folded], str]:
    """By their numbers, so that going on neither skips nor repeats."""
    start = int(after or 0)
    found = searcher.search(query, size, count=False, order_by_field="serial", order=Order.Asc, offset=start)
    kept = [bytes(searcher.doc(address)["kept"][0]).decode() for _, address in found.hits]
    return [unpacked(one) for one in kept], str(start + size) if len(found.hits) == size else ""
