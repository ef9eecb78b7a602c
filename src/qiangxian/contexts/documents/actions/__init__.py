"""Changes to documents: keep a file, take a plan in, decide what its reading says."""

from .decisions import decide_item, decide_rest, mark_applied
from .files import keep_file, stored
from .plans import import_plan, record_changes

__all__ = [
    "decide_item",
    "decide_rest",
    "import_plan",
    "keep_file",
    "mark_applied",
    "record_changes",
    "stored",
]
