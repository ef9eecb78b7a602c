"""A flow is declared, not programmed: states, steps, who may, what is asked, clocks, second person, who is told.

Every step becomes an action with its policy and audit line; buttons, forms, lists, to-dos, commands and the permission
table are read from the same declaration."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from typing import Any

from django.apps import apps

from qiangxian.contexts.audit.actions import action
from qiangxian.kernel.asking import Field
from qiangxian.kernel.decision import Decision
from qiangxian.kernel.registry import Registry
from qiangxian.kernel.roles import Policy, system_only

from .models import Matter, Participant, Step
from .types import Clock, EvidenceWish, Item

__all__ = [
    "FLOWS",
    "Flow",
    "FlowStep",
    "Matter",
    "Participant",
    "Step",
    "every_closed",
    "flow_of",
    "some_open",
    "step_of",
]

FLOWS: Registry["Flow"] = Registry("流程")
Guard = Callable[[Any, Any], Decision]
"""`guard(own, today)`: may the step be taken as things stand, and if not, what must be done first?"""
Following = Callable[[Sequence[Matter]], bool]
"""`follows(children)`: do the matters below stand so that the one above moves by itself?"""
Body = Callable[..., Any]
"""What a step changes besides the state; it returns the words of the notice, if there is something to say. What opens a
matter returns the module's own row."""


def _tuple(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


@dataclass(frozen=True, kw_only=True)
class FlowStep:
    """One arrow. `sources`: the states it starts from (none: it opens the matter). `target`: where it leads (None: it stays;
    "back": where the step it undoes came from). `part`: the roles of participants whose own sub-state it moves, from
    `part_from` to `part_to`, one after the other where `in_order`; target and clocks follow once the last of them has moved.
    `owed`: it is what is expected next, so it stands in to-dos. `follows`: it is taken by itself once the matters below stand so;
    `by_clock`: once that clock has run out. `freezes`: the content is kept with its digest and stands until the next step that
    freezes; `thaws`: what was frozen may be changed again until then. `joins`: the matter is a duplicate and goes on in another one.
    `paper`: who may enter that it was signed on paper, besides who may take it. `remarks`: it says item by item what is wrong with
    the content; `answers`: each of these must have been changed or is answered. `impartial`: whoever stands aside in the matter, or
    stands for a participant that has an interest in it, does not take it."""

    flow: "Flow"
    code: str
    label: str
    body: Body
    may: Policy
    sources: tuple[str, ...] = ()
    target: str | None = None
    asks: Mapping[str, Field] = field(default_factory=dict)
    evidence: str = EvidenceWish.NONE
    other_than: Mapping[str, str] = field(default_factory=dict)
    guards: tuple[Guard, ...] = ()
    starts: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    pauses: tuple[str, ...] = ()
    resumes: tuple[str, ...] = ()
    part: tuple[str, ...] = ()
    part_from: tuple[str, ...] = ()
    part_to: str = ""
    tell: tuple[str, ...] = ()
    notice: str = ""
    words: str = ""
    undoes: str = ""
    owed: bool = False
    batch: bool = False
    hidden: bool = False
    numbers: bool = False
    urges: bool = False
    in_order: bool = False
    follows: Following | None = None
    by_clock: str = ""
    freezes: bool = False
    thaws: bool = False
    joins: bool = False
    paper: Policy | None = None
    remarks: bool = False
    answers: bool = False
    impartial: bool = False
    also: Mapping[str, str] = field(default_factory=dict)

    @property
    def opens(self) -> bool:
        """Whether it makes the matter."""
        return not self.sources

    @property
    def by_itself(self) -> bool:
        """Whether no person takes it."""
        return self.follows is not None or bool(self.by_clock)

    @property
    def action(self) -> str:
        """The action's code in audit and permission table."""
        return f"{self.flow.prefix}.{self.body.__name__}"


@dataclass(eq=False)
class Flow:
    """One kind of matter. `own`: the model with the module's own fields ("app.Model" with a one-to-one `matter`), or how the
    row a matter is about is found, or nothing; `mirror`: its column that repeats the state. `sees`: whose matters an actor may read.
    `prefix`: under which name its actions stand; `holds`: what is locked before the matter (the clock of a register).
    `register`: the code
    under which it is numbered, empty where it is not; `content`: what a step that freezes keeps; `items`: what it consists of, field
    by field, for remarks; `ladder`: to whom a report is drafted so many days after the day is over; `interested`: the roles of
    participants whose own people take no impartial step."""

    code: str
    label: str
    found_by: str | Callable[[Matter], Any]
    words: Any
    _: KW_ONLY
    sees: Policy
    ended: Collection[str]
    clocks: Mapping[str, Clock] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    tones: Mapping[str, str] = field(default_factory=dict)
    part_states: Mapping[str, str] = field(default_factory=dict)
    mirror: str = ""
    audit_kind: str = ""
    audit_id: Callable[[Any], int] = lambda own: own.pk
    prefix: str = ""
    holds: Callable[[str], None] = lambda _division: None
    register: Callable[[Any], str] | None = None
    rule: str = ""
    interested: Collection[str] = ()
    title: Callable[[Any], str] | None = None
    content: Callable[[Any], Mapping[str, Any]] | None = None
    items: Callable[[Any], Sequence[Item]] | None = None
    ladder: Callable[[Any], Sequence[Mapping[str, Any]]] = lambda _own: ()

    def __post_init__(self) -> None:
        self.own_model = self.found_by if isinstance(self.found_by, str) else ""
        self.states: dict[str, str] = dict(getattr(self.words, "choices", self.words))
        self.audit_kind, self.prefix = self.audit_kind or self.code, self.prefix or self.code
        self.steps: Registry[FlowStep] = Registry("步骤")
        FLOWS.add(self.code, self)
        from .integrity import register

        register(self)

    def step(
        self, code: str, label: str, *, sources: tuple[str, ...] = (), may: Policy = system_only, **more: Any
    ) -> Callable[[Body], Callable[..., Any]]:
        """Declare a step; the function becomes the action of that name. `name`: how the permission table calls it."""
        name = more.pop("name", label)
        from . import joining, numbers, remarks
        from .taking import perform

        asks = more.get("asks", {})
        more["asks"] = asks | ({joining.INTO: joining.ASK} if more.get("joins") else {})
        asked = {"remarks": remarks.ASK, "answers": remarks.ANSWERS}
        more["asks"] |= {name: ask for name, ask in asked.items() if more.get(name)}
        if more.get("numbers") and sources:
            more["asks"] = more["asks"] | {numbers.RESERVED: numbers.ASK}

        def declare(body: Body) -> Callable[..., Any]:
            spec = FlowStep(
                flow=self, code=code, label=label, body=body, may=may, sources=tuple(sources), **_shaped(more)
            )
            self._check(spec)
            self.steps.add(code, spec)
            return action(spec.action, label=name, policy=_policy(spec))(perform(spec))

        return declare

    def _check(self, spec: FlowStep) -> None:
        """A declaration that names what is not there is a mistake of the program, found when it starts."""
        named = {*spec.sources, *filter(lambda state: state != "back", [spec.target or "back"])}
        if wrong := named - set(self.states):
            raise ValueError(f"{self.code}.{spec.code}: no state {wrong}")
        clocks = {*spec.starts, *spec.stops, *spec.pauses, *spec.resumes, *filter(None, [spec.by_clock])}
        if wrong := clocks - set(self.clocks):
            raise ValueError(f"{self.code}.{spec.code}: no clock {wrong}")
        if wrong := set(spec.other_than) - set(self.steps):
            raise ValueError(f"{self.code}.{spec.code}: no step before it is called {wrong}")
        if spec.freezes and self.content is None:
            raise ValueError(f"{self.code}.{spec.code}: the flow does not say what its content is")
        if (spec.remarks or spec.answers) and self.items is None:
            raise ValueError(f"{self.code}.{spec.code}: the flow does not say what it consists of")

    @property
    def rows(self) -> Any:
        """The module's own rows."""
        model: Any = apps.get_model(self.own_model)
        return model._default_manager.all()

    def own(self, matter: Matter) -> Any:
        """The module's row of a matter; the matter itself where the flow has none."""
        if callable(self.found_by):
            return self.found_by(matter)
        if not self.own_model:
            return matter
        own = self.rows.get(matter=matter)
        own.matter = matter
        return own

    def step_words(self, code: str) -> str:
        """A step of the log in words."""
        named = {name: words for spec in self.steps.values() for name, words in spec.also.items()}
        return self.steps[code].label if code in self.steps else named.get(code, code)

    def offered(self, state: str) -> list[FlowStep]:
        """The steps that lead on from a state, in the order of the declaration."""
        return [spec for spec in self.steps.values() if state in spec.sources]

    def state_words(self, state: str) -> str:
        """The state in words."""
        return self.states.get(state, state)

    def tone(self, state: str) -> str:
        """The colour of a state."""
        return self.tones.get(state, "none")


def _shaped(more: dict[str, Any]) -> dict[str, Any]:
    """One name may be written without a tuple; a pair may have its own sentence; what is asked bears the name it stands under."""
    for name in ("starts", "stops", "pauses", "resumes", "tell", "part", "part_from"):
        if name in more:
            more[name] = _tuple(more[name])
    more["asks"] = {name: asked.asked(name=name) for name, asked in more.get("asks", {}).items()}
    pair = more.get("other_than")
    if isinstance(pair, (str, tuple)):
        more["other_than"] = dict.fromkeys(_tuple(pair), "")
    return more


def _policy(spec: FlowStep) -> Policy:
    from .policies import StepPolicy

    paper = dict(spec.paper.words) if spec.paper else {}
    entered = {role: "、".join(filter(None, (words, "登记线下签批"))) for role, words in paper.items()}
    return StepPolicy(words=entered | dict(spec.may.words), sentence=spec.may.refusal, spec=spec)


def every_closed(children: Sequence[Matter]) -> bool:
    """For `follows`: there are matters below and each has ended."""
    return bool(children) and all(one.closed_date for one in children)


def some_open(children: Sequence[Matter]) -> bool:
    """For `follows`: one of the matters below is under way (again)."""
    return any(one.closed_date is None for one in children)


def matter_behind(own: Any) -> Matter:
    """The matter of a module's row."""
    return own if isinstance(own, Matter) else own.matter


def flow_of(matter: Matter) -> Flow:
    """The flow a matter moves by."""
    return FLOWS.named(matter.flow)


def step_of(matter: Matter, code: str) -> FlowStep:
    """A step of the matter's flow; `NotFound` names those there are."""
    return flow_of(matter).steps.named(code)
