"""One record, and what stands beside it: who cites it, its relatives, what is like it; as a document for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from qiangxian.engines.search import Node, Question
from qiangxian.engines.search.folding import fold, ranking_terms
from qiangxian.engines.search.highlight import Piece, marks, pieces
from qiangxian.engines.search.nodes import Code, Not, Serials, both
from qiangxian.kernel import rulebook
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import NotFound
from qiangxian.kernel.identifiers import application_number, publication_number

from . import policies
from .indexing import backend
from .models import Citation, Publication, Record
from .readers import limited
from .types import Licence

MOST_SIMILAR_TERMS = 40


def whole(query: Node | None, field: str, text: str) -> Sequence[Piece]:
    """All of a text, with what was searched for marked."""
    return pieces(text, marks(query, field, text) if query is not None else ())


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
    return list(policies.visible(actor, rows).order_by("-filing_date", "pk")[:200])


def cited(actor: Actor, record: Record) -> list[tuple[str, str]]:
    """(number, key of its record or nothing) of every document the record cites."""
    given = [(one.number, one.stem) for one in record.citations.all()]
    rows = Publication.objects.filter(stem__in=[stem for _, stem in given], record__is_published=True)
    keys = dict(policies.visible(actor, rows, "record__licence").values_list("stem", "record__key"))
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
