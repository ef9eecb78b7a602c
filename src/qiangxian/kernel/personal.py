"""Masks for personal data as screens and exports show it (compliance.md §3). Masked on the server, never in the browser."""

from __future__ import annotations

from qiangxian.kernel import rulebook
from qiangxian.kernel.identifiers import phone


def masked_name(name: str) -> str:
    """`张三` → `张*`, `王小明` → `王*明`, `欧阳娜` → `欧**`: the compound surnames are a list of the rulebook."""
    if len(name) < 2:
        return name
    compound = rulebook.load("people", "surnames", division=None)["compound"]
    if len(name) == 2 or name[:2] in compound:
        return name[0] + "*" * (len(name) - 1)
    return name[0] + "*" * (len(name) - 2) + name[-1]


def masked_phone(number: str) -> str:
    """`138****5678`, `0375-***4567`; what is no telephone number shows its last two characters only."""
    check = phone.validate(number)
    if check.canonical:
        return phone.format(check.canonical)
    return "*" * max(len(number) - 2, 0) + number[-2:]
