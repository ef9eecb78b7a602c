"""Questions to the programmes: which there are, what stands in them, how the units and the targets stand."""

from .matrix import Matrix, UnitRow, unit_task_matrix
from .parts import fund_categories, safeguards
from .programmes import has_programmes, programme, public_programmes, visible_programmes
from .source import Passage, source_passages
from .timeline import PhaseSpan, Timeline, timeline

__all__ = [
    "Matrix",
    "Passage",
    "PhaseSpan",
    "Timeline",
    "UnitRow",
    "fund_categories",
    "has_programmes",
    "programme",
    "public_programmes",
    "safeguards",
    "source_passages",
    "timeline",
    "unit_task_matrix",
    "visible_programmes",
]
