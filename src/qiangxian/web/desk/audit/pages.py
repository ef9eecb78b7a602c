"""Pure builders of the audit pages."""

from dataclasses import dataclass

from qiangxian.contexts.audit import readers
from qiangxian.contexts.audit.types import ActionEntry
from qiangxian.contexts.people.types import Role
from qiangxian.kernel.actor import Actor, Grant

PROBE_DIVISION = "000000"
PROBE_ID = 1


@dataclass(frozen=True)
class MatrixRow:
    """One action and, for each role in order, whether it may and why not."""

    code: str
    label: str
    cells: list[tuple[bool, str]]


def _asks(entry: ActionEntry, role: Role) -> tuple[bool, str]:
    """The policy's own answer for a bare holder of the role, acting in the own county on a thing of the own."""
    probe = Actor(
        id=PROBE_ID,
        label=role.label,
        grants=frozenset({Grant(role.value, PROBE_DIVISION, PROBE_ID)}),
        enterprise_record_id=PROBE_ID,
    )
    decision = entry.policy(probe, {"division_code": PROBE_DIVISION, "account_id": PROBE_ID + 1, "role": role.value})
    return decision.allowed, decision.reason


def permission_matrix() -> list[MatrixRow]:
    """Every action × every role, computed from the policies themselves, so that no right is undocumented."""
    return [MatrixRow(e.code, e.label, [_asks(e, role) for role in Role]) for e in readers.action_entries()]
