"""What is known of headers beyond the vocabulary: descriptions of sources, mappings a person saved or gives now, and values
that hold for the whole file."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from qiangxian.engines.intake.sources import LEFT_OUT, SourceForm, of_headers, own_list
from qiangxian.engines.intake.vocabulary import TableField, TableVocabulary, fold_header
from qiangxian.kernel.errors import Refused

KEEP_ASIDE = "-"
NTH = "#"


@dataclass(frozen=True)
class Meaning:
    """What one header means; `field` is None where the column is left out (`序号`) or kept aside by a person's choice."""

    field: TableField | None
    year: int | None = None
    unit: str = ""
    origin: str = "vocabulary"
    dropped: bool = False


@dataclass(frozen=True)
class Learned:
    """Everything that can name a column. Targets are written `field`, `field:万元`, `field:2024`, or `-` to keep aside; they stand
    under the key of their column (`column_keys`). `without`: expected fields of which a person said that no column has them;
    None where nobody is there to be asked."""

    sources: tuple[SourceForm, ...] = ()
    saved: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    given: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    without: frozenset[str] | None = None

    def source_of(self, names: Sequence[str], vocabulary: TableVocabulary) -> SourceForm | None:
        """The table source that has such a header."""
        if not self.sources:
            return None
        folded = frozenset(fold_header(name) for name in names if name)
        own = own_list(vocabulary.kind)
        return own if own and own.headers <= folded else of_headers(self.sources, vocabulary.kind, folded)

    def meanings(self, names: Sequence[str], vocabulary: TableVocabulary) -> list[Meaning | None]:
        """For every name its meaning: given now, saved for this very header, by its source, by the vocabulary."""
        saved = self.saved.get(fingerprint(names), {}) if self.saved else {}
        source = self.source_of(names, vocabulary)
        keys = column_keys(names)
        self._refuse_ambiguous(names, keys)
        return [
            self._meaning(name, key, saved, source, vocabulary) if name else None
            for name, key in zip(names, keys, strict=True)
        ]

    def _meaning(
        self, name: str, key: str, saved: Mapping[str, str], source: SourceForm | None, vocabulary: TableVocabulary
    ) -> Meaning | None:
        folded = fold_header(name)
        for origin, targets in (("given", self.given), ("saved", saved)):
            if (target := targets.get(key, targets.get(folded))) is not None:
                return target_meaning(target, name, vocabulary, origin)
        if source is not None and (known := source.field_of(vocabulary.kind, folded)):
            return target_meaning(known, name, vocabulary, "source")
        if folded in vocabulary.ignored:
            return Meaning(None, dropped=True)
        if folded in vocabulary.kept:
            return Meaning(None, origin="kept")
        found = vocabulary.meaning(name)
        return Meaning(found[0], found[1]) if found else None

    def _refuse_ambiguous(self, names: Sequence[str], keys: Sequence[str]) -> None:
        """A name that stands over several columns does not say which of them is meant."""
        for name, key in zip(names, keys, strict=True):
            folded = fold_header(name)
            if folded in self.given and key != folded:
                same = [one for one in keys if one.startswith(f"{folded}{NTH}")]
                raise Refused(f"有 {len(same)} 列都叫“{name}”", column=name, remedy=f"请写明第几个：{'、'.join(same)}")


NOTHING = Learned()


def column_keys(names: Sequence[str]) -> list[str]:
    """Under what a column is remembered: its folded name; where a name stands several times, with its place among them
    (`名称#2`)."""
    folded = [fold_header(name) for name in names]
    times, met, keys = Counter(folded), Counter[str](), []
    for name in folded:
        met[name] += 1
        keys.append(f"{name}{NTH}{met[name]}" if name and times[name] > 1 else name)
    return keys


def fingerprint(names: Iterable[str]) -> str:
    """The same set of column names gives the same print, in whatever order they stand."""
    folded = sorted({fold_header(name) for name in names} - {""})
    return hashlib.blake2b("\n".join(folded).encode(), digest_size=12).hexdigest()


def target_meaning(target: str, header: str, vocabulary: TableVocabulary, origin: str) -> Meaning:
    """Read a target; a field may be named by its code or its label. `Refused` where there is no such field."""
    name, *more = re.split(r"[:：]", target.strip())
    if name in (KEEP_ASIDE, LEFT_OUT, ""):
        return Meaning(None, origin=origin, dropped=name == LEFT_OUT)
    found = next((f for f in vocabulary.fields if name in (f.name, f.label)), None)
    if found is None:
        known = "、".join(f.label for f in vocabulary.fields)
        raise Refused(f"“{vocabulary.label}”没有“{name}”这一项", column=header, remedy=f"可对应到：{known}")
    year = next((int(part) for part in more if re.fullmatch(r"(?:19|20)\d\d", part)), None)
    unit = next((part for part in more if part in vocabulary.money_units), "")
    return Meaning(found, year, unit, origin)
