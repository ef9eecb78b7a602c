"""What somebody is asked: the form of a record, a step, the command line. Neutral, so that forms, addresses and checks can be
derived from it."""

from dataclasses import dataclass, replace
from typing import Any

Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Field:
    """One thing that is asked: by the form of a record, by a step, by the command line.

    `takes`: text, long (of `rows` lines), day, choice, number (from `least` to `most`), flag, yes_no (unanswered is neither),
    money (kept in fen under `<name>_fen`; `unit` says what is typed).
    `check` names a validator of `kernel.identifiers`; `correcting_only`: asked only where a record is corrected;
    `personal`: masked on pages and left out of audit lines; `offered`: choices one may leave for another value."""

    name: str
    label: str
    takes: str = "text"
    required: bool = False
    choices: Choices = ()
    check: str = ""
    length: int = 0
    hint: str = ""
    correcting_only: bool = False
    unit: str = ""
    personal: bool = False
    offered: bool = False
    blank: str = ""
    least: int | None = 0
    most: int | None = None
    rows: int = 2

    @property
    def empty(self) -> Any:
        """What is kept where nothing was filled in."""
        return {"day": None, "flag": False, "number": 0, "money": None}.get(self.takes, "")

    def asked(self, **more: Any) -> "Field":
        """The same field for one form, with other words or choices."""
        return replace(self, **more)


def reason(*, required: bool = True) -> Field:
    """Why something is changed."""
    return Field("reason", "理由", "long", required)


SOURCE = Field("source", "来源", length=200, hint="公报、登记簿副本、文件名称等")


def effective(label: str, hint: str = "") -> Field:
    """From which day something holds."""
    return Field("effective_date", label, "day", required=True, hint=hint)


def known(label: str = "公告日", hint: str = "") -> Field:
    """The day the world could know it."""
    return Field("known_date", label, "day", hint=hint)
