"""Changes of the library, one module a subject: filing and review, publicity and entry, leaving, grades, guidance."""

from .filing import apply, check_entry, order_visit, pass_review, record_visit, refuse, resubmit, return_file, withdraw
from .grades import compute_grades, decide_grade
from .guidance import evaluate, log_service, set_plan, strike_service
from .leaving import approve_exit, propose_exit, reject_exit
from .publicity import admit, answer_objection, publish, raise_objection

__all__ = [
    "admit",
    "answer_objection",
    "apply",
    "approve_exit",
    "check_entry",
    "compute_grades",
    "decide_grade",
    "evaluate",
    "log_service",
    "order_visit",
    "pass_review",
    "propose_exit",
    "publish",
    "raise_objection",
    "record_visit",
    "refuse",
    "reject_exit",
    "resubmit",
    "return_file",
    "set_plan",
    "strike_service",
    "withdraw",
]
