"""The JSON shape in which a status is told, the same for the calculator and for a registered right."""

from __future__ import annotations

from typing import Any

from qiangxian.engines.lifecycle.facts import Event, RightFacts
from qiangxian.engines.lifecycle.status import Status, status
from qiangxian.kernel.asof import AsOf


def status_answer(facts: RightFacts, as_of: AsOf, number: str | None = None) -> dict[str, Any]:
    """Both readings with their proof, as `rights status` and `law status` print them; days stay `date` objects."""
    legal = status(facts, as_of, "legal")
    return {
        "number": number,
        "type": facts.type,
        "as_of": as_of.effective,
        "known": as_of.known,
        "statistical": _reading(status(facts, as_of, "statistical")),
        "legal": _reading(legal),
        "flags": list(legal.flags),
        "expiry_date": legal.expiry_date,
    }


def _reading(answer: Status) -> dict[str, Any]:
    return {"state": answer.state, "since": answer.since, "because": [_proof(event) for event in answer.because]}


def _proof(event: Event) -> dict[str, Any]:
    return {
        "event": event.type,
        "effective_date": event.effective_date,
        "announced_date": event.announced_date,
        "source": event.source or None,
    }
