"""What is known of headers beyond the vocabulary: descriptions of sources, mappings a person saved or gives now, and values
that hold for the whole file."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from qiangxian.engines.intake.sources import Source, of_headers
from qiangxian.engines.intake.vocabulary import Field, Vocabulary, fold_header
from qiangxian.kernel.errors import Refused

KEEP_ASIDE = "-"


@dataclass(frozen=True)
class Meaning:
    """What one header means; `field` is None where the column is left out (`序号`) or kept aside by a person's choice."""

    field: Field | None
    year: int | None = None
    unit: str = ""
    origin: str = "vocabulary"
    dropped: bool = False


@dataclass(frozen=True)
class Learned:
    """Everything that can name a column. Targets are written `field`, `field:万元`, `field:2024`, or `-` to keep aside."""

    sources: tuple[Source, ...] = ()
    saved: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    given: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)

    def source_of(self, names: Sequence[str], vocabulary: Vocabulary) -> Source | None:
        """The table source that has such a header."""
        if not self.sources:
            return None
        return of_headers(self.sources, vocabulary.kind, frozenset(fold_header(name) for name in names if name))

    def meanings(self, names: Sequence[str], vocabulary: Vocabulary) -> list[Meaning | None]:
        """For every name its meaning: given now, saved for this very header, by its source, by the vocabulary."""
        saved = self.saved.get(fingerprint(names), {}) if self.saved else {}
        source = self.source_of(names, vocabulary)
        return [self._meaning(name, saved, source, vocabulary) if name else None for name in names]

    def _meaning(
        self, name: str, saved: Mapping[str, str], source: Source | None, vocabulary: Vocabulary
    ) -> Meaning | None:
        folded = fold_header(name)
        for origin, targets in (("given", self.given), ("saved", saved)):
            if folded in targets:
                return target_meaning(targets[folded], name, vocabulary, origin)
        if source is not None and (known := source.field_of(vocabulary.kind, folded)):
            return target_meaning(known, name, vocabulary, "source")
        if folded in vocabulary.ignored:
            return Meaning(None, dropped=True)
        found = vocabulary.meaning(name)
        return Meaning(found[0], found[1]) if found else None


NOTHING = Learned()


def fingerprint(names: Iterable[str]) -> str:
    """The same set of column names gives the same print, in whatever order they stand."""
    folded = sorted({fold_header(name) for name in names} - {""})
    return hashlib.blake2b("\n".join(folded).encode(), digest_size=12).hexdigest()


def target_meaning(target: str, header: str, vocabulary: Vocabulary, origin: str) -> Meaning:
    """Read a target; a field may be named by its code or its label. `Refused` where there is no such field."""
    name, *more = re.split(r"[:：]", target.strip())
    if name in (KEEP_ASIDE, ""):
        return Meaning(None, origin=origin)
    found = next((f for f in vocabulary.fields if name in (f.name, f.label)), None)
    if found is None:
        known = "、".join(f.label for f in vocabulary.fields)
        raise Refused(f"“{vocabulary.label}”没有“{name}”这一项", column=header, remedy=f"可对应到：{known}")
    year = next((int(part) for part in more if re.fullmatch(r"(?:19|20)\d\d", part)), None)
    unit = next((part for part in more if part in vocabulary.money_units), "")
    return Meaning(found, year, unit, origin)
