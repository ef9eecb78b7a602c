"""Questions to the registers. Whatever leaves this package has passed `visible_…(actor)`."""

from ..clock import current_revision
from ..fields import FIELDS, GEOGRAPHICAL_SYSTEMS, Field
from ..keys import label_of, natural_key
from .demonstration import first_demo_enterprise, has_demo
from .lists import Cell, Column, Filter, ListPage, ListRow, Register, Viewer, Wish, all_rows, columns_of, list_page
from .records import (
    RecordPage,
    RightLine,
    comparison,
    record_id_by_key,
    record_page,
    right_lines,
    standing_version,
)
from .scope import (
    visible,
    visible_agencies,
    visible_alliances,
    visible_batches,
    visible_enterprises,
    visible_facilities,
    visible_records,
    visible_rights,
    visible_titles,
)
from .summary import REGISTERS, Card, cards, completeness, reported_through

__all__ = [
    "FIELDS",
    "GEOGRAPHICAL_SYSTEMS",
    "REGISTERS",
    "Card",
    "Cell",
    "Column",
    "Field",
    "Filter",
    "ListPage",
    "ListRow",
    "RecordPage",
    "Register",
    "RightLine",
    "Viewer",
    "Wish",
    "all_rows",
    "cards",
    "columns_of",
    "comparison",
    "completeness",
    "current_revision",
    "first_demo_enterprise",
    "has_demo",
    "label_of",
    "list_page",
    "natural_key",
    "record_id_by_key",
    "record_page",
    "reported_through",
    "right_lines",
    "standing_version",
    "visible",
    "visible_agencies",
    "visible_alliances",
    "visible_batches",
    "visible_enterprises",
    "visible_facilities",
    "visible_records",
    "visible_rights",
    "visible_titles",
]
