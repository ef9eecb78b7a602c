"""Searching the patent literature: our call beside the bare engine and SQLite's full text, on the same made records in one run.

`python -m bench.search [RECORDS] [--json] [--room FOLDER]`; the indexes stay in the folder that is named. Result sets are compared
before times: an engine that finds less is not quicker, and SQLite's trigrams cannot answer under three characters at all.
Ten million records: the same command with 10000000, some hours and 10 GB.
Times are those of the processor (all threads), so that whoever else works on the machine does not count.
Relevance is measured on real titles against their own abstracts where the real data lie beside the project."""

import csv
import gzip
import json
import random
import re
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import tantivy

import qiangxian
from bench.table import Line, show
from qiangxian.engines.search import Document, Question, parse
from qiangxian.engines.search.folding import fold, pairs, ranking_terms
from qiangxian.engines.search.narrowing import emitted
from qiangxian.engines.search.nodes import All
from qiangxian.engines.search.tantivy_index import Tantivy, _Emitter

RECORDS, WORDS, SEED = 30_000, 20_000, 7
CLASSES = [
    f"{section}{main:02}{sub}{group}/{low:02}"
    for section in "ABCEFGH"
    for main in (1, 6, 22)
    for sub in "BCFK"
    for group in (1, 17)
    for low in (0, 4)
]
REAL = Path(__file__).resolve().parents[2] / "shared" / "data" / "patents-cn" / "taian-3692.csv.gz"


@cache
def words() -> list[str]:
    """Made words of two to four characters the rulebook prints, the first the most frequent."""
    texts = (
        file.read_text(encoding="utf-8") for file in (Path(qiangxian.__file__).parent / "rulebook").rglob("*.yaml")
    )
    characters = sorted(set(re.findall(r"[一-鿿]", "".join(texts))))
    chance = random.Random(SEED)
    return list(
        dict.fromkeys("".join(chance.choices(characters, k=chance.choice((2, 2, 2, 3, 4)))) for _ in range(WORDS))
    )


@cache
def _weights() -> list[float]:
    """Word frequencies as texts have them: the n-th word one n-th as often as the first."""
    total, summed = 0.0, []
    for place in range(1, len(words()) + 1):
        total += 1 / place
        summed.append(total)
    return summed


def records(count: int) -> Iterator[Document]:
    """Made records: titles of three words, abstracts of about a hundred and eighty characters, classes and applicants unevenly spread."""
    chance = random.Random(SEED)
    for serial in range(1, count + 1):
        text = chance.choices(words(), cum_weights=_weights(), k=75)
        filed = date(2000, 1, 1) + timedelta(days=chance.randrange(9000))
        classes = chance.choices(CLASSES, k=2)
        applicant = f"示例{int(chance.paretovariate(1))}公司"
        yield Document(
            serial,
            text={"title": ["".join(text[:3])], "abstract": ["".join(text[3:])], "applicants": [applicant]},
            codes={"ipc": classes, "type": ["invention"], "legal_status": ["in_force"]},
            days={"filing_date": filed},
            facets={
                "type": ["invention"],
                "year": [str(filed.year)],
                "applicant": [applicant],
                "ipc": [one[:4] for one in classes],
            },
        )


def questions(count: int) -> list[tuple[str, Question]]:
    """Rare and broad words, phrases, OR, NOT, days, classes, facets, deep pages."""
    chance, known, made = random.Random(SEED + 1), words(), []
    for _ in range(40):
        rank = int(len(known) ** chance.random())
        one, other = known[min(rank, len(known) - 1)], chance.choices(known, cum_weights=_weights())[0]
        third = chance.choices(known, cum_weights=_weights())[0]
        made += [
            ("word", Question(parse(one))),
            ("phrase", Question(parse(f'TI="{other}" OR AB="{other + third}"'))),
            ("not", Question(parse(f"{other} NOT {third}"))),
            ("range", Question(parse(f"({one} OR {third}) AND APD>=2010"), sort="-filing_date")),
            ("class", Question(parse(f"{other} AND IPC=B01*"))),
            ("facets", Question(parse(one), facets=("type", "year", "applicant", "ipc"))),
        ]
    deep = min(count // 2, 10_000)
    page = Question(All(), sort="-filing_date", size=20)
    made += [("deep", Question(All(), sort="-filing_date", after=_cursor_after(deep)))] * 4 + [("first page", page)] * 4
    return made


def _cursor_after(_rank: int) -> str:
    from qiangxian.engines.search.backend import cursor
    from qiangxian.engines.search.documents import SHIFT

    return cursor("-filing_date", 20120101 * SHIFT)


def times(works: Sequence[Callable[[], object]]) -> list[float]:
    """Milliseconds: of each the best of three in turn, after once that is not counted."""
    taken = [float("inf")] * len(works)
    for turn in range(4):
        for place, work in enumerate(works):
            began = time.process_time()
            work()
            taken[place] = min(taken[place], (time.process_time() - began) * 1000) if turn else taken[place]
    return taken


def percentiles(taken: Sequence[float]) -> tuple[float, float, float]:
    """p50, p95 and p99."""
    cut = statistics.quantiles(taken, n=100)
    return cut[49], cut[94], cut[98]


class Watched:
    """Records as they are made: the time of making is not the engine's, and memory is looked at on the way."""

    def __init__(self, count: int) -> None:
        self.made, self.count, self.seconds, self.memory = records(count), count, 0.0, list[float]()

    def __iter__(self) -> Iterator[Document]:
        step = max(self.count // 50, 1)
        began = time.thread_time()
        for one in self.made:
            self.seconds += time.thread_time() - began
            yield one
            if one.serial % step == 0:
                self.memory.append(own_memory())
            began = time.thread_time()

    def grown(self) -> Line:
        """The most of the last quarter against the most of the second: flat is 1."""
        quarter = max(len(self.memory) // 4, 1)
        first, last = max(self.memory[quarter : 2 * quarter]), max(self.memory[-quarter:])
        return Line(
            "memory while indexing (second quarter)", last, first, "MB", last / first, "≤ 1.2", last <= 1.2 * first
        )


def own_memory() -> float:
    """What the process holds itself, in MB: pages of files do not count."""
    told = Path("/proc/self/status").read_text(encoding="ascii")
    return int(told.split("RssAnon:")[1].split()[0]) / 1024


def timed(work: Callable[[Iterable[Document]], object], count: int) -> tuple[float, Watched]:
    """Seconds of the processor for so many records, without their making."""
    watched, began = Watched(count), time.process_time()
    work(watched)
    return time.process_time() - began - watched.seconds, watched


def bare_import(folder: Path, made: Iterable[Document]) -> None:
    """The same texts folded, paired and indexed, with no document of ours around them."""
    build = tantivy.SchemaBuilder()
    for name in ("title", "abstract", "applicants"):
        build.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    build.add_text_field("ranking", tokenizer_name="whitespace", index_option="freq")
    index = tantivy.Index(build.build(), path=str(folder))
    writer = index.writer(128_000_000, 1)
    for one in made:
        document = tantivy.Document()
        for name in ("title", "abstract", "applicants"):
            document.add_text(name, pairs(fold(one.text[name][0])))
        document.add_text("ranking", " ".join(ranking_terms(one.text["title"][0] * 2 + one.text["abstract"][0])))
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


def sqlite_index(made: Iterable[Document]) -> sqlite3.Connection:
    """FTS5 with its trigram tokenizer, over the same folded texts."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE found USING fts5(title, abstract, tokenize='trigram', detail='full')")
    rows = ((one.serial, *(fold(one.text[name][0]) for name in ("title", "abstract"))) for one in made)
    database.executemany("INSERT INTO found(rowid, title, abstract) VALUES (?, ?, ?)", rows)
    return database


def sizes(folder: Path) -> float:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6


def measure(count: int, named: str = "") -> list[Line]:
    with nullcontext(named) if named else tempfile.TemporaryDirectory() as room:
        ours, folder = Tantivy(Path(room) / "ours"), Path(room) / "bare"
        folder.mkdir(parents=True)
        own, watched = timed(ours.rebuild, count)
        bare, _ = timed(lambda made: bare_import(folder, made), count)
        size, ratio = sizes(Path(room) / "ours"), bare / own
        return [
            Line(f"index {count} records", count / own, count / bare, "1/s", ratio, "≥ 0.6", ratio >= 0.6),
            Line("index size (bare: words alone)", size, sizes(folder), "MB", size / sizes(folder), "", True),
            watched.grown(),
            *queries(ours, count),
            *relevance(Path(room)),
        ]


def queries(ours: Tantivy, count: int) -> list[Line]:
    """The mixed set against the bare engine call; words of three and four characters against SQLite."""
    kinds, asked = zip(*questions(count), strict=True)
    index = ours._serving()
    searcher, emitter = index.searcher(), _Emitter(index.schema)
    bare = [(emitted(one.query, emitter).query, one.facets) for one in asked]

    def engine(query: tantivy.Query, facets: Sequence[str]) -> None:
        searcher.search(query, 20)
        if facets:
            searcher.aggregate(query, {name: {"terms": {"field": f"facet_{name}", "size": 200}} for name in facets})

    own, beside = (
        times([lambda one=one: ours.search(one) for one in asked]),
        times([lambda one=one: engine(*one) for one in bare]),
    )
    for kind in dict.fromkeys(kinds):
        told = [max(took for took, of in zip(taken, kinds, strict=True) if of == kind) for taken in (own, beside)]
        print(f"{kind}: slowest {told[0]:.2f} ms, bare engine {told[1]:.2f} ms", file=sys.stderr, flush=True)
    (p50, p95, p99), (b50, b95, _) = percentiles(own), percentiles(beside)
    lines = [
        Line(
            f"mixed queries p95 (p50 {p50:.2f}, p99 {p99:.2f} ms)", p95, b95, "ms", p95 / b95, "≤ 1.3", p95 <= 1.3 * b95
        ),
        Line("mixed queries p50", p50, b50, "ms", p50 / b50, "", True),
    ]
    database = sqlite_index(records(count))
    some = [word for word in words()[:3000:17] if len(word) > 2]
    same = [(word, parse(f"TI={word} OR AB={word}")) for word in some]
    for word, query in same:
        found = database.execute("SELECT count(*) FROM found WHERE found MATCH ?", (f'"{fold(word)}"',)).fetchone()[0]
        assert found == ours.search(Question(query, size=0)).total, word
    _, q95, _ = percentiles(times([lambda query=query: ours.search(Question(query)) for _, query in same]))
    _, s95, _ = percentiles(times([lambda word=word: sqlite_page(database, word) for word, _ in same]))
    lines.append(
        Line("words of 3–4 characters p95 (SQLite FTS5, same sets)", q95, s95, "ms", s95 / q95, "≥ 5", s95 >= 5 * q95)
    )
    return lines


def sqlite_page(database: sqlite3.Connection, word: str) -> None:
    """A page by rank and the number of all, as ours answers both."""
    term = f'"{fold(word)}"'
    database.execute("SELECT rowid FROM found WHERE found MATCH ? ORDER BY rank LIMIT 20", (term,)).fetchall()
    database.execute("SELECT count(*) FROM found WHERE found MATCH ?", (term,)).fetchone()


def relevance(room: Path) -> list[Line]:
    """Titles against their own abstracts, from which the title was taken out: recall at 1 and 10 beside pairs alone."""
    if not REAL.exists():
        return []
    with gzip.open(REAL, "rt", encoding="utf-8") as text:
        rows = [row for row in csv.DictReader(text) if len(row["摘要"]) > 20][::2]
    titles = [row["专利名称"] for row in rows]
    texts = [fold(row["摘要"]).replace(fold(row["专利名称"]), " ") for row in rows]
    ours = Tantivy(room / "real")
    ours.rebuild(Document(serial, text={"abstract": [text]}) for serial, text in enumerate(texts, start=1))
    both = recall(
        lambda title: [hit.serial for hit in ours.related(dict.fromkeys(ranking_terms(title), 1.0), 10, within=All())],
        titles,
    )
    alone = recall(pairs_alone(texts), titles)
    return [
        Line(f"title → own abstract, recall@{at}", mine, theirs, "", mine / theirs, "> 1", mine > theirs)
        for at, mine, theirs in zip((1, 10), both, alone, strict=True)
    ]


def pairs_alone(texts: Sequence[str]) -> Callable[[str], list[int]]:
    """Plain BM25 over pairs of characters."""
    build = tantivy.SchemaBuilder()
    build.add_integer_field("serial", stored=True, fast=True)
    build.add_text_field("terms", tokenizer_name="whitespace", index_option="freq")
    schema = build.build()
    index = tantivy.Index(schema)
    writer = index.writer(50_000_000, 1)
    for serial, text in enumerate(texts, start=1):
        document = tantivy.Document()
        document.add_integer("serial", serial)
        document.add_text("terms", " ".join(term for term in ranking_terms(text) if len(term) != 1))
        writer.add_document(document)
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def ask(title: str) -> list[int]:
        terms = [term for term in dict.fromkeys(ranking_terms(title)) if len(term) != 1]
        should = [(tantivy.Occur.Should, tantivy.Query.term_query(schema, "terms", term, "freq")) for term in terms]
        hits = searcher.search(tantivy.Query.boolean_query(should), 10).hits if should else []
        return [int(one or 0) for one in searcher.fast_field_values("serial", [address for _, address in hits])]

    return ask


def recall(ask: Callable[[str], list[int]], titles: Sequence[str]) -> tuple[float, float]:
    found = [ask(title) for title in titles]
    first = sum(bool(hits) and hits[0] == serial for serial, hits in enumerate(found, start=1))
    return first / len(titles), sum(serial in hits for serial, hits in enumerate(found, start=1)) / len(titles)


if __name__ == "__main__":
    sizes_asked = [int(word) for word in sys.argv[1:] if word.isdigit()]
    room_asked = sys.argv[sys.argv.index("--room") + 1] if "--room" in sys.argv else ""
    lines = measure(sizes_asked[0] if sizes_asked else RECORDS, room_asked)
    print(json.dumps([line.as_json() for line in lines]) if "--json" in sys.argv else show(lines))
