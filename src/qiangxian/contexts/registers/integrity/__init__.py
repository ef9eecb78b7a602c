"""What must hold among the records of the registers. Importing the modules registers their checks."""

from . import bodies, enterprises, events, fees, holders, rights, titles

__all__ = ["bodies", "enterprises", "events", "fees", "holders", "rights", "titles"]
