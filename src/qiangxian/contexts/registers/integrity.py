"""What must hold among the records of the registers. Importing the modules registers their checks."""

from .bodies import integrity as bodies
from .enterprises import integrity as enterprises
from .rights.integrity import events, fees, holders, rights
from .titles import integrity as titles

__all__ = ["bodies", "enterprises", "events", "fees", "holders", "rights", "titles"]
