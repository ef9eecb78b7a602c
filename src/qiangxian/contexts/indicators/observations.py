"""Keeping figures: an observation is both the record of what was once shown and the cache of what need not be counted
again. Rows are only ever added, each sealed together with the seal before it."""

import hashlib
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC
from decimal import Decimal
from typing import Any

from django.db import OperationalError, connection, transaction

from qiangxian.engines.metrics.corrections import retiring, words
from qiangxian.engines.metrics.digests import canonical, parameters_hash
from qiangxian.engines.metrics.measures import Number
from qiangxian.kernel import rulebook
from qiangxian.kernel.calendar import edition_until
from qiangxian.kernel.integrity import Discrepancy

from .computing import Settled, exact, parts_document
from .models import Observation, ObservationHead
from .types import Figure, PartFigure

logger = logging.getLogger(__name__)

Key = tuple[Any, ...]
"""Division, indicator, version, hash of the readings, effective and known day, the versions of the terms, the edition of the
holiday notices, revision last."""
SEALED = (
    "seq",
    "division_code",
    "indicator",
    "definition_version",
    "parameters",
    "parameters_hash",
    "effective",
    "known",
    "value",
    "completeness",
    "record_count",
    "digest",
    "revision",
)
# Sealed only where there is something, so that rows from before these columns keep their seal.
SEALED_WHERE_GIVEN = ("exact", "parts", "state", "rulebook", "calendar")
OTHER_NOTICES = "算出以后采用或撤销了放假安排，休息日不同，顺延的期限随之改变"
PLACES = Decimal("0.000001")
# A long import holds SQLite's write lock; a reader must not wait for it: the figure is right, it is stored next time.
PATIENCE_MS = 500


def key_of(prepared: Settled, revision: int) -> Key:
    """What makes two questions the same question about the same state of the registers."""
    definition, hashed = prepared.definition, parameters_hash(prepared.parameters)
    days = (prepared.as_of.effective, prepared.as_of.known)
    terms = tuple(sorted((role, term.definition.version) for role, term in prepared.terms.items()))
    edition = edition_until(prepared.as_of.effective)
    return (prepared.division, definition.code, definition.version, hashed, *days, terms, edition, revision)


def kept(keys: Iterable[Key]) -> dict[Key, Observation]:
    """Observations already stored under these keys, in one query."""
    wanted = set(keys)
    if not wanted:
        return {}
    divisions, codes, _, hashes, effective, known, _, _, revisions = (set(part) for part in zip(*wanted, strict=True))
    rows = Observation.objects.filter(
        division_code__in=divisions,
        indicator__in=codes,
        parameters_hash__in=hashes,
        effective__in=effective,
        known__in=known,
        revision__in=revisions,
    )
    found = {_key(row): row for row in rows.order_by("-seq")}
    return {key: row for key, row in found.items() if key in wanted}


def as_figure(row: Observation, prepared: Settled) -> Figure:
    """The stored answer to the question."""
    return Figure(
        definition=prepared.definition,
        parameters=prepared.parameters,
        division=prepared.division,
        as_of=prepared.as_of,
        value=stored_value(row),
        completeness=row.completeness,  # type: ignore[arg-type]  # the column holds the words of `Completeness`
        records=row.record_count,
        digest=row.digest,
        revision=row.revision,
        parts=_stored_parts(row, prepared),
        state=row.state,
        calendar=row.calendar,
    )


def stored_value(row: Observation) -> Number | None:
    """The value of the row in full."""
    return Decimal(row.exact) if row.exact else number(row.value)


def _stored_parts(row: Observation, prepared: Settled) -> tuple[PartFigure, ...]:
    """The parts in the order of the definition: a database need not keep the order in which they were written."""
    order = {code: place for place, code in enumerate(prepared.terms or prepared.definition.parts)}
    return tuple(
        PartFigure(
            code,
            *_words(code, prepared),
            None if held["value"] is None else number(Decimal(held["value"])),
            held.get("indicator", ""),
            held.get("version", ""),
        )
        for code, held in sorted(row.parts.items(), key=lambda part: (order.get(part[0], len(order)), part[0]))
    )


def _words(code: str, prepared: Settled) -> tuple[str, str]:
    """Label and unit of a part: its own, else those of the term it stands for."""
    named = prepared.definition.parts.get(code)
    term = prepared.terms.get(code)
    if named is None:
        return (term.definition.label, term.definition.unit) if term else (code, "")
    return named.label, named.unit


def keep(figures: Iterable[tuple[Figure, Any]]) -> None:
    """Store figures, each with the instant of its revision, in one short transaction."""
    rows = [_row(figure, recorded_until) for figure, recorded_until in figures]
    if not rows:
        return
    try:
        with _impatient(), transaction.atomic():
            _append(rows)
    except OperationalError as busy:
        logger.warning("figures not stored, the database is busy: %s", busy)


def number(value: Decimal | None) -> Number | None:
    """A whole number as int: a count reads 6, not 6.000000."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else value.normalize()


def seal(row: Observation, previous: str) -> str:
    """SHA-256 over the row's content and the seal before it."""
    content = {name: getattr(row, name) for name in SEALED}
    content |= {name: held for name in SEALED_WHERE_GIVEN if (held := getattr(row, name))}
    content["recorded_until"] = row.recorded_until.astimezone(UTC).isoformat() if row.recorded_until else None
    return hashlib.sha256((previous + canonical(content)).encode()).hexdigest()


def broken_chain() -> Iterator[Discrepancy]:
    """Rows that were changed, are missing in between, or were cut off at the end."""
    previous, expected = "", 1
    for row in Observation.objects.order_by("seq").iterator(chunk_size=2000):
        where = f"指标值第 {row.seq} 条"
        if row.seq != expected:
            yield Discrepancy("指标值缺失", where, str(expected), str(row.seq))
        elif (sealed := seal(row, previous)) != row.seal:
            yield Discrepancy("指标值封印不符", where, sealed, row.seal)
        previous, expected = row.seal, row.seq + 1
    head = ObservationHead.objects.filter(id=1).first() or ObservationHead()
    if (head.seq, head.seal) != (expected - 1, previous):
        yield Discrepancy(
            "指标值末尾缺失", f"指标值第 {head.seq} 条", f"{head.seq} {head.seal}", f"{expected - 1} {previous}"
        )


def _append(rows: list[Observation]) -> None:
    ObservationHead.objects.get_or_create(id=1)
    head = ObservationHead.objects.select_for_update().get(id=1)
    for row in rows:
        row.seq = head.seq + 1
        row.seal = seal(row, head.seal)
        head.seq, head.seal = row.seq, row.seal
    Observation.objects.bulk_create(rows)
    head.save()


def rounded(value: Number | None) -> Decimal | None:
    """As the column keeps it."""
    return None if value is None else Decimal(value).quantize(PLACES)


def _row(figure: Figure, recorded_until: Any) -> Observation:
    kept = rounded(figure.value)
    return Observation(
        division_code=figure.division,
        indicator=figure.definition.code,
        definition_version=figure.definition.version,
        parameters={name: list(v) if isinstance(v, tuple) else v for name, v in figure.parameters.items()},
        parameters_hash=parameters_hash(figure.parameters),
        effective=figure.as_of.effective,
        known=figure.as_of.known,
        value=kept,
        exact="" if kept is None or kept == figure.value else exact(figure.value) or "",
        parts=parts_document(figure.parts),
        state=figure.state,
        completeness=figure.completeness,
        record_count=figure.records,
        digest=figure.digest,
        revision=figure.revision,
        recorded_until=recorded_until,
        rulebook=rulebook.digest(),
        calendar=figure.calendar,
    )


def _key(row: Observation) -> Key:
    days, terms = (row.effective, row.known), tuple(sorted(versions_of_terms(row).items()))
    question = (row.division_code, row.indicator, row.definition_version, row.parameters_hash, *days)
    return (*question, terms, row.calendar, row.revision)


def versions_of_terms(row: Observation) -> dict[str, str]:
    """The versions of the terms a ratio or a sum was made of, by role."""
    return {code: held["version"] for code, held in row.parts.items() if "version" in held}


def counted_by(row: Observation) -> list[tuple[str, str]]:
    """The definitions the row rests on: indicator and version, its own first."""
    terms = ((held["indicator"], held["version"]) for held in row.parts.values() if "version" in held)
    return [(row.indicator, row.definition_version), *terms]


def retired(figure: Figure) -> Observation | None:
    """The newest stored answer to the figure's question that holds no more, if it was another."""
    rows = Observation.objects.filter(
        division_code=figure.division,
        indicator=figure.definition.code,
        parameters_hash=parameters_hash(figure.parameters),
        effective=figure.as_of.effective,
        known=figure.as_of.known,
    )
    old = next((row for row in rows.order_by("-seq") if retired_because(row)), None)
    return old if old and old.value != rounded(figure.value) else None


def retired_because(row: Observation) -> str:
    """Why another value may stand in the row than is counted now: a definition was corrected since, or a holiday notice was
    accepted or revoked. Empty where neither is so."""
    if correction := retiring(counted_by(row)):
        return words(correction)
    return OTHER_NOTICES if row.calendar != edition_until(row.effective) else ""


@contextmanager
def _impatient() -> Iterator[None]:
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        usual = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {int(usual)}")
