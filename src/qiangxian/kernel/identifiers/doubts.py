"""How the validators read what is not certain about a number (`rulebook/…/identifiers/doubts.yaml`)."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from qiangxian.kernel import rulebook


@lru_cache(maxsize=256)
def reading(name: str, on: date | None = None) -> Any:
    """The value of that reading on the day; without a day the newest, for numbers that carry none."""
    history = rulebook.RULEBOOK.history("identifiers", f"doubts.{name}", None)
    return next((entry.value for entry in reversed(history) if on is None or entry.from_date <= on), history[0].value)
