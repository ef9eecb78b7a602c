"""A step on several rows: one action each, one answer for all."""

from collections.abc import Callable, Iterable
from typing import Any

from qiangxian.kernel.errors import DomainError, Refused


def each(keys: Iterable[str], act: Callable[[str], Any], done: str) -> str:
    """Act on every row; `done` says with `{count}` what was done. Rows that were refused are counted with their reasons;
    where none could be done that is itself refused."""
    count, refused = 0, list[str]()
    for key in keys:
        try:
            act(key)
            count += 1
        except DomainError as error:
            refused.append(str(error))
    reasons = "；".join(dict.fromkeys(refused))
    if not count:
        raise Refused(reasons or "没有勾选任何一行", remedy="" if reasons else "请先在列表中勾选")
    return done.format(count=count) + (f"另有 {len(refused)} 项没有办理：{reasons}" if refused else "")
