"""Small documents in the forms that published plans have."""

from __future__ import annotations

from qiangxian.engines.plandoc import PlanProposal, read_plan

_FULL_WIDTH = str.maketrans("(),:;", "（），：；")


def read(text: str) -> PlanProposal:
    """The proposal read from a text file."""
    return read_plan(text.encode())


def plan_of(body: str, *, title: str = "甲县知识产权工作方案") -> PlanProposal:
    """The proposal read from a plan with this title and body."""
    return read(f"{title}\n\n{body}\n")


def in_both_widths(body: str) -> list[PlanProposal]:
    """The same plan with half-width and with full-width punctuation."""
    return [plan_of(body), plan_of(body.translate(_FULL_WIDTH))]


def units(proposal: PlanProposal, task: int = 0) -> list[tuple[str, str]]:
    """(role, name) of one task, in the order of print."""
    return [(assignment.role, assignment.unit) for assignment in proposal.tasks[task].assignments]


def headings(proposal: PlanProposal) -> list[tuple[str, str]]:
    """(id, heading) of every clause."""
    return [(clause.id, clause.heading) for clause in proposal.clauses]


def codes(proposal: PlanProposal) -> list[tuple[str, str]]:
    """(code, what is printed) of every repair."""
    return [(repair.code, repair.raw) for repair in proposal.repairs]


def warned(proposal: PlanProposal) -> set[str]:
    """The codes of all warnings."""
    return {warning.code for warning in proposal.warnings}


def assert_places_hold(proposal: PlanProposal) -> None:
    """Every place lies inside the text, and what is said to be printed there is."""
    text = proposal.source_text
    spans = [place for places in proposal.places.values() for place in places]
    parts = [proposal.clauses, proposal.tasks, proposal.targets, proposal.phases, proposal.safeguards]
    spans += [item for part in [*parts, proposal.fund_categories, proposal.warnings] for item in part]
    for item in spans:
        assert 0 <= item.start <= item.end <= len(text)
    for repair in proposal.repairs:
        assert text[repair.start : repair.end] == repair.raw
    for task in proposal.tasks:
        for assignment in task.assignments:
            assert text[assignment.start : assignment.end] == assignment.raw
