"""What is found and shown of the literature, for one who looks: contract data and addresses for officials alone."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Prefetch

from qiangxian.engines.search import RELEVANCE, Answer, Backend, Hit, Node, Question, load_fields, parse, said, simple
from qiangxian.engines.search.folding import fold, ranking_terms
from qiangxian.engines.search.highlight import Piece, marks, passage, pieces
from qiangxian.engines.search.nodes import All, Code, Not, Serials, both, children
from qiangxian.kernel import division, rulebook
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import DomainError, NotFound
from qiangxian.kernel.identifiers import application_number, publication_number
from qiangxian.kernel.words import word

from . import policies
from .indexing import backend
from .models import Batch, Citation, Publication, Record
from .types import Licence

PASSAGES = ("title", "abstract", "claims", "description")
MOST_SIMILAR_TERMS, PIECE = 40, 5000


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


def whole(query: Node | None, field: str, text: str) -> Sequence[Piece]:
    """All of a text, with what was searched for marked."""
    return pieces(text, marks(query, field, text) if query is not None else ())


def explained(actor: Actor, result: Result) -> list[dict[str, Any]]:
    """Every part of the tree in words, with its place in the line and how many records it means by itself."""

    if not result.answer.total and not Record.objects.filter(is_published=True).exists():
        return []

    def lines(node: Node, level: int) -> Iterator[dict[str, Any]]:
        answer = result.backend.search(Question(limited(actor, node), size=0))
        own = {"level": level, "words": said(node), "at": getattr(node, "at", None)}
        yield {**own, "total": answer.total, "capped": answer.capped}
        for child in children(node):
            yield from lines(child, level + 1)

    return list(lines(result.query, 0))


def record_of(actor: Actor, number: str) -> Record:
    """The record of an application or publication number in any spelling, for one who may see it."""
    record = _by_number(number)
    if (
        record is None
        or not record.is_published
        or not (record.licence == Licence.OPEN or policies.sees_contract(actor))
    ):
        raise NotFound(f"没有收录 {number}", remedy="请核对号码；未公开的申请不收录，可到国家知识产权局系统查询")
    return record


def _by_number(number: str) -> Record | None:
    records = Record.objects.prefetch_related(
        "events", "citations", Prefetch("publications", Publication.objects.order_by("published_date", "number"))
    )
    check = application_number.validate(number, check_digit_dropped=True)
    if check.ok and (found := records.filter(key=check.canonical).first()):
        return found
    compact = publication_number.compact(number)
    printed = Publication.objects.filter(number=compact).first() or Publication.objects.filter(stem=compact).first()
    return records.filter(pk=printed.record_id).first() if printed else records.filter(key=compact).first()


def citing(actor: Actor, record: Record) -> list[Record]:
    """Published records that cite one of the record's documents, as far as the reader may see them."""
    stems = {one.stem for one in record.publications.all()}
    keys = Citation.objects.filter(stem__in=stems).values_list("record_id", flat=True)
    rows = Record.objects.filter(pk__in=keys, is_published=True)
    seen = rows if policies.sees_contract(actor) else rows.filter(licence=Licence.OPEN)
    return list(seen.order_by("-filing_date", "pk")[:200])


def cited(actor: Actor, record: Record) -> list[tuple[str, str]]:
    """(number, key of its record or nothing) of every document the record cites."""
    given = [(one.number, one.stem) for one in record.citations.all()]
    rows = Publication.objects.filter(stem__in=[stem for _, stem in given], record__is_published=True)
    seen = rows if policies.sees_contract(actor) else rows.filter(record__licence=Licence.OPEN)
    keys = dict(seen.values_list("stem", "record__key"))
    return [(number, keys.get(stem, "")) for number, stem in given]


def relatives(actor: Actor, record: Record) -> list[Record]:
    """Other records of the same family."""
    if not record.family:
        return []
    query = both(Code("family", tuple(map(str, record.family))), Not(Serials(frozenset({record.pk}))))
    hits = backend().search(Question(limited(actor, query), size=50)).hits
    found = Record.objects.in_bulk([hit.serial for hit in hits])
    return [found[hit.serial] for hit in hits if hit.serial in found]


@dataclass(frozen=True)
class Similar:
    """A record about the same, with the terms and the classes both have."""

    record: Record
    score: float
    terms: Sequence[str]
    classes: Sequence[str]


def similar(actor: Actor, record: Record, size: int = 8) -> list[Similar]:
    """Records that share the most telling words of title and abstract."""
    terms = _telling(record)
    within = limited(actor, Not(Serials(frozenset({record.pk}))))
    hits = backend().related(terms, size, within=within)
    found = Record.objects.in_bulk([hit.serial for hit in hits])
    return [_alike(found[hit.serial], hit.score, record, terms) for hit in hits if hit.serial in found]


def _telling(record: Record) -> dict[str, float]:
    """The title's terms, then the abstract's: pairs and words, at most so many."""
    common = set(rulebook.load("patents", "links", division=None)["common_characters"])
    title, abstract = (
        [term for term in ranking_terms(text) if len(term) > 1 and not common & set(term)]
        for text in _own_words(record)
    )
    weights = dict.fromkeys(title, 2.0)
    for term in abstract:
        weights.setdefault(term, 0.5)
    return dict(list(weights.items())[:MOST_SIMILAR_TERMS])


def _alike(other: Record, score: float, record: Record, terms: Mapping[str, float]) -> Similar:
    have = set(ranking_terms(f"{other.title} {other.abstract}"))
    shared = {term for term in terms if term in have}
    return Similar(other, score, _runs(record, shared)[:6], [one for one in record.ipc if one in other.ipc])


def _own_words(record: Record) -> tuple[str, str]:
    """Title and beginning of the abstract without the turns of speech of all patents."""
    title, abstract = fold(record.title), fold(record.abstract[:400])
    for word_ in rulebook.load("patents", "links", division=None)["common_words"]:
        title, abstract = title.replace(fold(word_), " "), abstract.replace(fold(word_), " ")
    return title, abstract


def _runs(record: Record, shared: set[str]) -> list[str]:
    """The shared terms as they stand in the text: terms that run into one another are told as one, the longest first."""
    found = list[str]()
    for text in _own_words(record):
        run = ""
        for place in range(len(text)):
            pair = text[place : place + 2]
            if pair in shared:
                run = run + pair[1] if run else pair
            elif run:
                found.append(run)
                run = ""
        found += [run] if run else []
    whole = sorted(dict.fromkeys(found), key=lambda one: -len(one))
    return [one for place, one in enumerate(whole) if not any(one in longer for longer in whole[:place])]


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


_PLAIN = (
    "key", "application_number", "raw_number", "type", "title", "abstract", "claims", "description", "applicants", "owners",
    "inventors", "agency", "agents", "division_code", "ipc_main", "ipc", "cpc", "locarno", "priorities", "family", "pct_number",
    "filing_date", "publication_date", "grant_date", "expiry_date", "priority_date", "status", "printed_status",
    "printed_status_date", "licence",
)  # fmt: skip


def document(actor: Actor, record: Record) -> dict[str, Any]:
    """A record for a program; the printed address stays inside, its area is told."""
    return {
        **{name: getattr(record, name) or None for name in _PLAIN},
        "publications": [
            {
                "number": one.number,
                "kind": one.kind,
                "published_date": one.published_date,
                "meaning": one.meaning or None,
            }
            for one in record.publications.all()
        ],
        "events": [
            {
                "type": one.type,
                "effective_date": one.effective_date,
                "announced_date": one.announced_date,
                "words": one.words,
            }
            for one in record.events.all()
        ],
        "cites": [one.number for one in record.citations.all()],
        "cited_by": [one.key for one in citing(actor, record)],
    }


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
