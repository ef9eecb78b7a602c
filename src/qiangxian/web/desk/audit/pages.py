"""Pure builders of the audit pages."""

from dataclasses import dataclass

from qiangxian.contexts.audit import readers
from qiangxian.kernel.roles import ROLES, Policy


@dataclass(frozen=True)
class MatrixRow:
    """One action, the refusal of those who may not, and for each role in order what it is bound to; None for not at all."""

    label: str
    refusal: str
    cells: list[str | None]


def permission_matrix() -> list[MatrixRow]:
    """Every action × every role, printed from what the policies declare, so that no right is undocumented."""
    return [MatrixRow(e.label, e.policy.refusal, _cells(e.policy)) for e in readers.action_entries()]


def _cells(policy: Policy) -> list[str | None]:
    return [policy.words.get(role) for role in ROLES]
