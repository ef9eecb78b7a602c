"""What a county knows of headers: descriptions of sources, mappings its office saved, and what was said for one file."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from qiangxian.engines.intake import Learned, fingerprint, load_sources
from qiangxian.engines.intake.vocabulary import fold_header

from ..records.models import ImportBatch
from .models import HeaderMapping

Targets = Mapping[str, str]


def learned_of(batch: ImportBatch) -> Learned:
    """Everything that can name a column in the batch's file: what the county knows of headers, and what was said for this one."""
    saved = {row.fingerprint: _folded(row.mapping) for row in standing(batch.division_code, batch.kind)}
    options = batch.options
    return Learned(
        load_sources(batch.division_code),
        saved,
        _folded(options.get("mapping", {})),
        dict(options.get("constants", {})),
        frozenset(options.get("without", ())),
    )


def standing(division_code: str, kind: str | None = None) -> list[HeaderMapping]:
    """The saved mappings that hold, newest first."""
    rows = HeaderMapping.objects.filter(division_code=division_code, superseded_at__isnull=True)
    return list((rows.filter(kind=kind) if kind else rows).order_by("-saved_at", "-id"))


def save(batch: ImportBatch, names: Sequence[str], mapping: Targets, *, at: datetime, by: str) -> HeaderMapping:
    """The mapping holds from now on for files with these columns; the one before it is superseded."""
    about = {"division_code": batch.division_code, "kind": batch.kind, "fingerprint": fingerprint(names)}
    remove(**about, at=at, by=by)
    told = {"headers": list(names), "mapping": dict(mapping), "file_name": batch.file_name}
    return HeaderMapping.objects.create(**about, **told, saved_at=at, saved_by=by)


def remove(division_code: str, kind: str, fingerprint: str, *, at: datetime, by: str) -> int:
    """The mapping no longer holds; it stays readable."""
    rows = HeaderMapping.objects.filter(
        division_code=division_code, kind=kind, fingerprint=fingerprint, superseded_at__isnull=True
    )
    return rows.update(superseded_at=at, superseded_by=by)


def _folded(targets: Targets) -> dict[str, str]:
    return {fold_header(str(header)): str(target) for header, target in targets.items()}
