"""A figure as a calculation that can be done again anywhere: its definition, readings, days, the keys and amounts that were counted,
the records behind them. No register is asked to do it again, so a dossier proves its figures on a machine without the county."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from qiangxian.engines.metrics import definitions
from qiangxian.engines.metrics.definitions import Definition
from qiangxian.engines.metrics.measures import DayValue, MeasureAnswer
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import DomainError
from qiangxian.kernel.integrity import Discrepancy

from . import readers
from .computing import Settled, composed, compute, count, exact, figure, parts_document, settled
from .types import Figure

Sheet = Mapping[str, Any]


def sheet(shown: Figure) -> dict[str, Any]:
    """The calculation of a figure, of a ratio or a sum with those of its terms."""
    return _written(readers.asked_again(shown), shown.revision)


def _written(prepared: Settled, revision: int) -> dict[str, Any]:
    if prepared.terms:
        [found] = compute([(prepared, revision)])
        terms = {role: _written(term, revision) for role, term in prepared.terms.items()}
        return _head(found) | {"terms": terms}
    answer = count(prepared, revision)
    points = None if answer.points is None else [[one.key, exact(one.amount)] for one in answer.points]
    records = [
        {"kind": row.kind, "key": row.key, "label": row.label, "because": list(row.because)} for row in answer.rows()
    ]
    return _head(figure(prepared, revision, answer)) | {
        "keys": sorted(answer.keys),
        "points": None if points is None else sorted(points),
        "records": records,
    }


def _head(found: Figure) -> dict[str, Any]:
    definition = found.definition
    return {
        "code": definition.code,
        "label": definition.label,
        "version": definition.version,
        "formula": found.sentence,
        "source": definition.source,
        "unit": definition.unit,
        "parameters": {name: list(v) if isinstance(v, tuple) else v for name, v in found.parameters.items()},
        "division": found.division,
        "effective": found.as_of.effective.isoformat(),
        "known": found.as_of.known.isoformat(),
        "value": exact(found.value),
        "completeness": found.completeness,
        "state": found.state,
        "parts": parts_document(found.parts),
        "revision": found.revision,
        "digest": found.digest,
    }


def recomputed(told: Sheet) -> Figure:
    """The figure done again from its calculation alone, by the rules of this product."""
    prepared = _prepared(told)
    if "terms" in told:
        terms = {role: recomputed(term) for role, term in told["terms"].items()}
        return composed(prepared, told["revision"], terms)
    parts = {code: _number(held["value"]) for code, held in told["parts"].items()}
    found = DayValue(_counted(told), told["completeness"], parts, told["state"])
    return figure(prepared, told["revision"], MeasureAnswer([found], told["keys"]))


def _counted(told: Sheet) -> Decimal | None:
    """The sum of what was counted; a value that is no sum of its points, or is missing, stands as it was reported."""
    if told["value"] is None or told["points"] is None:
        return _number(told["value"])
    return sum((Decimal(amount) for _, amount in told["points"]), Decimal(0))


def differing(told: Sheet, where: str) -> Iterator[Discrepancy]:
    """What does not come out of the calculation as it says."""
    try:
        again = recomputed(told)
        yield from _compared(told, again, where)
        for role, term in told.get("terms", {}).items():
            yield from differing(term, f"{where}（{term.get('label', role)}）")
    except (DomainError, ArithmeticError, LookupError, TypeError, ValueError) as fault:
        yield Discrepancy("指标值不能重算", where, str(told.get("version", "")), str(fault) or type(fault).__name__)


def differing_from_registers(told: Sheet, where: str) -> Iterator[Discrepancy]:
    """What comes out of the registers otherwise, asked by what was recorded when the figure was frozen."""
    try:
        versions = {role: term["version"] for role, term in told.get("terms", {}).items()}
        prepared = _prepared(told)
        days = prepared.as_of
        whole = settled(prepared.definition, prepared.parameters, prepared.division, days, versions)
        yield from _compared(told, compute([(whole, told["revision"])])[0], where)
    except DomainError as fault:
        yield Discrepancy("指标值不能由基础台账重算", where, str(told["version"]), str(fault))


def _compared(told: Sheet, again: Figure, where: str) -> Iterator[Discrepancy]:
    if exact(again.value) != told["value"]:
        yield Discrepancy("指标值数值不符", where, str(exact(again.value)), str(told["value"]))
    elif again.digest != told["digest"]:
        yield Discrepancy("指标值校验码不符", where, again.digest, str(told["digest"]))


def _prepared(told: Sheet) -> Settled:
    definition: Definition = definitions.version(told["code"], told["version"], told["division"])
    days = AsOf.on(date.fromisoformat(told["effective"]), date.fromisoformat(told["known"]))
    return Settled(definition, definition.settle(told["parameters"]), told["division"], days)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
