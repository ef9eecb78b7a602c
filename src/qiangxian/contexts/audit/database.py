"""Whether there is a database to ask: the law and the codes are computed without one too."""

from pathlib import Path

from django.db import connection


def is_there() -> bool:
    """False only where the file of an embedded database has not been made yet; asking would make an empty one."""
    name = str(connection.settings_dict["NAME"])
    return connection.vendor != "sqlite" or ":memory:" in name or "mode=memory" in name or Path(name).exists()
