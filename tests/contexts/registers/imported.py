"""Writing a small table as a document and importing it."""

import re
from datetime import UTC, date, datetime
from typing import Any

from qiangxian.contexts.registers.intake.actions.imports import HandedIn, dry_run, open_import, run_import
from qiangxian.kernel.actor import Actor

AT = datetime(2025, 12, 31, 8, 0, tzinfo=UTC)
THROUGH = date(2025, 12, 31)
WUGANG = "410481"


def given(**more: Any) -> dict[str, Any]:
    return {"actor": Actor.system(), "at": AT, "division_code": WUGANG, **more}


def _table(text: str) -> bytes:
    return re.sub(r" *\| *", ",", text.strip()).encode()


def handed_in(
    kind: str, text: str | bytes, *, name: str = "清单.csv", through: date = THROUGH, **said: Any
) -> HandedIn:
    """A table written as text; unless asked otherwise it may be one without holders."""
    content = text if isinstance(text, bytes) else _table(text)
    return HandedIn(kind, name, content, through, {"without": ["without_holder"], **said})


def take_in(kind: str, text: str | bytes, **about: Any) -> dict[str, Any]:
    """Import a table written as text; the answer is the receipt."""
    opened = open_import(**given(), table=handed_in(kind, text, **about))
    return run_import(**given(), batch_uid=opened.result.uid)


def rehearse(kind: str, text: str, **about: Any) -> dict[str, Any]:
    """The dry run of the same."""
    return dry_run(**given(), table=handed_in(kind, text, **about))
