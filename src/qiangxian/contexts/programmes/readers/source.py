"""The published text behind a programme, cut where its clauses begin."""

from dataclasses import dataclass

from qiangxian.contexts.documents import readers as documents
from qiangxian.kernel.actor import Actor

from ..models import STANDING, Clause, Programme


@dataclass(frozen=True)
class Passage:
    """Text from the beginning of a clause to the next one; the head of the document belongs to none."""

    clause: Clause | None
    lines: tuple[str, ...]


def source_passages(programme: Programme) -> tuple[Passage, ...]:
    """The whole text of a published plan in order; empty where the programme is not public or its document has no text.

    A public plan is everybody's to read, so its document is read for whoever may see the programme."""
    if not programme.is_public:
        return ()
    document = documents.visible_documents(Actor.system()).filter(pk=programme.document_id).first()
    text = document.source_text if document else ""
    clauses = Clause.objects.filter(STANDING, programme=programme, source_start__isnull=False).order_by("source_start")
    starts: list[tuple[int, Clause | None]] = [(0, None), *((clause.source_start or 0, clause) for clause in clauses)]
    ends = [start for start, _ in starts[1:]] + [len(text)]
    cut = ((clause, _lines(text[start:end])) for (start, clause), end in zip(starts, ends, strict=True))
    return tuple(Passage(clause, lines) for clause, lines in cut if lines)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
