"""The expert line: text → tree. An error points at the character and says how to write it.

Operators stand between blanks or brackets, so that 非晶合金 stays a word."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from .asked import at_least, read_value
from .errors import QueryError
from .fields import Field, limit, load_fields
from .nodes import Near, Node, Not, Or, Text, both, depth, either, moved_into, walk
from .spelling import JOIN, narrowed


@cache
def _grammar() -> Lark:
    text = Path(__file__).with_name("language.lark").read_text(encoding="utf-8")
    return Lark(text, parser="lalr", lexer="basic", maybe_placeholders=False)


def parse(text: str, *, private: bool = True) -> Node:
    """The tree of an expert line. Without `private` the fields kept for staff cannot be asked for."""
    if len(text) > limit("characters"):
        raise QueryError(text, limit("characters"), "检索式太长", f"最多 {limit('characters')} 个字，请分几次检索")
    if not text.strip():
        raise QueryError(text, 0, "检索式是空的", "请写一个词，例如 名称=电机")
    narrow = narrowed(text)
    _balanced(text, narrow)
    try:
        tree = _grammar().parse(narrow)
    except UnexpectedInput as fault:
        raise _explained(text, narrow, fault) from None
    try:
        node = _Reading(text, narrow, private).read(tree.children[0])
    except RecursionError:
        raise QueryError(text, 0, "检索式套得太深", "请拆成几个检索式") from None
    if sum(1 for _ in walk(node)) > limit("parts") or depth(node) > limit("depth"):
        raise QueryError(text, 0, "检索式的条件太多", f"最多 {limit('parts')} 个条件，请拆成几个检索式")
    return node


def _balanced(text: str, narrow: str) -> None:
    """Quotes and brackets in pairs: the grammar alone would point at the end."""
    opened, quote = list[int](), -1
    for place, character in enumerate(narrow):
        if character == '"':
            quote = -1 if quote >= 0 else place
        elif quote < 0 and character == "(":
            opened.append(place)
            if len(opened) > limit("depth"):
                raise QueryError(text, place, "括号套得太深", "请拆成几个检索式")
        elif quote < 0 and character == ")":
            if not opened:
                raise QueryError(text, place, "多了一个右括号", "去掉它，或在前面补上左括号")
            opened.pop()
    if quote >= 0:
        raise QueryError(text, quote, "引号没有成对", "请在短语后面补上引号")
    if opened:
        raise QueryError(text, opened[-1], "括号没有成对", "请在后面补上右括号")


_NAMES = {"AND": "AND（且）", "OR": "OR（或）", "NOT": "NOT（非）", "NEAR": "邻近算符", "LIST": "逗号", "ALSO": "逗号"}


def _explained(text: str, narrow: str, fault: UnexpectedInput) -> QueryError:
    if isinstance(fault, UnexpectedCharacters):
        place = fault.pos_in_stream or 0
        return QueryError(text, place, f"这里不认识“{text[place]}”", '要找这个符号请加引号，例如 "a=b"')
    if not isinstance(fault, UnexpectedToken):
        return QueryError(text, len(text), "检索式没有写完", "请补全最后一个条件")
    token = fault.token
    place = len(text) if token.type == "$END" else int(token.start_pos or 0)
    if token.type == "$END":
        return QueryError(text, place, "检索式没有写完", "运算符或字段后面还要有一个词，例如 电机 AND 转子")
    if token.type == "CLOSE":
        return QueryError(text, place, "括号里没有写完", "请在括号里写上词，或去掉这对括号和多余的运算符")
    if token.type in _NAMES:
        words = f"{_NAMES[token.type]}前面没有词"
        return QueryError(text, place, words, "运算符两边都要有词，例如 电机 AND 转子；要找这个词本身请加引号")
    if token.type == "COMPARE":
        return QueryError(
            text, place, "这里的比较号前面没有字段", "字段写在前面，例如 申请日>=2012；要找这个符号请加引号"
        )
    return QueryError(text, place, f"这里不应有“{text[place : place + 10]}”", "请检查前面的运算符和括号")


_SAME = {"==": "=", "=>": ">=", "=<": "<=", "<>": "!=", "≥": ">=", "≤": "<=", "≠": "!="}
_BEFORE_AFTER = (">=", "<=", ">", "<")
_LISTED = re.compile(r"[,，](?![^\[]*\])")
"""Numbers, classes and days hold no comma but between the brackets of a span."""


class _Reading:
    """Makes nodes of what the grammar found."""

    def __init__(self, text: str, narrow: str, private: bool) -> None:
        self.text, self.narrow, self.fields, self.private = text, narrow, load_fields(), private

    def read(self, tree: Any, field: Field | None = None, compare: str = "=") -> Node:
        """A part of the grammar's tree; `field` is the one it stands under, else a bare term looks into the usual ones."""
        kind = str(tree.data)
        if kind == "term" or kind == "quoted":
            return self._value(tree.children[0], field, compare)
        if kind == "asked":
            return self._asked(tree, field)
        if kind == "near":
            return self._near(tree, field)
        parts = [self.read(child, field, compare) for child in tree.children if isinstance(child, Tree)]
        if kind == "negated":
            return Not(parts[0])
        if kind in ("either", "list"):
            return either(*parts)
        return both(*parts)

    def _asked(self, tree: Tree[Token], outer: Field | None) -> Node:
        code, compare = (str(token) for token in tree.children[:2])
        place, where = (int(getattr(token, "start_pos", 0) or 0) for token in tree.children[:2])
        if outer is not None:
            raise QueryError(self.text, place, "字段里面不能再写字段", f"请写在“{outer.label}”的括号外面")
        found = self._named(code, place)
        if found.private and not self.private:
            raise QueryError(self.text, place, f"“{found.label}”不对公众开放检索", "可按区划检索，例如 区划=410400")
        compare = _SAME.get(compare, compare)
        if compare in _BEFORE_AFTER and found.kind != "day":
            words = f"“{found.label}”不能比较先后"
            raise QueryError(self.text, where, words, f"请写成 {found.label}=…，日期字段才能用 > 和 <")
        values = [one for one in tree.children[2:] if isinstance(one, Tree)]
        meant = either(*(self.read(one, found, "=" if compare == "!=" else compare) for one in values))
        return Not(meant) if compare == "!=" else meant

    def _named(self, code: str, place: int) -> Field:
        """The field, or several of words as one."""
        names = [name for name in code.split(JOIN) if name]
        found = [field for name in names if (field := self.fields.named(name))]
        if len(found) < len(names):
            known = "、".join(f"{one.label}（{one.codes[0]}）" for one in self.fields.by_key.values())
            raise QueryError(self.text, place, f"没有字段“{code}”", f"可用：{known}；要找这几个字请加引号")
        if len(found) == 1:
            return found[0]
        if other := next((one for one in found if one.kind != "text"), None):
            words = f"“{other.label}”不能与别的字段连写"
            raise QueryError(
                self.text, place, words, "只有名称、摘要等文字字段可以连写，例如 TI,AB=电机；其他的请用 OR 连接"
            )
        return self.fields.joined(found)

    def _value(self, token: Any, field: Field | None, compare: str) -> Node:
        place = int(token.start_pos or 0)
        is_quoted = token.type == "QUOTED"
        raw = self.text[place + is_quoted : place + len(token) - is_quoted]
        pieces = [raw] if is_quoted or field is None or field.kind == "text" else _LISTED.split(raw)
        return either(*(self._one(piece, field, compare, (place, place + len(token))) for piece in pieces))

    def _one(self, raw: str, field: Field | None, compare: str, at: tuple[int, int]) -> Node:
        is_quoted = self.narrow[at[0]] == '"'
        try:
            if compare != "=" and field is not None:
                return at_least(field, compare, raw, at)
            return read_value(field, self.fields, raw, quoted=is_quoted, at=at)
        except QueryError as fault:
            raise QueryError(self.text, at[0] + is_quoted, fault.message, fault.remedy) from None

    def _near(self, tree: Tree[Token], field: Field | None) -> Node:
        """`a (3W) b (2N) c` is read from the left; a word without a field takes that of its neighbour."""
        nodes = [self.read(child, field) for child in tree.children if isinstance(child, Tree)]
        marks = [child for child in tree.children if isinstance(child, Token)]
        named = [self._fields_of(node, mark) for node, mark in zip(nodes, [marks[0], *marks], strict=True)]
        usual = tuple(one.key for one in self.fields.default)
        chosen = {one for one in named if one != usual}
        if len(chosen) > 1:
            place = int(marks[0].start_pos or 0)
            raise QueryError(self.text, place, "邻近的词要在同一个字段里", "请写成 名称=(甲 (3W) 乙) 的形式")
        fields = next(iter(chosen), usual)
        result = nodes[0]
        for mark, node in zip(marks, nodes[1:], strict=True):
            digits = "".join(filter(str.isdigit, mark)) or "0"
            place = int(mark.start_pos or 0)
            ordered = mark.upper().startswith("PRE") or "W" in mark.upper()
            result = Near(result, node, int(digits), ordered, (place, place + len(mark)))
        return moved_into(result, fields)

    def _fields_of(self, node: Node, mark: Token) -> tuple[str, ...]:
        texts = [one for one in walk(node) if isinstance(one, Text)]
        if not texts or any(not isinstance(one, Text | Or | Near) for one in walk(node)):
            place = int(mark.start_pos or 0)
            raise QueryError(
                self.text, place, "邻近算符两边只能是词，或用 OR 连起来的几个词", "例如 (电机 OR 马达) (3W) 转子"
            )
        return texts[0].fields
