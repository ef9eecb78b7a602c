"""What a county knows of headers: descriptions of sources, mappings its office saved, and what was said for one file."""

from collections.abc import Mapping
from datetime import datetime

from qiangxian.engines.intake import Learned, load_sources
from qiangxian.engines.intake.vocabulary import fold_header

from ..records.models import ImportBatch
from .models import HeaderMapping

Targets = Mapping[str, str]


def learned(division_code: str, kind: str, given: Targets | None = None, constants: Targets | None = None) -> Learned:
    """Everything that can name a column in a file of this kind."""
    saved = {row.fingerprint: _folded(row.mapping) for row in standing(division_code, kind)}
    return Learned(load_sources(division_code), saved, _folded(given or {}), dict(constants or {}))


def learned_of(batch: ImportBatch) -> Learned:
    """What the county knows of headers, with what was said for this file."""
    options = batch.options
    return learned(batch.division_code, batch.kind, options.get("mapping"), options.get("constants"))


def standing(division_code: str, kind: str | None = None) -> list[HeaderMapping]:
    """The saved mappings that hold, newest first."""
    rows = HeaderMapping.objects.filter(division_code=division_code, superseded_at__isnull=True)
    return list((rows.filter(kind=kind) if kind else rows).order_by("-saved_at", "-id"))


def save(
    *,
    division_code: str,
    kind: str,
    fingerprint: str,
    headers: list[str],
    mapping: Targets,
    file_name: str,
    at: datetime,
    by: str,
) -> HeaderMapping:
    """The mapping holds from now on for files with these columns; the one before it is superseded."""
    remove(division_code, kind, fingerprint, at=at, by=by)
    return HeaderMapping.objects.create(
        division_code=division_code,
        kind=kind,
        fingerprint=fingerprint,
        headers=headers,
        mapping=dict(mapping),
        file_name=file_name[-255:],
        saved_at=at,
        saved_by=by,
    )


def remove(division_code: str, kind: str, fingerprint: str, *, at: datetime, by: str) -> int:
    """The mapping no longer holds; it stays readable."""
    rows = HeaderMapping.objects.filter(
        division_code=division_code, kind=kind, fingerprint=fingerprint, superseded_at__isnull=True
    )
    return rows.update(superseded_at=at, superseded_by=by)


def _folded(targets: Targets) -> dict[str, str]:
    return {fold_header(str(header)): str(target) for header, target in targets.items()}
