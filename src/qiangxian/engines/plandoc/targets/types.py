"""What goes into the reading of targets."""

from __future__ import annotations

from dataclasses import dataclass


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
