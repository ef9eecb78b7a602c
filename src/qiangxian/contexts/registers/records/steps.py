"""The smaller changes of a record: what each asks and which action it takes. Forms, addresses and buttons follow."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from qiangxian.kernel.asking import Field


@dataclass(frozen=True)
class RecordStep:
    """A change of a record.

    `act` is called with actor, at, record_id and what was asked; `part` names the argument that says which part it is about
    (such a step is offered beside the part, not in the page's head); `is_versioned`: the version one saw is passed as
    `revision`; `offered`: whether the row as it stands leaves room for it; `initial`: what the form begins with; `button`:
    its words in the head of the page, none where it is offered beside a part; `done`: what is said afterwards."""

    title: str
    act: Callable[..., Any]
    asks: tuple[Field, ...]
    words: str = ""
    button: str = ""
    part: str = ""
    done: str = ""
    confirm: str = "保存"
    is_versioned: bool = False
    is_main: bool = False
    offered: Callable[[Any], bool] = lambda _row: True
    initial: Callable[[Any, int], Mapping[str, Any]] = lambda _row, _part: {}
