"""The typed proposal that the plan reader hands out.

Every `start`/`end` is a half-open range of Unicode code points in `PlanProposal.source_text`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Role = Literal["lead", "responsible", "cooperating", "participating", "guiding", "implementing"]
Level = Literal["info", "warning", "error"]
Kind = Literal["plan", "not_a_plan"]


@dataclass(frozen=True, slots=True)
class TextSpan:
    """A place in the source text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Repair:
    """A misprint that was read in its evident sense: what is printed (`raw`) and how it was read (`reading`)."""

    code: str
    raw: str
    reading: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Warning_:  # noqa: N801 - Warning alone is Python's own
    """A doubt for the official who confirms the proposal. An `error` must be settled by hand before acceptance."""

    code: str
    level: Level
    message: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Clause:
    """One heading of the plan with everything below it; `id` follows the printed numbers (`2.1.1` for 二、(一)、1.)."""

    id: str
    parent: str | None
    level: int
    marker: str
    heading: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Assignment:
    """One unit in one role on one task.

    `unit` is the name as read, `raw` the name as printed at `start:end`. `collective` marks 各有关部门 and the like,
    which are no body. `inherited_from` names the clause whose heading or declaration gave the unit to this task.
    """

    role: Role
    unit: str
    raw: str
    collective: bool
    group: int | None
    inherited_from: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Task:
    """What one unit group covers: the sentences since the previous group or heading of its clause.

    `deadline` is an ISO day, month or year; `open_ended` says that the list of units ended in 等; `note` keeps a
    further field of the group (适用范围…); `parameters` say where the task recurs (`recurrence` yearly, `month`).
    """

    id: str
    clause: str
    title: str
    start: int
    end: int
    deadline: str | None
    open_ended: bool
    assignments: tuple[Assignment, ...]
    note: str | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Phase:
    """A stage of the work. Dates are ISO years, months or days; None is an open end, or a date the text does not give."""

    name: str
    start_date: str | None
    end_date: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Safeguard:
    """One item of the safeguards section (保障措施)."""

    heading: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class FundCategory:
    """A purpose for which the plan sets money apart."""

    name: str
    start: int
    end: int


@dataclass(slots=True)
class Target:
    """A numeric or existence target; `value` has 万 and 亿 applied, None where the text gives no figure.

    `due` is an ISO year, month or day as precise as the text; `kind` is stock, flow or existence. While it is read, its
    places are those of the matching copy; number and text are given when all are known.
    """

    id: str
    task: str | None
    text: str
    subject: str
    comparator: str
    value: int | float | None
    unit: str | None
    due: str | None
    kind: str
    hedge: str | None
    parameters: dict[str, Any]
    indicator: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PlanDates:
    """Three dates that the source keeps apart: 成文, 署名, 发布. Each ISO, or None where the source gives none."""

    written: str | None = None
    signed: str | None = None
    published: str | None = None


@dataclass(frozen=True, slots=True)
class PlanProposal:
    """What was read from one file; nothing in it counts before an official has confirmed it."""

    kind: Kind
    reason: str | None
    source_text: str
    title: str | None = None
    notice_title: str | None = None
    document_number: str | None = None
    index_number: str | None = None
    issuer: str | None = None
    dates: PlanDates = PlanDates()
    places: Mapping[str, tuple[TextSpan, ...]] = field(default_factory=dict)
    clauses: tuple[Clause, ...] = ()
    tasks: tuple[Task, ...] = ()
    targets: tuple[Target, ...] = ()
    phases: tuple[Phase, ...] = ()
    safeguards: tuple[Safeguard, ...] = ()
    fund_categories: tuple[FundCategory, ...] = ()
    repairs: tuple[Repair, ...] = ()
    warnings: tuple[Warning_, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The document printed by `qiangxian plan parse --json`: only built-in types, ready for `json.dumps`."""
        document = _plain(self)
        assert isinstance(document, dict)  # noqa: S101 - narrows the type: a dataclass always becomes a dictionary
        return document


def _plain(value: Any) -> Any:
    """Dataclasses as dictionaries, sequences as lists; `dataclasses.asdict` would copy every string deeply."""
    if hasattr(value, "__dataclass_fields__"):
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    return value
