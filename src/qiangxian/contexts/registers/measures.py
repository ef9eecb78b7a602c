"""Measures and dimensions the registers offer to indicators; importing them fills their registries."""

from .bodies import measures as bodies
from .contracts import measures as contracts
from .enterprises import measures as size_classes
from .portfolio import dimensions
from .portfolio import measures as portfolio
from .reported import measures as reported
from .rights.measures import dealings, high_value, rights
from .titles import measures as titles

__all__ = [
    "bodies",
    "contracts",
    "dealings",
    "dimensions",
    "high_value",
    "portfolio",
    "reported",
    "rights",
    "size_classes",
    "titles",
]
