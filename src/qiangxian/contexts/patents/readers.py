"""What is found and shown of the literature, for one who looks: contract data and addresses for officials alone."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

from qiangxian.engines.search import RELEVANCE, Answer, Backend, Hit, Node, Question, load_fields, parse, said, simple
from qiangxian.engines.search.highlight import Piece, marks, passage
from qiangxian.engines.search.nodes import All, Code, both, children
from qiangxian.kernel import division, rulebook
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import DomainError, NotFound
from qiangxian.kernel.words import word

from . import policies
from .indexing import backend
from .models import Batch, Record
from .types import Licence

PASSAGES = ("title", "abstract", "claims", "description")
PIECE, PARTS = 5000, 60


@dataclass(frozen=True)
class Asked:
    """One question: an expert `line` or `words` of the simple box, more conditions, the order, the cursor, how many, which facets;
    `milliseconds` 0: no limit of time."""

    line: str = ""
    words: str = ""
    conditions: tuple[Node, ...] = ()
    sort: str = RELEVANCE
    after: str = ""
    size: int = 20
    facets: tuple[str, ...] = ()
    milliseconds: int = 0
    backend: str = ""


@dataclass(frozen=True)
class Shown:
    """One record of an answer, with the passages it was found by."""

    record: Record
    score: float
    passages: Mapping[str, Sequence[Piece]]


@dataclass(frozen=True)
class Result:
    """The answer of the index with its records."""

    query: Node
    answer: Answer
    shown: Sequence[Shown]
    backend: Backend

    @property
    def tree(self) -> str:
        """The question in words."""
        return said(self.query)


def tree_of(actor: Actor, asked: Asked) -> Node:
    """The tree of what was typed, without what the reader is limited to."""
    private = policies.sees_contract(actor)
    typed = [parse(asked.line, private=private)] if asked.line.strip() else []
    typed += [simple(asked.words)] if asked.words.strip() else []
    return both(*typed, *asked.conditions)


def limited(actor: Actor, query: Node) -> Node:
    """Only what the reader may see."""
    return query if policies.sees_contract(actor) else both(query, Code("facet_licence", (Licence.OPEN,)))


def search(actor: Actor, asked: Asked, *, clock: Callable[[], float] = time.monotonic) -> Result:
    """Answer a question, with the records of the hits and their passages."""
    query = tree_of(actor, asked)
    until = clock() + asked.milliseconds / 1000
    question = Question(
        limited(actor, query),
        asked.sort,
        asked.after,
        asked.size,
        asked.facets,
        (lambda: clock() > until) if asked.milliseconds else (lambda: False),
    )
    engine = backend(asked.backend)
    answer = engine.search(question) if Record.objects.filter(is_published=True).exists() else Answer((), 0)
    return Result(query, answer, _shown(query, answer.hits), engine)


class Numbers(NamedTuple):
    """Which records a question means: their keys, as far as they were asked for, how many there are, the question in words; where
    `capped` there may be more."""

    keys: Sequence[int]
    total: int
    tree: str
    capped: bool


def numbers(actor: Actor, asked: Asked, most: int) -> Numbers:
    """The keys of the records a question means, the newest filings first, at most so many."""
    keys, engine, after, answer = list[int](), backend(asked.backend), "", Answer((), 0)
    query = tree_of(actor, asked)
    while Record.objects.filter(is_published=True).exists():
        question = Question(limited(actor, query), "-filing_date", after, min(PIECE, most - len(keys)))
        piece = engine.search(question)
        answer = answer if keys else piece
        keys += [hit.serial for hit in piece.hits]
        after = piece.next
        if not after or len(keys) >= most:
            break
    return Numbers(keys, answer.total, said(query), answer.capped)


def _shown(query: Node, hits: Sequence[Hit]) -> list[Shown]:
    found = Record.objects.in_bulk([hit.serial for hit in hits])
    return [
        Shown(found[hit.serial], hit.score, passages(query, found[hit.serial])) for hit in hits if hit.serial in found
    ]


def passages(query: Node, record: Record) -> Mapping[str, Sequence[Piece]]:
    """By field of text the part around what was found; the abstract's beginning where nothing is marked."""
    found = {}
    for field in PASSAGES:
        text = getattr(record, field)
        if text and ((places := marks(query, field, text)) or field in ("title", "abstract")):
            found[field] = passage(text, places)
    return found


def explained(
    actor: Actor, result: Result, *, milliseconds: int = 0, clock: Callable[[], float] = time.monotonic
) -> list[dict[str, Any]]:
    """Every part of the tree in words, with its place in the line and how many records it means by itself: None for those whose turn
    did not come in time (`milliseconds` 0: no limit), and no more than so many parts."""
    if not result.answer.total and not Record.objects.filter(is_published=True).exists():
        return []
    until = clock() + milliseconds / 1000 if milliseconds else float("inf")

    def lines(node: Node, level: int) -> Iterator[dict[str, Any]]:
        own = {"level": level, "words": said(node), "at": getattr(node, "at", None), "total": None, "capped": False}
        if clock() < until:
            question = Question(limited(actor, node), size=0, expired=lambda: clock() > until)
            answer = result.backend.search(question)
            own |= {"total": answer.total, "capped": answer.capped or not answer.complete}
        yield own
        for child in children(node):
            yield from lines(child, level + 1)

    return list(islice(lines(result.query, 0), PARTS))


def facet_words(facet: str, value: str) -> str:
    """A value of a facet as people read it."""
    if facet == "legal_status":
        return word("right_states", value)
    if facet == "type":
        return word("right_types", value)
    if facet == "licence":
        return Licence(value).label
    if facet == "technology":
        return technology_name(value)
    return area_name(value) if facet == "division" else value


def area_name(code: str) -> str:
    """The area in words; the code where the list has none."""
    try:
        return division.full_name(code)
    except NotFound:
        return code


def technology_name(code: str) -> str:
    """One of the 35 technology fields in words."""
    rows = rulebook.rows("search", "technology_fields", division=None)
    return next((row["name"] for row in rows if row["code"] == code), code)


def sorts() -> list[tuple[str, str]]:
    """The orders one can choose, with their words."""
    days = [
        (f"{sign}{day.key}", f"{day.label}{'由近到远' if sign else '由远到近'}")
        for day in load_fields().days
        for sign in ("-", "")
    ]
    return [(RELEVANCE, "相关度"), *days]


def counted() -> Mapping[str, int]:
    """How many records there are, and how many wait for the index."""
    return {
        "published": Record.objects.filter(is_published=True).count(),
        "waiting": Record.objects.filter(is_indexed=False).count(),
    }


def has_demo() -> bool:
    """Whether literature of the demonstration stands among the other."""
    return Batch.objects.filter(source__startswith="演示").exists()


def status_words(record: Record) -> str:
    """The state in words."""
    return state_words(record.status)


def state_words(state: str) -> str:
    """A state in words."""
    return word("right_states", state) if state else "待核"


def answer_document(query: str, result: Result) -> dict[str, Any]:
    """An answer for a program."""
    answer = result.answer
    return {
        "query": query,
        "tree": result.tree,
        "total": answer.total,
        "hits": [_hit(one) for one in result.shown],
        "facets": {
            name: [
                {"value": value, "label": facet_words(name, value), "count": count} for value, count in values.items()
            ]
            for name, values in answer.facets.items()
        },
        "next": answer.next or None,
        "complete": answer.complete,
        "capped": answer.capped,
        "backend": result.backend.name,
    }


def _hit(one: Shown) -> dict[str, Any]:
    record = one.record
    texts = [pieces_ for field, pieces_ in one.passages.items() if field != "title"]
    return {
        "application_number": record.application_number or None,
        "key": record.key,
        "title": record.title,
        "score": round(one.score, 4),
        "status": record.status or None,
        "type": record.type or None,
        "applicants": record.applicants,
        "filing_date": record.filing_date,
        "publication_date": record.publication_date,
        "passages": ["".join(piece.text for piece in text) for text in texts],
    }


def index_answers() -> bool | None:
    """Whether the index can be asked; None where there is no literature, and so nothing to ask."""
    if not Record.objects.exists():
        return None
    try:
        return backend().search(Question(All(), size=0)).total >= 0
    except DomainError:
        return False
