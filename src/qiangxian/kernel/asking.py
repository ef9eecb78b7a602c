"""What somebody is asked: the form of a record, a step, the command line. Neutral, so that forms, addresses and checks can be
derived from it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from .actor import Actor
from .asof import asked_day
from .errors import Refused
from .identifiers import decision_number

Choices = tuple[tuple[str, str], ...]
LINE, LONG = 200, 4000
LARGEST = Decimal(10) ** 15


@dataclass(frozen=True)
class Field:
    """One thing that is asked: by the form of a record, by a step of a matter, by the command line.

    `takes`: text, document_number (put right where only its brackets are wrong), long (of `rows` lines), day, choice, number (from
    `least` to `most`), decimal, flag, yes_no (unanswered is neither), money (kept in fen under `<name>_fen`; `unit` says what is typed),
    many (choices), numbers (one a choice), notes (words a choice, as text a line each: `code=words`), row (the id of a row the page
    names), hidden (what the page knows already).
    `check` names a validator of `kernel.identifiers`; `correcting_only`: asked only where a record is corrected;
    `personal`: masked on pages and left out of audit lines; `offered`: choices one may leave for another value.
    What a step asks may depend on what it is about: `choose` gives its choices, `initial` what the form begins with, `when` says
    whether it is asked at all; `read` makes a value of the words somebody typed, `staff`: only officials are asked, an enterprise
    speaks for itself; `stands`: by choice what is said under it on the form. `remedy`: what is said where it is missing; `measured`: in
    which unit the number is typed, told before it."""

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
    remedy: str = ""
    staff: bool = False
    choose: Callable[[Any], Iterable[tuple[str, str]]] | None = None
    initial: Callable[[Any, date], Any] | None = None
    read: Callable[[Actor, str], Any] | None = None
    when: Callable[[Any], bool] = lambda _own: True
    measured: Callable[[Any], str] | None = None
    stands: Callable[[Any], Mapping[str, str]] | None = None

    @property
    def empty(self) -> Any:
        """What is kept where nothing was filled in."""
        return {"day": None, "flag": False, "number": 0, "money": None}.get(self.takes, "")

    def asked(self, **more: Any) -> "Field":
        """The same field for one form, with other words or choices."""
        return replace(self, **more)

    def options(self, own: Any = None) -> list[tuple[str, str]]:
        """The choices as they are for what is asked about."""
        return list(self.choose(own) if self.choose else self.choices)

    def kept(self, name: str) -> "Field":
        """The same, filled in with what stands under that name now."""
        return replace(self, initial=lambda own, _today: getattr(own, name))

    def taken(self, value: Any, own: Any, actor: Actor) -> Any:
        """The typed value of what a step was given, from a form, a command or a program; `Refused` says what is wrong with it."""
        if isinstance(value, str):
            value = value.strip()
        if value in ("", None, {}, []):
            if self.required and self.when(own):
                raise Refused(f"没有填写{self.label}", column=self.label, remedy=self.remedy or f"请填写{self.label}")
            if self.takes == "many":
                return []
            return None if self.takes in ("day", "number", "decimal", "row") or self.read else ""
        return self._typed(value, own, actor)

    def _typed(self, value: Any, own: Any, actor: Actor) -> Any:
        if self.takes == "many":
            return [self._chosen(one, own) for one in (value.split(",") if isinstance(value, str) else value)]
        if self.read is None and (self.takes == "choice" or (self.takes == "hidden" and self.options(own))):
            return self._chosen(value, own)
        if self.takes == "notes" and isinstance(value, Mapping):
            return self._notes(value, own)
        if not isinstance(value, str):
            return value
        if self.read is not None:
            return self.read(actor, value)
        if self.takes == "notes":
            return self._notes(dict(one.partition("=")[::2] for one in value.splitlines()), own)
        if self.takes == "numbers":
            return {name: self._number(count) for name, _, count in (one.partition("=") for one in value.split(","))}
        readers: dict[str, Callable[[str], Any]]
        readers = {
            "day": self._day,
            "document_number": self._document_number,
            "number": self._number,
            "row": self._number,
            "decimal": self._decimal,
        }
        return readers[self.takes](value) if self.takes in readers else value[: self.length or LONG]

    def _notes(self, given: Mapping[str, Any], own: Any) -> dict[str, str]:
        """Words by the code of a choice; those left empty say nothing."""
        said = {code.strip(): str(words).strip()[: self.length or LONG] for code, words in given.items()}
        if strange := set(said) - set(dict(self.options(own))):
            raise Refused(
                f"{self.label}没有这一项", column=self.label, value="、".join(sorted(strange)), remedy="请刷新页面"
            )
        said = {code: words for code, words in said.items() if words}
        if self.required and not said:
            raise Refused(f"没有填写{self.label}", column=self.label, remedy=self.remedy or f"请填写{self.label}")
        return said

    def _day(self, text: str) -> date:
        try:
            return asked_day(text)
        except ValueError as remedy:
            raise Refused("日期写法不对", column=self.label, value=text, remedy=str(remedy)) from None

    def _document_number(self, text: str) -> str:
        """舞政办[2023]26号 is 舞政办〔2023〕26号; a number of another form (a telegram, minutes by their issue) stays as typed."""
        return (decision_number.validate(text).canonical or text)[: self.length or LINE]

    def _number(self, text: str) -> int:
        if not (text.isascii() and text.isdecimal()) or len(text) > 17:
            raise Refused("不是整数", column=self.label, value=text, remedy="请填写数字")
        return int(text)

    def _decimal(self, text: str) -> Decimal:
        try:
            number = Decimal(text)
        except InvalidOperation:
            number = Decimal("NaN")
        if number.is_finite() and text.isascii() and abs(number) < LARGEST:
            return number
        raise Refused("不是数字", column=self.label, value=text, remedy="请填写数字")

    def _chosen(self, value: Any, own: Any) -> Any:
        options = dict(self.options(own))
        if str(value) not in options:
            raise Refused(f"{self.label}不对", column=self.label, value=value, remedy="、".join(options.values()))
        return value


def needed(label: str, takes: str = "long", **more: Any) -> Field:
    """Something without which a step is not taken; its name is the one it is declared under. `choices` may be a function of what
    the step is about."""
    if callable(more.get("choices")):
        more["choose"] = more.pop("choices")
    return Field("", label, takes, True, **{"rows": 3, "length": LONG if takes == "long" else LINE, **more})


def needed_day(label: str, **more: Any) -> Field:
    """A day without which a step is not taken; the form begins with today."""
    return needed(label, "day", initial=lambda _own, today: today, **more)


def offered(label: str, takes: str = "long", **more: Any) -> Field:
    """Something a step may go without."""
    return replace(needed(label, takes, **{"blank": "（不填）", **more}), required=False)


def reason(*, required: bool = True) -> Field:
    """Why something is changed."""
    return Field("reason", "理由", "long", required, remedy="请写明理由，更正会连同理由永久留痕")


SOURCE = Field("source", "来源", length=200, hint="公报、登记簿副本、文件名称等")


def effective(label: str, hint: str = "") -> Field:
    """From which day something holds."""
    return Field("effective_date", label, "day", required=True, hint=hint)


def known(label: str = "公告日", hint: str = "") -> Field:
    """The day the world could know it."""
    return Field("known_date", label, "day", hint=hint)
