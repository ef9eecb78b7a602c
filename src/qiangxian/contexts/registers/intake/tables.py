"""Which tables can be imported and who takes their rows. A kind of record that names a table is taken by `Records`; what a
table adds to records that stand (events, fees, listings) has a taker of its own."""

from collections.abc import Callable
from typing import Any, Protocol

from qiangxian.engines.intake import Row
from qiangxian.kernel.registry import Registry

from ..records.kinds import KINDS, Kind
from .desk import Desk
from .records import Records


class Taker(Protocol):
    """Takes rows chunk by chunk."""

    def take(self, rows: list[Row], desk: Desk) -> None:
        """One chunk."""

    def finish(self, desk: Desk) -> None:
        """After the last row, still staging."""

    def settle(self, desk: Desk) -> None:
        """After everything staged was written: what has to read it back."""


ATTACHED: Registry[type[Any]] = Registry("登记表")


def attached(name: str) -> Callable[[type[Any]], type[Any]]:
    """Register the taker of a table about records that stand. It says which register the table makes complete (`declares`), and the
    kind of record without which a row goes to the waiting list (`waits_for`); empty for none."""

    return ATTACHED.adding(name, lambda taker: taker)


def kind_of_table(name: str) -> Kind | None:
    """The kind whose records the table holds; None for a table about records that stand."""
    return next((kind for kind in KINDS.values() if kind.table == name), None)


def taker_of(name: str) -> Taker:
    """Who takes the rows of that table, new for each import."""
    kind = kind_of_table(name)
    if kind is not None:
        return Records(kind)
    taker: Taker = ATTACHED.named(name)()
    return taker


def declared_by(name: str) -> str:
    """The register a table makes complete; empty where it makes none."""
    kind = kind_of_table(name)
    return str(ATTACHED[name].declares) if kind is None else kind.code if kind.is_listed else ""


def waiting_tables(kind: str = "") -> list[str]:
    """The tables whose rows can wait for a record (of that kind)."""
    return [name for name, one in ATTACHED.items() if one.waits_for and one.waits_for == (kind or one.waits_for)]
