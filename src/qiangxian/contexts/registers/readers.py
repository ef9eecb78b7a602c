"""Questions to the registers. Whatever leaves this package has passed `visible_…(actor)`."""

from qiangxian.kernel.asking import Field

from .contracts.readers import enterprises_under_trusteeship
from .demonstration.readers import demo_alliance_name, first_demo_enterprise, has_demo
from .enterprises.readers.sizes import (
    SizeLine,
    enterprise_sizes,
    newest_size_classes,
    size_classes,
    size_lines,
    year_values,
    years_reported,
)
from .intake.readers import (
    Progress,
    batch,
    batches,
    enterprise_names,
    header_mappings,
    import_progress,
    is_busy,
    match_decisions,
    refused_originals,
    surveyed,
    waiting_names,
    waiting_rows,
    with_candidates,
)
from .portfolio.eligibility import facts_of_enterprise
from .portfolio.title_ladder import ladder
from .records.clock import current_revision
from .records.kinds import Kind, kind_of, label_of, named_kind, natural_key
from .records.listing import register_of, registers
from .records.lists import Register, completeness, reported_through
from .records.readers import (
    RecordPage,
    comparison,
    record_id_by_key,
    record_page,
    standing_version,
)
from .records.scope import visible, visible_batches, visible_records
from .records.summary import Card, cards
from .reported.catalogue import Series, all_series, find_series
from .reported.flow import matter_of, matters_of
from .reported.readers import FigurePage, figure_page, latest_figures, reported_figures, versions_of
from .rights.readers.excluding import excluding_entry
from .rights.readers.facts import Contradiction, RightLaw, facts_of_number, right_law, right_of_number, sources_of
from .rights.readers.lines import RightLine, right_lines

__all__ = [
    "Card",
    "Contradiction",
    "Field",
    "FigurePage",
    "Kind",
    "Progress",
    "RecordPage",
    "Register",
    "RightLaw",
    "RightLine",
    "Series",
    "SizeLine",
    "all_series",
    "batch",
    "batches",
    "cards",
    "comparison",
    "completeness",
    "current_revision",
    "demo_alliance_name",
    "enterprise_names",
    "enterprise_sizes",
    "enterprises_under_trusteeship",
    "excluding_entry",
    "facts_of_enterprise",
    "facts_of_number",
    "figure_page",
    "find_series",
    "first_demo_enterprise",
    "has_demo",
    "header_mappings",
    "import_progress",
    "is_busy",
    "kind_of",
    "label_of",
    "ladder",
    "latest_figures",
    "match_decisions",
    "matter_of",
    "matters_of",
    "named_kind",
    "natural_key",
    "newest_size_classes",
    "record_id_by_key",
    "record_page",
    "refused_originals",
    "register_of",
    "registers",
    "reported_figures",
    "reported_through",
    "right_law",
    "right_lines",
    "right_of_number",
    "size_classes",
    "size_lines",
    "sources_of",
    "standing_version",
    "surveyed",
    "versions_of",
    "visible",
    "visible_batches",
    "visible_records",
    "waiting_names",
    "waiting_rows",
    "with_candidates",
    "year_values",
    "years_reported",
]
