"""The published text behind a programme, cut where its clauses begin."""

from dataclasses import dataclass
from typing import Any

from qiangxian.contexts.documents import readers as documents
from qiangxian.kernel.actor import Actor

from ..models import STANDING, Clause, Programme


@dataclass(frozen=True)
class Passage:
    """Text from the beginning of a clause to the next one; the head of the document belongs to none.

    `around`: what the web page the plan was read from has above its title, menus and the like."""

    clause: Clause | None
    lines: tuple[str, ...]
    around: bool = False

    def document(self) -> dict[str, Any]:
        """As it is kept in a release."""
        clause = self.clause
        about = {name: getattr(clause, name) for name in ("key", "depth", "marker", "heading")} if clause else None
        return {"clause": about, "lines": self.lines, "around": self.around}


def source_passages(programme: Programme) -> tuple[Passage, ...]:
    """The whole text of a plan in order; empty where its document has none."""
    document = documents.visible_documents(Actor.system()).filter(pk=programme.document_id).first()
    text = document.source_text if document else ""
    clauses = Clause.objects.filter(STANDING, programme=programme, source_start__isnull=False).order_by("source_start")
    title = _title_start(programme)
    starts: list[tuple[int, Clause | None]] = [
        (title, None),
        *((clause.source_start or 0, clause) for clause in clauses),
    ]
    ends = [start for start, _ in starts[1:]] + [len(text)]
    cut = [(clause, _lines(text[start:end])) for (start, clause), end in zip(starts, ends, strict=True)]
    above = _lines(text[:title])
    head = (Passage(None, above, around=True),) if above else ()
    return head + tuple(Passage(clause, lines) for clause, lines in cut if lines)


def _title_start(programme: Programme) -> int:
    """Where the first title begins, as the plan reader found it; 0 where it found none."""
    proposal = next(iter(documents.proposals_of_programme(programme.pk)), None)
    places = proposal.reading.get("places", {}) if proposal else {}
    return min((place["start"] for name in ("notice_title", "title") for place in places.get(name, [])), default=0)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
