"""What every command shares: JSON on stdout and nothing else there, words on stderr, exit codes 0, 1, 2."""

import json
import sys
from datetime import date, datetime
from decimal import Decimal
from typing import Any


def _plain(value: object) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, set | frozenset | tuple):
        return list(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def emit(document: Any) -> None:
    """Print one JSON document on stdout."""
    json.dump(document, sys.stdout, ensure_ascii=False, indent=2, default=_plain)
    sys.stdout.write("\n")


def say(words: str) -> None:
    """A message for the person at the terminal, on stderr."""
    print(words, file=sys.stderr, flush=True)
