"""What must hold among the records of the registers. Importing the modules registers their checks."""

from .bodies import integrity as bodies
from .enterprises import integrity as enterprises
from .records import integrity as records
from .rights.integrity import events, fees, holders, rights
from .titles import integrity as titles

__all__ = ["bodies", "enterprises", "events", "fees", "holders", "records", "rights", "titles"]
