"""Changes of the registers, one module a subject: records, an enterprise's life, legal events, holders, completeness."""

from ..validation import Checked, InvalidValues, check_values
from .declare import declare_through
from .enterprises import move_enterprise, record_enterprise_year, rename_enterprise
from .events import add_right_event, retract_right_event
from .holdings import Holder, add_holder, add_member, end_holder, end_member
from .records import close_record, correct_record, create_record

__all__ = [
    "Checked",
    "Holder",
    "InvalidValues",
    "add_holder",
    "add_member",
    "add_right_event",
    "check_values",
    "close_record",
    "correct_record",
    "create_record",
    "declare_through",
    "end_holder",
    "end_member",
    "move_enterprise",
    "record_enterprise_year",
    "rename_enterprise",
    "retract_right_event",
]
