"""Records as the index takes them, and which index that is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

from qiangxian.engines.search import Backend, Document, Memory
from qiangxian.engines.search.tantivy_index import Tantivy
from qiangxian.kernel import rulebook
from qiangxian.kernel.errors import Refused

from .models import Record
from .reading import document_number

AT_ONCE = 500
BATCH = 5000


def backend(name: str = "") -> Backend:
    """The index the settings name: the embedded one, or a cluster where its address is given. `memory`: every record is looked at, to
    compare with."""
    if name == "memory":
        memory = Memory()
        memory.rebuild(document_of(record) for record in _read(Record.objects.filter(is_published=True)))
        return memory
    engine: Backend = _named(settings.SEARCH_URL, str(settings.INDEX))
    if name not in ("", engine.name):
        raise Refused("没有这个检索引擎", value=name, remedy=f"可用：{engine.name}、memory")
    return engine


@cache
def _named(url: str, folder: str) -> Backend:
    if url:
        from qiangxian.engines.search.opensearch_index import OpenSearchIndex

        return OpenSearchIndex(url)
    return Tantivy(Path(folder))


def document_of(record: Record) -> Document:
    """A record for the index; its events, publications and citations are read with it."""
    year = [str(record.filing_date.year)] if record.filing_date else []
    fields = technology(record.ipc)
    county = record.division_code[:6]
    names = record.owners or record.applicants
    return Document(
        record.pk,
        text={
            "title": [record.title],
            "abstract": [record.abstract],
            "claims": [record.claims],
            "description": [record.description],
            "applicants": record.applicants,
            "owners": names,
            "inventors": record.inventors,
            "agency": [record.agency],
            "agents": record.agents,
            "address": [record.address],
        },
        codes={
            "application_number": [record.application_number],
            "publication_number": [one.number for one in record.publications.all()],
            "priority_number": [document_number(one) or one for one in record.priorities],
            "family": record.family,
            "cited": [one.number for one in record.citations.all()],
            "ipc": record.ipc,
            "ipc_main": [record.ipc_main],
            "cpc": record.cpc,
            "locarno": record.locarno,
            "technology": fields,
            "division": [record.division_code],
            "type": [record.type],
            "legal_status": [record.status],
            "country": ["CN"],
        },
        days={
            "filing_date": record.filing_date,
            "publication_date": record.publication_date,
            "grant_date": record.grant_date,
            "priority_date": record.priority_date,
        },
        facets={
            "type": _some(record.type),
            "legal_status": _some(record.status),
            "year": year,
            "applicant": record.applicants[:5],
            "ipc": list(dict.fromkeys(one[:4] for one in record.ipc)),
            "technology": fields,
            "division": _some(county),
            "licence": [record.licence],
        },
    )


def _some(value: str) -> Sequence[str]:
    return [value] if value else []


@cache
def _concordance() -> dict[str, str]:
    rows = rulebook.rows("search", "technology_classes", division=None)
    return {row["class"].rstrip("%"): row["code"] for row in rows}


def technology(classes: Sequence[str]) -> list[str]:
    """The technology fields of the classes, by the longest prefix of each that the concordance has."""
    known = _concordance()
    found = (next((known[one[:end]] for end in range(len(one), 2, -1) if one[:end] in known), "") for one in classes)
    return list(dict.fromkeys(code for code in found if code))


def index_pending() -> int:
    """Bring the index up to what the database says; how many records it took. Killed in between, the next call takes up the rest; what
    is changed meanwhile stays for the next call too."""
    taken, engine = 0, backend()
    while keys := list(Record.objects.filter(is_indexed=False).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        read = defaultdict[datetime, list[int]](list)
        with engine.writing() as batch:
            for record in _read(Record.objects.filter(pk__in=keys)):
                read[record.changed_at].append(record.pk)
                if record.is_published:
                    batch.put(document_of(record))
                else:
                    batch.drop(record.pk)
        for changed_at, those in read.items():
            same = Record.objects.filter(pk__in=those, changed_at=changed_at, is_indexed=False)
            taken += same.update(is_indexed=True)
    return taken


def rebuild() -> int:
    """Everything published, anew, while the old index serves."""
    count = backend().rebuild(document_of(record) for record in _read(Record.objects.filter(is_published=True)))
    Record.objects.filter(is_indexed=False, is_published=True).update(is_indexed=True)
    return count


def _read(records: QuerySet[Record]) -> Iterator[Record]:
    """Some hundred at a time, with what belongs to them."""
    last = 0
    while some := list(
        records.filter(pk__gt=last).order_by("pk").prefetch_related("publications", "citations")[:AT_ONCE]
    ):
        yield from some
        last = some[-1].pk
