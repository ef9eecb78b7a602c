"""Changes to programmes: take a plan in, write what was decided, name the units, tick the checks, set the targets."""

from .applying import apply_proposal
from .checks import tick_check
from .importing import import_plan
from .units import create_missing_units, match_unit
from .using import use_programme

__all__ = [
    "apply_proposal",
    "create_missing_units",
    "import_plan",
    "match_unit",
    "tick_check",
    "use_programme",
]
