"""Measures the registers offer to indicators. Each counts in sets: the database does the work, whatever the size."""

from .bodies.measures import bodies, services
from .enterprises import measures as size_classes
from .portfolio.measures import dimensions, enterprises
from .reported import measures as reported
from .rights.measures import (
    dealing_series,
    dealings,
    filings,
    high_value,
    indications,
    patent_series,
    right_series,
    rights,
)
from .titles import measures as certificates

__all__ = [
    "bodies",
    "certificates",
    "dealing_series",
    "dealings",
    "dimensions",
    "enterprises",
    "filings",
    "high_value",
    "indications",
    "patent_series",
    "reported",
    "right_series",
    "rights",
    "services",
    "size_classes",
]
