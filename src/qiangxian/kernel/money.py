"""Money in whole fen, so that no sum ever loses a fen to binary fractions."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

_FEN = Decimal(100)
_UNITS = ((Decimal(10) ** 8, "亿元"), (Decimal(10) ** 4, "万元"))


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount of renminbi in fen (分). Arithmetic stays in whole fen; a share is rounded half up to a fen."""

    fen: int

    @classmethod
    def yuan(cls, amount: Decimal | int | str) -> Money:
        """From an amount in yuan. A part of a fen, or a float, is a mistake of the source and raises `ValueError`."""
        if isinstance(amount, float):
            raise ValueError(f"an amount must not be a float: {amount!r}")
        fen = Decimal(amount) * _FEN
        if fen != fen.to_integral_value():
            raise ValueError(f"{amount} yuan is no whole number of fen")
        return cls(int(fen))

    def __add__(self, other: Money) -> Money:
        return Money(self.fen + other.fen)

    def __sub__(self, other: Money) -> Money:
        return Money(self.fen - other.fen)

    def __mul__(self, count: int) -> Money:
        return Money(self.fen * count)

    def percent(self, share: Decimal | int) -> Money:
        """`share` per cent of the amount, rounded half up to a fen."""
        return Money(int((Decimal(self.fen) * Decimal(share) / 100).to_integral_value(ROUND_HALF_UP)))

    @property
    def in_yuan(self) -> Decimal:
        """The amount in yuan, exactly."""
        return Decimal(self.fen) / _FEN

    def as_number(self) -> int | float:
        """The amount in yuan as JSON prints it: a whole number where it is one."""
        yuan, rest = divmod(self.fen, 100)
        return yuan if rest == 0 else self.fen / 100

    def format(self) -> str:
        """Words for a screen: `800元`, `1.5万元`, `2.36亿元`, at most two decimals."""
        for size, unit in _UNITS:
            scaled = (self.in_yuan / size).quantize(Decimal("0.01"), ROUND_HALF_UP)
            if abs(scaled) >= 1:
                return f"{_plain(scaled)}{unit}"
        return f"{_plain(self.in_yuan)}元"

    def __str__(self) -> str:
        return self.format()


def _plain(number: Decimal) -> str:
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


ZERO = Money(0)
