"""What is wrong with a query, at which character, and how to write it."""

from __future__ import annotations

from qiangxian.kernel.errors import Refused

_AROUND = 12


class QueryError(Refused):
    """`place` counts the characters of the query from 0."""

    def __init__(self, query: str, place: int, message: str, remedy: str) -> None:
        self.query, self.place = query, place
        shown = query[max(0, place - _AROUND) : place] + "▲" + query[place : place + _AROUND]
        super().__init__(message, remedy=remedy)
        self.where = f"第 {place + 1} 个字处（{shown.strip()}）" if query else ""
