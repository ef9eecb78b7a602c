"""The literature search beside other engines, on the same made records in one run: SQLite FTS5, PostgreSQL twice, OpenSearch on one node.

`python -m bench.search_others [RECORDS] [--without opensearch,trgm,…]` prints the table of `docs/reference/search-bench.md`. Every
engine is given the same trees by an emitter of its own, and its result sets are compared with ours before anything is timed: an
engine that finds less is not quicker, and what it cannot answer is counted as such. Times are wall times, the best of three in turn
(of very many records one), since the servers work in processes of their own; others order a page by number or day where ours ranks it,
which is to their advantage."""

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from bench.others.engine import COMPARED, CannotAnswer, Engine, Ours, opensearch
from bench.others.postgres import Postgres, like, phrase, postgres
from bench.others.sql import Fts5
from bench.search import questions, records, words
from qiangxian.engines.search import Document, Question, parse
from qiangxian.engines.search.opensearch_index import OpenSearchIndex
from qiangxian.engines.search.tantivy_index import Tantivy

RECORDS = 20_000
FEW = 50_000
"""Up to so many records every question is timed three times, of more once: the slow ones take seconds."""


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
