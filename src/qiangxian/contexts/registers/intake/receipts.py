"""The receipt of an import, in the shape of `interfaces.md`, from the run and later from the batch."""

from typing import Any

from ..records.models import ImportBatch
from .running import ImportOutcome


def receipt(batch: ImportBatch, outcome: ImportOutcome, *, dry_run: bool) -> dict[str, Any]:
    """What the command line prints and the receipt page shows. A dry run leaves no batch, so it has none."""
    counts = outcome.counts
    return {
        "batch": None if dry_run else batch.uid,
        "kind": batch.kind,
        "dry_run": dry_run,
        "file": batch.file_name,
        "rows": counts.rows,
        "created": counts.created,
        "updated": counts.updated,
        "unchanged": counts.unchanged,
        "unmatched": counts.unmatched,
        "match_rate": counts.match_rate,
        "waiting": counts.waiting,
        "fetched": counts.fetched,
        "passed": dict(counts.passed),
        "lines": counts.accounted,
        "wrapped_lines": counts.lines["wrapped"],
        "holder_changes": counts.holder_changes,
        "holder_change": batch.options.get("holder_change") or None,
        "refused_rows": counts.refused_rows,
        "refused": counts.refused,
        "notes": counts.notes,
        "noted": counts.noted,
        "changes": counts.changes,
        "headers": outcome.headers,
        "skipped_sheets": outcome.skipped,
        "revision": None if dry_run else outcome.revision,
        "reported_through": outcome.reported_through.isoformat() if outcome.reported_through else None,
    }


def put_down(batch: ImportBatch, outcome: ImportOutcome) -> None:
    """Copy the outcome onto the batch (not saved)."""
    counts = outcome.counts
    batch.total = batch.processed = counts.rows
    batch.created, batch.updated, batch.unchanged = counts.created, counts.updated, counts.unchanged
    batch.unmatched, batch.refused = counts.unmatched, counts.refused
    batch.options = {
        **batch.options,
        "refused_rows": counts.refused_rows,
        "match_rate": counts.match_rate,
        "waiting": counts.waiting,
        "fetched": counts.fetched,
        "passed": dict(counts.passed),
        "lines": counts.accounted,
        "holder_changes": counts.holder_changes,
        "notes": counts.notes,
        "noted": counts.noted,
        "changes": counts.changes,
        "headers": outcome.headers,
        "skipped_sheets": outcome.skipped,
        "sample": outcome.sample,
    }
