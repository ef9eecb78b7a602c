"""Measures the registers offer to indicators. Each counts in sets: the database does the work, whatever the size."""

from . import bodies, enterprises, rights

__all__ = ["bodies", "enterprises", "rights"]
