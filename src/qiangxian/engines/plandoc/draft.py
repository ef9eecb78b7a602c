"""The working paper that the stages fill in. All its offsets are those of the matching copy."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from qiangxian.engines.plandoc.layout import SourceText
from qiangxian.engines.plandoc.matching import MatchingCopy
from qiangxian.engines.plandoc.types import (
    FundCategory,
    Level,
    Phase,
    Repair,
    Role,
    Safeguard,
    Target,
    TextSpan,
    Warning_,
)

_INNER_BLANKS = re.compile(r"\s+")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(slots=True)
class PageLine:
    """One line of the copy without its break."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class TitleFound:
    """A title, possibly broken over lines; `text` has them joined."""

    first_line: int
    last_line: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Zone:
    """A stretch with a tree of headings of its own: the plan (prefix empty), its cover notice (N.), an annex (A1.)."""

    prefix: str
    start: int
    end: int


@dataclass
class Heading:
    """A clause while the tree grows."""

    id: str
    parent: str | None
    level: int
    rank: int
    number: int
    marker: str
    start: int
    text_start: int
    heading_end: int
    end: int
    zone: Zone
    above: Heading | None = None
    cells: list[tuple[int, int]] | None = None


@dataclass(slots=True)
class UnitFound:
    """One name in a group with the role that the words of the group give it."""

    start: int
    end: int
    name: str
    role: Role
    collective: bool

    def without_last(self) -> UnitFound:
        """The name without its last character, a bracket that belongs to the group."""
        return UnitFound(self.start, self.end - 1, self.name[:-1], self.role, self.collective)


@dataclass
class UnitGroup:
    """One list of units with everything that was printed in it."""

    start: int
    end: int
    units: list[UnitFound]
    open_ended: bool = False
    deadline: str | None = None
    recurring_month: int | None = None
    note: str | None = None
    number: int = 0
    overall: bool = False
    row_clause: Heading | None = None


@dataclass(frozen=True, slots=True)
class Declaration:
    """A sentence that holds from its place on: `first_is_lead`, or units that take part in all that follows."""

    kind: str
    start: int
    end: int
    until: int
    units: tuple[UnitFound, ...] = ()


@dataclass
class TaskDraft:
    """A task before its units are put together."""

    clause: Heading
    start: int
    end: int
    title: str
    group: UnitGroup | None


@dataclass
class Paper:
    """Everything the stages know of one document."""

    source: SourceText
    copy: MatchingCopy
    text: str = field(init=False)
    lines: list[PageLine] = field(default_factory=list)
    furniture: set[int] = field(default_factory=set)
    labelled: set[int] = field(default_factory=set)
    celled: set[int] = field(default_factory=set)
    fields: dict[str, str] = field(default_factory=dict)
    places: dict[str, list[TextSpan]] = field(default_factory=dict)
    titles: list[TitleFound] = field(default_factory=list)
    title: TitleFound | None = None
    title_text: str | None = None
    notice_title: str | None = None
    body_start: int = 0
    title_glued: bool = False
    title_vouched: bool = False
    zones: list[Zone] = field(default_factory=list)
    tables: list[tuple[int, int]] = field(default_factory=list)
    row_headings: list[Heading] = field(default_factory=list)
    groups: list[UnitGroup] = field(default_factory=list)
    indicators: list[Target] = field(default_factory=list)
    indicator_tables: list[tuple[int, int]] = field(default_factory=list)
    heading_groups: dict[str, UnitGroup] = field(default_factory=dict)
    declarations: list[Declaration] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    tasks: list[TaskDraft] = field(default_factory=list)
    phases: list[Phase] = field(default_factory=list)
    guarding: Heading | None = None
    safeguards: list[Safeguard] = field(default_factory=list)
    funds: list[FundCategory] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    refusal: str | None = None
    repairs: list[Repair] = field(default_factory=list)
    warnings: list[Warning_] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.text = self.copy.text

    @property
    def plan_year(self) -> int | None:
        """The year that a day without one belongs to: that of the plan's own date, else the first of its title."""
        for name in ("dates.written", "dates.signed", "dates.published"):
            if self.fields.get(name):
                return int(self.fields[name][:4])
        match = _YEAR.search(self.title_text or "")
        return int(match.group()) if match else None

    def repair(self, code: str, start: int, end: int, reading: str) -> None:
        """Report that the stretch was read in another way than it is printed."""
        first, last = self.copy.span(start, end)
        self.repairs.append(Repair(code, self.source.text[first:last], reading, first, last))

    def warn(self, code: str, level: Level, message: str, start: int, end: int) -> None:
        """Report a doubt about a stretch."""
        self.warnings.append(Warning_(code, level, message, *self.copy.span(start, end)))

    def printed(self, start: int, end: int) -> str:
        """The stretch as the source prints it, without line breaks and blanks that the copy has dropped."""
        text, source, copy = self.copy.text, self.source.text, self.copy
        first, last = copy.span(start, end)
        if last - first == end - start:
            return source[first:last].replace("\n", "").strip()
        return "".join(source[copy.origin(at)] for at in range(start, end) if text[at] != "\n").strip()

    def place(self, name: str, start: int, end: int) -> None:
        """Remember one more place where a field is printed."""
        span = TextSpan(*self.copy.span(start, end))
        if span not in self.places.setdefault(name, []):
            self.places[name].append(span)


def squeezed(text: str) -> str:
    """The text without any blank."""
    return _INNER_BLANKS.sub("", text)
