"""What an action returns and what its registry remembers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from qiangxian.kernel.roles import Policy


@dataclass(frozen=True)
class Receipt:
    """What an action did: the thing it touched, its state before and after (JSON-able, no secrets), and the result for the caller.
    `sealed` are the totals of the tables it wrote."""

    kind: str
    id: str
    label: str = ""
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    division_code: str = ""
    result: Any = field(default=None, compare=False)
    sealed: Mapping[str, tuple[int, int]] = field(default_factory=dict, compare=False)


class Described(Protocol):
    """A row that says what an action which returns it has done: its state after, itself as the result."""

    def receipt(self) -> Receipt: ...


@dataclass(frozen=True)
class ActionEntry:
    """One row of the permission matrix: the action's code, its Chinese label, and the policy that guards it."""

    code: str
    label: str
    policy: Policy
    function: Callable[..., Receipt]
