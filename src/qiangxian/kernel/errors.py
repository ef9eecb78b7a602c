"""Errors that tell the person who must act what happened, where, and what to do (all three in Chinese)."""

from __future__ import annotations

from typing import Any, TypedDict, Unpack


class Place(TypedDict, total=False):
    """Where in a file something stands."""

    file: str | None
    sheet: str | None
    row: int | None
    column: str | None
    value: object


class DomainError(Exception):
    """A rule of the field was not met. `message` says what, `where` says at which place, `remedy` what to do next."""

    about: tuple[str, Any] | None = None
    """The thing it names, as (kind, key), where there is one to open."""

    def __init__(self, message: str, *, remedy: str = "", where: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.where = where

    def __str__(self) -> str:
        head = f"{self.where}：{self.message}" if self.where else self.message
        return f"{head}（{self.remedy}）" if self.remedy else head


class Refused(DomainError):  # noqa: N818 - read as a sentence: raise Refused
    """Input that cannot be taken over, with its place in the file it came from (command line: exit code 2)."""

    def __init__(self, reason: str, *, remedy: str = "", **place: Unpack[Place]) -> None:
        self.file, self.sheet, self.row = place.get("file"), place.get("sheet"), place.get("row")
        self.column, self.value = place.get("column"), place.get("value")
        super().__init__(reason, remedy=remedy, where=self._place())

    @property
    def reason(self) -> str:
        """The same text as `message`, under the name the import receipt uses."""
        return self.message

    def _place(self) -> str:
        parts = [
            f"文件 {self.file}" if self.file else "",
            f"工作表“{self.sheet}”" if self.sheet else "",
            f"第 {self.row} 行" if self.row is not None else "",
            f"“{self.column}”列" if self.column else "",
            f"值“{self.value}”" if self.value is not None else "",
        ]
        return "，".join(part for part in parts if part)

    def as_row(self) -> dict[str, object]:
        """The shape of one entry of `refused` in the receipt of an import."""
        value = None if self.value is None else str(self.value)
        return {
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "value": value,
            "reason": self.message,
            "remedy": self.remedy,
        }


class NotAllowed(DomainError):  # noqa: N818 - read as a sentence: raise NotAllowed
    """The actor may not do this; `message` is the reason a policy gave."""


class NotFound(DomainError):  # noqa: N818 - read as a sentence: raise NotFound
    """Nothing stands under this number or code, or the actor may not see it."""


class Conflict(DomainError):  # noqa: N818 - read as a sentence: raise Conflict
    """The record has changed meanwhile, or contradicts one that already stands (`about`: which)."""

    def __init__(
        self, message: str, *, remedy: str = "", where: str = "", about: tuple[str, Any] | None = None
    ) -> None:
        super().__init__(message, remedy=remedy, where=where)
        self.about = about


class TooOften(DomainError):  # noqa: N818 - read as a sentence: raise TooOften
    """Somebody asks more often than is good for the others; `remedy` says when to ask again."""
