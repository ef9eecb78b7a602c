"""Changes of the registers, one module a subject: records, an enterprise's life, legal events, holders, completeness."""

from .bodies.actions import add_member, end_member
from .contracts.actions import cover_right, end_trusteeship, log_trusteeship_service
from .enterprises.actions.enterprises import move_enterprise, record_enterprise_year, rename_enterprise
from .enterprises.actions.listings import add_listing, end_listing
from .intake.actions.imports import (
    NothingImported,
    batch_of,
    bury_dead,
    check_batch,
    dry_run,
    import_table,
    open_import,
    queue_import,
    run_import,
    undo_batch,
)
from .intake.actions.mappings import remove_mapping, save_mapping
from .intake.actions.matches import accept_matches, decide_match, undo_match, undo_matches
from .intake.actions.waiting import fetch_waiting, set_waiting_aside, take_waiting_up
from .records.actions.declare import declare_through
from .records.actions.records import close_record, correct_record, corrected, create_record, steps_of
from .records.validation import Checked, InvalidValues, check_values
from .reported.actions import confirm_figure, correct_figure, make_figure_official, report_figure, withdraw_figure
from .rights.actions.events import add_right_event, retract_right_event
from .rights.actions.fees import (
    end_reduction,
    record_fee,
    record_reduction,
    retract_fee,
    retract_reduction,
)
from .rights.actions.holdings import Holder, add_holder, end_holder
from .rights.actions.non_normal import reinstate_filing

__all__ = [
    "Checked",
    "Holder",
    "InvalidValues",
    "NothingImported",
    "accept_matches",
    "add_holder",
    "add_listing",
    "add_member",
    "add_right_event",
    "batch_of",
    "bury_dead",
    "check_batch",
    "check_values",
    "close_record",
    "confirm_figure",
    "correct_figure",
    "correct_record",
    "corrected",
    "cover_right",
    "create_record",
    "decide_match",
    "declare_through",
    "dry_run",
    "end_holder",
    "end_listing",
    "end_member",
    "end_reduction",
    "end_trusteeship",
    "fetch_waiting",
    "import_table",
    "log_trusteeship_service",
    "make_figure_official",
    "move_enterprise",
    "open_import",
    "queue_import",
    "record_enterprise_year",
    "record_fee",
    "record_reduction",
    "reinstate_filing",
    "remove_mapping",
    "rename_enterprise",
    "report_figure",
    "retract_fee",
    "retract_reduction",
    "retract_right_event",
    "run_import",
    "save_mapping",
    "set_waiting_aside",
    "steps_of",
    "take_waiting_up",
    "undo_batch",
    "undo_match",
    "undo_matches",
    "withdraw_figure",
]
