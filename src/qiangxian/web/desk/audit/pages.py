"""The permission matrix as a list."""

from collections.abc import Mapping, Sequence

from qiangxian.contexts.audit import readers
from qiangxian.contexts.audit.types import ActionEntry
from qiangxian.contexts.lists.sources import AtHand
from qiangxian.contexts.lists.types import Cell, Column, List, Viewer
from qiangxian.kernel import roles
from qiangxian.kernel.roles import Policy


def _cells(entries: Sequence[ActionEntry], _viewer: Viewer) -> list[Mapping[str, Cell]]:
    """Each action for each role, printed from what the policies declare, so that no right is undocumented."""
    return [
        {"action": Cell(entry.label), **{role: _answer(entry.policy, role) for role, _ in roles.choices()}}
        for entry in entries
    ]


def _answer(policy: Policy, role: str) -> Cell:
    """What the role is bound to, or the refusal of those who may not; what no person does says that the product does it."""
    if not policy.words:
        return Cell("系统", hint=policy.refusal)
    bound = policy.words.get(role)
    if bound is None:
        return Cell("不可办", hint=policy.refusal)
    return Cell(f"可办（{bound}）" if bound else "可办", tone="green")


PERMISSIONS = List(
    name="permissions",
    label="权限一览",
    unit="项",
    columns=(Column("action", "动作", ("label",)), *(Column(role, label) for role, label in roles.choices())),
    search=lambda _viewer, text: lambda entry: text in entry.label,
    search_label="动作",
    source=lambda _viewer: AtHand(readers.action_entries()),
    cells=_cells,
    key=lambda entry: entry.code,
    size=500,
)
