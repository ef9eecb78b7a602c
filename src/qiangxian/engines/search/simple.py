"""The simple box: any words, numbers and names become the same tree as an expert line."""

from __future__ import annotations

from collections.abc import Mapping

from qiangxian.kernel.identifiers import application_number, ipc, locarno, publication_number

from .asked import code_value, words
from .errors import QueryError
from .fields import load_fields
from .nodes import Code, Node, both, either
from .spelling import narrowed

_CODED = (
    (application_number.validate, ("application_number",)),
    (publication_number.validate, ("publication_number",)),
    (ipc.validate, ("ipc",)),
    (locarno.validate, ("locarno",)),
)


def simple(text: str) -> Node:
    """Every word must occur in one of the usual fields; a number or a class is looked for as what it is."""
    pieces = text.split()
    if not pieces:
        raise QueryError(text, 0, "没有要找的字", "请写一个词、一个号码或一个名称")
    whole = _coded("".join(pieces))
    return whole or both(*map(_piece, pieces[:20]))


def _piece(piece: str) -> Node:
    usual = tuple(field.key for field in load_fields().simple)
    return _coded(piece) or words(usual, piece, quoted=True)


def _coded(piece: str) -> Node | None:
    """What is a number or a class beyond doubt."""
    fields = load_fields().by_key
    for validate, keys in _CODED:
        if validate(piece).status == "valid":
            return either(*(Code(key, (code_value(fields[key].kind, piece),), raw=piece) for key in keys))
    return None


def line(filled: Mapping[str, str]) -> str:
    """The expert line of a filled form: every field by its name, words of one field all wanted."""
    fields = load_fields().by_key
    parts = []
    for key, value in filled.items():
        if value := value.strip():
            field = fields[key]
            parts.append(f"{field.label.replace(' ', '')}={_said(field.kind, value)}")
    return " AND ".join(parts)


def _said(kind: str, value: str) -> str:
    """Words with blanks may hold operators; one run of characters is looked for as it stands, brackets and marks too."""
    narrow = narrowed(value)
    if kind == "day" or narrow.startswith(("(", '"')):
        return value
    if kind != "text":
        return f'"{value}"' if " " in narrow else value
    if " " in narrow:
        return f"({value})"
    return f'"{value}"' if any(mark in narrow for mark in "()=<>≥≤≠") and '"' not in narrow else value
