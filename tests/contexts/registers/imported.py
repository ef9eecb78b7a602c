"""Writing a small table as a document and importing it."""

import re
from datetime import UTC, date, datetime
from typing import Any

from qiangxian.contexts.registers.intake.actions.imports import dry_run, open_import, run_import
from qiangxian.kernel.actor import Actor

AT = datetime(2025, 12, 31, 8, 0, tzinfo=UTC)
THROUGH = date(2025, 12, 31)
WUGANG = "410481"


def given(**more: Any) -> dict[str, Any]:
    return {"actor": Actor.system(), "at": AT, "division_code": WUGANG, **more}


def _table(text: str) -> bytes:
    return re.sub(r" *\| *", ",", text.strip()).encode()


def take_in(
    kind: str, text: str | bytes, *, name: str = "清单.csv", through: date = THROUGH, **options: Any
) -> dict[str, Any]:
    """Import a table written as text; the answer is the receipt."""
    content = text if isinstance(text, bytes) else _table(text)
    opened = open_import(**given(), kind=kind, name=name, content=content, options={})
    return run_import(**given(), batch_uid=opened.result.uid, through=through, **options)


def rehearse(kind: str, text: str) -> dict[str, Any]:
    """The dry run of the same."""
    content = _table(text)
    return dry_run(**given(), kind=kind, name="清单.csv", content=content, through=THROUGH)
