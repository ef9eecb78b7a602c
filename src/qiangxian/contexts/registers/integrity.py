"""What must hold among the records of the registers. Importing the modules registers their checks."""

from .enterprises import integrity as enterprises
from .records import integrity as records
from .reported import integrity as reported
from .rights.integrity import events, fees, holders, rights
from .titles import integrity as titles

__all__ = ["enterprises", "events", "fees", "holders", "records", "reported", "rights", "titles"]
