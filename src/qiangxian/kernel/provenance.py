"""Where a fact comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Provenance:
    """`source` names the publisher or register in words; the rest is given where it is known.

    `document`: number or title of the document; `url`: public address; `obtained_on`: day we got it; `batch`: import.
    """

    source: str
    document: str | None = None
    url: str | None = None
    obtained_on: date | None = None
    batch: str | None = None

    def __str__(self) -> str:
        obtained = f"{self.obtained_on.isoformat()} 取得" if self.obtained_on else None
        return "，".join(part for part in (self.source, self.document, obtained) if part)
