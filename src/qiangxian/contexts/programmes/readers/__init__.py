"""Questions to the programmes: which there are, what stands in them, how the units and the targets stand."""

from ..comparing import amended_by
from ..drafts import is_draft
from ..lacking import Lacking, lacking
from ..matching import alike, shown_fields
from .finding import targets_found, tasks_found
from .history import plan_differences, replaced_fields, versions, withdrawn_parts
from .matrix import Matrix, UnitRow, unit_task_matrix
from .parts import fund_categories, phases, safeguards, standing_targets, task_places
from .programmes import (
    current_programme,
    has_programmes,
    programme,
    programme_open_to,
    programmes_open_to,
    visible_programmes,
)
from .proofs import proof_candidates, proofs_of
from .published import (
    ReleasedPage,
    county_of,
    proposed,
    public_changes,
    public_programme,
    public_programmes,
    released,
    released_page,
)
from .source import Passage, source_passages
from .summary import plan_of, verdict
from .supposing import (
    Supposed,
    correction_fields,
    part_payload,
    suppose_choice,
    suppose_correction,
    suppose_made,
)
from .targets import explain_target, target_on, target_series, targets_on
from .tasks import clauses_above, handing_over, origin_of, source_text_of, targets_of, task
from .timeline import PhaseSpan, Timeline, timeline
from .tree import clause_tree, clauses_by_key, tasks_of
from .units import (
    collective_names,
    matched_names,
    names_to_match,
    units_in,
    unmatched_names,
)

__all__ = [
    "Lacking",
    "Matrix",
    "Passage",
    "PhaseSpan",
    "ReleasedPage",
    "Supposed",
    "Timeline",
    "UnitRow",
    "alike",
    "amended_by",
    "clause_tree",
    "clauses_above",
    "clauses_by_key",
    "collective_names",
    "correction_fields",
    "county_of",
    "current_programme",
    "explain_target",
    "fund_categories",
    "handing_over",
    "has_programmes",
    "is_draft",
    "lacking",
    "matched_names",
    "names_to_match",
    "origin_of",
    "part_payload",
    "phases",
    "plan_differences",
    "plan_of",
    "programme",
    "programme_open_to",
    "programmes_open_to",
    "proof_candidates",
    "proofs_of",
    "proposed",
    "public_changes",
    "public_programme",
    "public_programmes",
    "released",
    "released_page",
    "replaced_fields",
    "safeguards",
    "shown_fields",
    "source_passages",
    "source_text_of",
    "standing_targets",
    "suppose_choice",
    "suppose_correction",
    "suppose_made",
    "target_on",
    "target_series",
    "targets_found",
    "targets_of",
    "targets_on",
    "task",
    "task_places",
    "tasks_found",
    "tasks_of",
    "timeline",
    "unit_task_matrix",
    "units_in",
    "unmatched_names",
    "verdict",
    "versions",
    "visible_programmes",
    "withdrawn_parts",
]
