"""Measures the registers offer to indicators. Each counts in sets: the database does the work, whatever the size."""

from . import (
    bodies,
    certificates,
    dealing_series,
    dealings,
    dimensions,
    enterprises,
    filings,
    high_value,
    indications,
    patent_series,
    reported,
    right_series,
    rights,
    services,
    size_classes,
)

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
