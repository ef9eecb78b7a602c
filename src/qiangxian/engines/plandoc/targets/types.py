"""What goes into the reading of targets and what comes out."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(slots=True)
class TargetPassage:
    """A stretch of the matching copy, usually one paragraph of a clause.

    The matching copy has half-width `,;:()` and simplified characters, no blanks inside words; 、。《》“”〔〕 stand
    unchanged. `start` is the offset of `text` in it. `heading` is the heading of the clause, with its upper ones if
    they are known; `task_id` is the task the sentences belong to.
    """

    text: str
    start: int
    clause_id: str
    task_id: str | None
    in_safeguards: bool
    heading: str


@dataclass(slots=True)
class TargetReading:
    """One target as the text states it; `start:end` are offsets in the matching copy and cover the figure.

    `value` has 万 and 亿 applied; None where the text gives no figure (existence and text targets). `due` is an ISO
    year, month or day as precise as the text. `kind` is stock, flow or existence.
    """

    task: str | None
    subject: str
    comparator: str
    value: Decimal | int | None
    unit: str | None
    due: str | None
    kind: str
    hedge: str | None
    parameters: dict[str, object]
    indicator: str | None
    start: int
    end: int
