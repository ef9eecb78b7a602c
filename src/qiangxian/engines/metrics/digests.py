"""The seal of a figure: the same definition, choices, days, value and records give the same digest on any machine."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from qiangxian.engines.metrics.definitions import Definition
from qiangxian.engines.metrics.measures import DayValue
from qiangxian.kernel.asof import AsOf


def canonical(value: Any) -> str:
    """JSON with sorted keys and no blanks; days in ISO, numbers by value (`6`, `6.0` and Decimal 6.000000 are one)."""
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def parameters_hash(parameters: Mapping[str, Any]) -> str:
    """A short key of a set of parameters (32 hexadecimal digits)."""
    return hashlib.sha256(canonical(parameters).encode()).hexdigest()[:32]


def digest(
    *,
    definition: Definition,
    parameters: Mapping[str, Any],
    division: str,
    as_of: AsOf,
    found: DayValue,
    keys: Iterable[str],
) -> str:
    """SHA-256 in hexadecimal over everything that makes the figure; the order in which keys came does not matter. The parts
    of what was `found` are sealed as they are given.

    Parts and state enter only where there are any, so that figures from before they existed keep their seal."""
    head = {
        "definition": definition.code,
        "version": definition.version,
        "parameters": parameters,
        "division": division,
        "effective": as_of.effective,
        "known": as_of.known,
        "value": found.value,
        "completeness": found.completeness,
        **({"parts": found.parts} if found.parts else {}),
        **({"state": found.state} if found.state else {}),
    }
    seal = hashlib.sha256(canonical(head).encode())
    # A line per key, each ended, so that no two lists of keys give the same bytes (a key holds no line end).
    seal.update("".join(f"\n{key}" for key in sorted(keys)).encode())
    return seal.hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (Decimal, float)):
        return format(Decimal(str(value)).normalize(), "f")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value
