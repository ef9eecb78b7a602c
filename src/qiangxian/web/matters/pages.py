"""What the page of a matter shows, and the blocks a flow draws by its own templates."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from qiangxian.contexts.lists.sections import Section
from qiangxian.contexts.matters import readers
from qiangxian.contexts.matters.flow import Flow, Matter, flow_of
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.web.request import Request

Context = Callable[[Request, Any], Mapping[str, Any]]
Parts = Callable[[Actor, Any, AsOf], Sequence[Section]]


@dataclass(frozen=True)
class Blocks:
    """What a flow draws by itself: the facts beside, the body, as `sections` or by templates with the values both need; what
    stands over the form of a step (`beside`, with the values `asked`); `place` knows where their cells lead on the desk; `then`
    names the query of the same step that follows a step taken (empty: back to the matter); `back` names its list."""

    facts: str = ""
    body: str = ""
    facts_of: Parts = lambda _actor, _own, _as_of: ()
    sections: Parts = lambda _actor, _own, _as_of: ()
    place: Callable[[Actor, str, Any], str] = lambda actor, kind, key: place(actor, kind, key)
    context: Context = lambda _request, _own: {}
    back: str = "desk:matters"
    shows_related: bool = False
    """The body leads to the matters above and below by itself."""
    beside: str = ""
    asked: Context = lambda _request, _own: {}
    then: Callable[[Matter, str], str] = lambda _matter, _step: ""


BLOCKS: dict[str, Blocks] = {}


class MatterPage:
    """Everything about one matter the actor may read."""

    def __init__(self, request: Request, matter_id: int) -> None:
        actor = request.actor
        self.matter = readers.matter(actor, matter_id)
        self.flow = flow_of(self.matter)
        self.own = self.flow.own(self.matter)
        offers = readers.offers(actor, self.matter, self.own, timezone.localdate())
        self.offers = [one for one in offers if one.allowed or not actor.has("enterprise")]
        self.log = [_line(self.flow, row) for row in readers.log(actor, self.matter)]

    @property
    def state_words(self) -> str:
        """The state in words."""
        return self.flow.state_words(self.matter.state)

    @property
    def tone(self) -> str:
        """The colour of the state."""
        return readers.tone(self.matter, timezone.localdate())

    @property
    def is_open_to_reader(self) -> bool:
        """Whether there is a step the reader can take now."""
        return any(offer.allowed for offer in self.offers)

    @property
    def refusals(self) -> list[tuple[str, str]]:
        """Why steps are greyed: each reason once, with the steps it holds for."""
        found: dict[str, list[str]] = {}
        for offer in self.offers:
            if not offer.allowed:
                found.setdefault(offer.reason, []).append(offer.label)
        return [(reason, "、".join(titles)) for reason, titles in found.items()]

    @property
    def days_late(self) -> int:
        """By how many days it is over its day."""
        return readers.days_late(self.matter, timezone.localdate())

    @property
    def participants(self) -> list[Any]:
        """Who takes part now."""
        return [part for part in self.matter.participants.all() if part.key]

    @property
    def parts(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Who takes part, by role, each with how far it is, in words."""
        found: dict[str, list[tuple[str, str]]] = {}
        for part in self.participants:
            if part.role in self.flow.roles:
                state = self.flow.part_states.get(part.state, part.state)
                found.setdefault(self.flow.roles[part.role], []).append((part.label, state))
        return list(found.items())

    @property
    def owed_by(self) -> list[readers.Owes]:
        """Who must act next."""
        return readers.owed_by(self.matter)

    @property
    def clocks(self) -> list[tuple[str, Any]]:
        """The clocks that run, in words; one that binds nobody is not shown past its end."""
        rows = readers.deadlines(self.matter)
        today = timezone.localdate()
        shown = [row for row in rows if row.ended_date is None and (row.is_owed or row.effective_due >= today)]
        return [(self.flow.clocks[row.clock].label, row) for row in shown]

    @property
    def related(self) -> list[Matter]:
        """The matter above and those below."""
        above = [self.matter.parent] if self.matter.parent else []
        return [*above, *self.matter.children.all()]


def _line(flow: Flow, row: Any) -> Mapping[str, Any]:
    """One step of the log in words."""
    files = getattr(row, "files", None)
    shown = [one.file for one in row.evidence.all()] if files is None else files
    return {
        "row": row,
        "label": flow.step_words(row.step),
        "state_words": flow.state_words(row.to_state),
        "files": shown,
    }


COUNTS: list[Callable[[Request], list[tuple[str, int, str]]]] = []
"""Queues that are no matters (bulk, owed to no day): words, how many, and where, for those they concern."""


def counts(request: Request) -> list[tuple[str, int, str]]:
    """The queues with something in them."""
    return [one for ask in COUNTS for one in ask(request) if one[1]]


def place(actor: Actor, kind: str, key: Any) -> str:
    """The page of a matter on the actor's own site; the form of one of its steps, with what is known already; one of its files."""
    site = "my" if actor.has("enterprise") else "desk"
    if kind == "step":
        matter_id, code, given = key
        return reverse(f"{site}:matter_step", args=[matter_id, code]) + (f"?{urlencode(given)}" if given else "")
    if kind == "file":
        return reverse(f"{site}:matter_file", args=key)
    return reverse(f"{site}:matter", args=[key]) if kind == "matter" else ""


def frame(request: Request, flow: str = "") -> str:
    """The frame of the site the actor belongs to; the navigation shows the place of the flow."""
    if flow in BLOCKS and not request.actor.has("enterprise"):
        request.stands_under = reverse(BLOCKS[flow].back)
    return "my/base.html" if request.actor.has("enterprise") else "desk/base.html"


def address(request: Request, matter_id: int) -> str:
    """The page of a matter on the actor's own site."""
    return place(request.actor, "matter", matter_id)
