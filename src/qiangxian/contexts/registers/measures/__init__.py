"""Measures the registers offer to indicators. Each counts in sets: the database does the work, whatever the size."""

from . import bodies, dimensions, enterprises, patent_series, right_series, rights

__all__ = ["bodies", "dimensions", "enterprises", "patent_series", "right_series", "rights"]
