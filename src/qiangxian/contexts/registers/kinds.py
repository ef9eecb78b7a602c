"""Every kind of record, in the order of the screens: importing a declaration registers it."""

from .enterprises import kind as enterprises

from .rights import kind as rights  # isort: skip
from .titles import kind as titles  # isort: skip
from .bodies import kind as bodies  # isort: skip
from .contracts import kind as contracts  # isort: skip
from .rights import filing_kind  # isort: skip
from .reported import kind as reported  # isort: skip
from .portfolio import additions  # isort: skip
from .rights.intake import events, fees, reductions  # isort: skip
from .enterprises.intake import listings  # isort: skip

__all__ = [
    "additions",
    "bodies",
    "contracts",
    "enterprises",
    "events",
    "fees",
    "filing_kind",
    "listings",
    "reductions",
    "reported",
    "rights",
    "titles",
]
