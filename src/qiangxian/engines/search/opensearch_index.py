"""The cluster: the same strings as overlapping pairs, the same folding, one alias that names the index which serves.

Only analysers of the core are named, so that any cluster has them. A rebuilding fills an index of its own and moves the alias in one
step; a question that meets a node which is gone is asked of the next."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from opensearchpy import ConnectionError as Unreachable
from opensearchpy import NotFoundError, OpenSearch, TransportError
from opensearchpy.helpers import bulk

from qiangxian.kernel.errors import Conflict, DomainError

from .backend import FACETS, MOST_VALUES, RELEVANCE, Answer, Hit, Question, cursor, place_of, sort_of
from .documents import Document, folded, orders, packed, ranking, unpacked
from .fields import load_fields
from .folding import VERSION, pairs
from .matching import Folded
from .narrowing import decide, emitted, marked
from .nodes import Node, wanted

ALIAS = "qiangxian-patents"
SHARDS, REPLICAS = 2, 1
DELAY = "5s"  # a copy lost with its node is made anew after so long
WINDOW, BULK, SECONDS, TRIES = 100_000, 500, 30, 6
Query = dict[str, Any]


class ClusterAway(DomainError):  # noqa: N818 - read as a sentence: raise ClusterAway
    """No node of the cluster answers."""


def _mapping() -> dict[str, Any]:
    fields = load_fields()
    text = {"type": "text", "analyzer": "whitespace", "norms": True}
    plain = {"type": "keyword", "ignore_above": 8000}
    names = [*(field.key for field in fields.coded), *(f"facet_{facet}" for facet in FACETS)]
    days = [name for day in fields.days for name in (day.key, f"{day.key}_up", f"{day.key}_down")]
    properties: dict[str, Any] = {
        "serial": {"type": "long"},
        "kept": {"type": "keyword", "index": False, "doc_values": False},
        "ranking": text,
        **{field.key: text for field in fields.texts},
        **dict.fromkeys(names, plain),
        **{name: {"type": "long"} for name in days},
    }
    return {"dynamic": "strict", "_source": {"includes": ["serial", "kept"]}, "properties": properties}


class _Emitter:
    """Trees as queries of the cluster. Only words count for the order of hits."""

    def __init__(self) -> None:
        self.weights = {field.key: float(field.weight) for field in load_fields().texts}

    def every(self) -> Query:
        return _silent({"match_all": {}})

    def contains(self, field: str, literal: str) -> Query:
        boost = self.weights[field]
        if len(literal) == 1:
            return {"constant_score": {"filter": {"prefix": {field: {"value": literal}}}, "boost": boost}}
        if len(literal) == 2:
            return {"term": {field: {"value": literal, "boost": boost}}}
        phrase = " ".join(literal[start : start + 2] for start in range(len(literal) - 1))
        return {"match_phrase": {field: {"query": phrase, "analyzer": "whitespace", "boost": boost}}}

    def has_code(self, field: str, values: Sequence[str], wild: bool) -> Query:
        if not wild:
            return _silent({"terms": {field: list(values)}})
        return _silent(self.either([{"wildcard": {field: {"value": value.replace("\\", "\\\\")}}} for value in values]))

    def between(self, field: str, first: int | None, last: int | None) -> Query:
        bounds = {name: value for name, value in (("gte", first), ("lte", last)) if value is not None}
        return _silent({"range": {field: bounds}} if bounds else {"exists": {"field": field}})

    def serials(self, numbers: Iterable[int]) -> Query:
        return _silent({"terms": {"serial": sorted(numbers)}})

    def both(self, parts: Sequence[Query]) -> Query:
        return parts[0] if len(parts) == 1 else {"bool": {"must": list(parts)}}

    def either(self, parts: Sequence[Query]) -> Query:
        return parts[0] if len(parts) == 1 else {"bool": {"should": list(parts), "minimum_should_match": 1}}

    def without(self, part: Query) -> Query:
        return {"bool": {"must": [self.every()], "must_not": [part]}}


def _silent(query: Query) -> Query:
    return {"constant_score": {"filter": query, "boost": 0.0}}


class _Writing:
    """A batch of changes, sent some hundred at a time and found once it is closed."""

    def __init__(self, client: OpenSearch, index: str) -> None:
        self.client, self.index = client, index
        self.waiting: list[dict[str, Any]] = []
        self.count = 0

    def put(self, document: Document) -> None:
        self._add({"_op_type": "index", "_index": self.index, "_id": str(document.serial), **_source(document)})
        self.count += 1

    def drop(self, serial: int) -> None:
        self._add({"_op_type": "delete", "_index": self.index, "_id": str(serial)})

    def _add(self, action: dict[str, Any]) -> None:
        self.waiting.append(action)

    def flush(self) -> None:
        """Send what waits; a record that is to go and is not there is no error."""
        while self.waiting:
            some, self.waiting = self.waiting[:BULK], self.waiting[BULK:]
            _tried(lambda some=some: bulk(self.client, some, ignore_status=404, max_retries=TRIES))


def _source(document: Document) -> dict[str, Any]:
    record = folded(document)
    return {
        "serial": record.serial,
        "kept": packed(record),
        "ranking": ranking(document),
        **{key: pairs(text) for key, text in record.text.items()},
        **{key: list(values) for key, values in record.codes.items()},
        **record.days,
        **orders(record),
    }


class OpenSearchIndex:
    """The index on a cluster. `address` is `http://user:password@host:9200,host:9200`."""

    name = "opensearch"

    def __init__(self, address: str, alias: str = ALIAS) -> None:
        self.alias = alias
        scheme, _, rest = address.rpartition("://")
        account, _, hosts = rest.rpartition("@")
        prefix = f"{scheme or 'http'}://{account + '@' if account else ''}"
        self.client = OpenSearch(
            [f"{prefix}{host.strip('/')}" for host in hosts.split(",")],
            timeout=SECONDS,
            max_retries=TRIES,
            retry_on_timeout=True,
            retry_on_status=(429, 502, 503, 504),
        )

    # -- reading ----------------------------------------------------------------------------------------------------
    def search(self, question: Question) -> Answer:
        """Answer a question; hits and facets in one call."""
        emitter = _Emitter()
        wide = emitted(question.query, emitter)
        if wide.exact:
            return self._answered(question, wide.query)
        decided = decide(question, wide.query, self._candidates)
        words = [
            emitter.contains(field, one)
            for text in wanted(question.query)
            for field in text.fields
            for one in text.literals
        ]
        exact = {"bool": {"filter": [emitted(decided.query, emitter).query], "should": words}}
        return marked(self._answered(question, exact), decided)

    def related(self, terms: Mapping[str, float], size: int, *, within: Node) -> Sequence[Hit]:
        """Records about these terms."""
        if not terms:
            return []
        weighed = [{"term": {"ranking": {"value": term, "boost": weight}}} for term, weight in terms.items()]
        query = {"bool": {"filter": [emitted(within, _Emitter()).query], "should": weighed, "minimum_should_match": 1}}
        found = self._ask({"query": query, "size": size, "_source": ["serial"], "track_total_hits": False})
        return [Hit(int(hit["_source"]["serial"]), float(hit["_score"])) for hit in found["hits"]["hits"]]

    def _answered(self, question: Question, query: Query) -> Answer:
        name, down = sort_of(question)
        place = place_of(question)
        body: dict[str, Any] = {"query": query, "size": question.size, "_source": ["serial"], "track_total_hits": True}
        body["aggs"] = {facet: _terms(facet) for facet in question.facets}
        if name == RELEVANCE:
            body |= {"from": place or 0, "sort": [{"_score": "desc"}, {"serial": "asc"}]}
            body["size"] = max(0, min(question.size, WINDOW - (place or 0)))
        else:
            way = f"{name}_{'down' if down else 'up'}"
            body |= {
                "sort": [{way: "desc" if down else "asc"}],
                **({"search_after": [place]} if place is not None else {}),
            }
        found = self._ask(body)
        total, hits = int(found["hits"]["total"]["value"]), found["hits"]["hits"]
        facets = {facet: _ordered(found["aggregations"][facet]["buckets"]) for facet in question.facets}
        scored = [Hit(int(hit["_source"]["serial"]), float(hit["_score"] or 1.0)) for hit in hits]
        return Answer(scored, total, facets, _next(question, place, hits, total))

    def _candidates(self, query: Query, after: str, size: int) -> tuple[Sequence[Folded], str]:
        body: dict[str, Any] = {
            "query": query,
            "size": size,
            "sort": [{"serial": "asc"}],
            "_source": ["serial", "kept"],
        }
        body |= {"search_after": [int(after)]} if after else {}
        hits = self._ask(body)["hits"]["hits"]
        last = str(hits[-1]["_source"]["serial"]) if len(hits) == size else ""
        return [unpacked(hit["_source"]["kept"]) for hit in hits], last

    def _ask(self, body: dict[str, Any]) -> Any:
        try:
            return _tried(lambda: self.client.search(index=self.alias, body=body))
        except NotFoundError:
            remedy = "请运行 qiangxian patents rebuild"
            raise ClusterAway("检索集群上还没有建立索引", remedy=remedy) from None

    def count(self) -> int:
        """How many records the index has."""
        return int(_tried(lambda: self.client.count(index=self.alias))["count"])

    # -- writing ----------------------------------------------------------------------------------------------------
    @contextmanager
    def writing(self) -> Iterator[_Writing]:
        """One batch: nothing is sent where it fails before its end."""
        if not _tried(lambda: self.client.indices.exists_alias(name=self.alias)):
            self._serve(self._made())
        batch = _Writing(self.client, self.alias)
        yield batch
        batch.flush()
        _tried(lambda: self.client.indices.refresh(index=self.alias))

    def rebuild(self, documents: Iterable[Document]) -> int:
        """An index of its own beside the one that serves; the alias moves in one step."""
        name = self._made()
        batch = _Writing(self.client, name)
        for document in documents:
            batch.put(document)
            if len(batch.waiting) >= BULK:
                batch.flush()
        batch.flush()
        _tried(lambda: self.client.indices.refresh(index=name))
        self._serve(name)
        return batch.count

    def _made(self) -> str:
        name = f"{self.alias}-{time.time_ns()}"
        settings: dict[str, Any] = {
            "number_of_shards": SHARDS,
            "number_of_replicas": REPLICAS,
            "max_result_window": WINDOW,
        }
        settings |= {"unassigned.node_left.delayed_timeout": DELAY}
        body = {"settings": {"index": settings}, "mappings": {**_mapping(), "_meta": {"version": VERSION}}}
        _tried(lambda: self.client.indices.create(index=name, body=body))
        return name

    def _serve(self, name: str) -> None:
        known = _tried(lambda: self.client.indices.get(index=f"{self.alias}-*"))
        before = [one for one, held in known.items() if self.alias in held["aliases"]]
        moves = [{"remove": {"index": one, "alias": self.alias}} for one in before]
        moves.append({"add": {"index": name, "alias": self.alias}})
        _tried(lambda: self.client.indices.update_aliases(body={"actions": moves}))
        for one in known:
            if one != name:
                _tried(lambda one=one: self.client.indices.delete(index=one, ignore_unavailable=True))

    def faults(self) -> Sequence[str]:
        """Shards without a place, and an index of another version."""
        health = _tried(lambda: self.client.cluster.health(index=self.alias))
        told = [f"检索集群有 {health['unassigned_shards']} 个分片没有就位"] if health["status"] == "red" else []
        versions = {held["mappings"]["_meta"]["version"] for held in self.client.indices.get(index=self.alias).values()}
        return [*told, *(["检索索引是另一个版本的程序建的，请重建"] if versions != {VERSION} else [])]


def _next(question: Question, place: int | None, hits: Sequence[Mapping[str, Any]], total: int) -> str:
    if not hits or not question.size:
        return ""
    if question.sort == RELEVANCE:
        reached = (place or 0) + len(hits)
        return cursor(question.sort, reached) if reached < min(total, WINDOW) else ""
    return cursor(question.sort, int(hits[-1]["sort"][0])) if len(hits) == question.size else ""


def _terms(facet: str) -> dict[str, Any]:
    return {"terms": {"field": f"facet_{facet}", "size": MOST_VALUES, "shard_size": 20 * MOST_VALUES}}


def _ordered(buckets: Sequence[Mapping[str, Any]]) -> Mapping[str, int]:
    counted = [(str(one["key"]), int(one["doc_count"])) for one in buckets]
    return dict(sorted(counted, key=lambda item: (-item[1], item[0])))


def _tried(ask: Any) -> Any:
    """Once more, and once more, while the cluster chooses a new manager; every request may be asked twice without harm."""
    for number in range(TRIES):
        try:
            return ask()
        except NotFoundError:
            raise
        except (Unreachable, TransportError) as fault:
            refused = isinstance(fault.status_code, int) and fault.status_code < 500 and fault.status_code != 429
            if refused:
                raise Conflict(
                    "检索集群不接受这个请求", remedy="请核对集群版本和索引", where=str(fault)[:120]
                ) from fault
            if number + 1 == TRIES:
                words = "检索集群没有应答"
                remedy = "请检查集群各节点和 QIANGXIAN_SEARCH_URL；记录已经入库，恢复后会自动补建索引"
                raise ClusterAway(words, remedy=remedy) from fault
            time.sleep(0.5 * 2**number)
    raise AssertionError  # the loop returns or raises
