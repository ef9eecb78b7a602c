"""A tree as people say it, and as it can be typed again."""

from __future__ import annotations

from .fields import load_fields
from .nodes import All, And, Code, Days, Near, Node, Not, Or, Serials, Text


def said(node: Node) -> str:
    """The tree in words."""
    if isinstance(node, And):
        return " 且 ".join(_inner(part) for part in node.parts)
    if isinstance(node, Or):
        return " 或 ".join(_inner(part) for part in node.parts)
    if isinstance(node, Not):
        return f"不是 {_inner(node.part)}"
    return _leaf(node)


def _inner(node: Node) -> str:
    return f"（{said(node)}）" if isinstance(node, And | Or) else said(node)


def _leaf(node: Node) -> str:
    if isinstance(node, Text):
        return f"{labels(node.fields)}含“{node.raw}”"
    if isinstance(node, Near):
        order = "在前、相隔不超过" if node.ordered else "不论先后、相隔不超过"
        return f"{_inner(node.left)} 与 {_inner(node.right)} {order} {node.distance} 字"
    if isinstance(node, Code):
        field = load_fields().by_key.get(node.field)
        label = field.label if field else node.field
        values = "、".join(field.words(value) if field else value for value in node.values)
        return f"{label}{'合' if node.wild else '是'}“{node.raw or values}”"
    if isinstance(node, Days):
        return f"{load_fields().by_key[node.field].label}{_between(node)}"
    return (
        node.words or f"指定的 {len(node.numbers)} 件" if isinstance(node, Serials) else "全部" if node == All() else ""
    )


def labels(fields: tuple[str, ...]) -> str:
    """The fields in words."""
    return "或".join(load_fields().by_key[key].label for key in fields)


def _between(node: Days) -> str:
    first, last = (_day(one) for one in (node.first, node.last))
    if first and last:
        return f"在 {first} 至 {last}" if first != last else f"是 {first}"
    return f"在 {first} 及以后" if first else f"在 {last} 及以前"


def _day(number: int | None) -> str:
    return f"{number // 10000}-{number // 100 % 100:02}-{number % 100:02}" if number else ""
