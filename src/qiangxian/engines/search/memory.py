"""The reference backend: every record is looked at. For tests and small sets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from .backend import MOST_VALUES, RELEVANCE, Answer, Hit, Question, cursor, place_of, sort_of
from .documents import Document, folded, orders, ranking
from .fields import load_fields
from .matching import Folded, is_meant, pattern
from .nodes import Node, wanted


class Memory:
    """Records in a dictionary."""

    name = "memory"

    def __init__(self) -> None:
        self._records: dict[int, tuple[Folded, Counter[str]]] = {}

    def put(self, document: Document) -> None:
        """Take a record over."""
        self._records[document.serial] = folded(document), Counter(ranking(document).split())

    def drop(self, serial: int) -> None:
        """Take a record out."""
        self._records.pop(serial, None)

    @contextmanager
    def writing(self) -> Iterator[Memory]:
        """Changes are found at once."""
        yield self

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Everything anew."""
        fresh = Memory()
        for document in documents:
            fresh.put(document)
        self._records = fresh._records
        return len(self._records)

    def faults(self) -> Sequence[str]:
        """A dictionary is whole."""
        return ()

    def search(self, question: Question) -> Answer:
        """Look at every record."""
        name, down = sort_of(question)
        meant = [one for one, _ in self._records.values() if is_meant(question.query, one)]
        facets = {facet: _counts(facet, meant) for facet in question.facets}
        place = place_of(question)
        if name == RELEVANCE:
            scored = sorted((Hit(one.serial, _score(question.query, one)) for one in meant), key=_best)
            start = place or 0
            hits = scored[start : start + question.size]
            follows = cursor(question.sort, start + len(hits)) if start + len(hits) < len(scored) else ""
            return Answer(hits, len(meant), facets, follows)
        way = f"{name}_{'down' if down else 'up'}"
        ordered = sorted(((orders(one)[way], one.serial) for one in meant), reverse=down)
        left = [one for one in ordered if place is None or (one[0] < place if down else one[0] > place)]
        page = left[: question.size]
        follows = cursor(question.sort, page[-1][0]) if page and len(left) > len(page) else ""
        return Answer([Hit(serial, 1.0) for _, serial in page], len(meant), facets, follows)

    def related(self, terms: Mapping[str, float], size: int, *, within: Node) -> Sequence[Hit]:
        """Records that have most of the terms' weight."""
        found = [
            Hit(one.serial, sum(weight for term, weight in terms.items() if term in have))
            for one, have in self._records.values()
            if is_meant(within, one)
        ]
        return sorted((hit for hit in found if hit.score), key=_best)[:size]


def _best(hit: Hit) -> tuple[float, int]:
    return -hit.score, hit.serial


def _counts(facet: str, records: Sequence[Folded]) -> Mapping[str, int]:
    counted = Counter(value for one in records for value in one.codes.get(f"facet_{facet}", ()))
    return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:MOST_VALUES])


def _score(query: Node, record: Folded) -> float:
    """How often the words occur, weighted by field."""
    fields = load_fields().by_key
    return sum(
        fields[field].weight * len(pattern(text).findall(record.text.get(field, "")))
        for text in wanted(query)
        for field in text.fields
    )
