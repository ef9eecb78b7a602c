"""What a line changed, in words: fields by their names, codes by their words; what has no name is counted and stands in the file."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from qiangxian.kernel import rulebook
from qiangxian.kernel.words import words

MOST_LISTED = 20
_CODE = re.compile(r"[a-z][a-z0-9_.]*")


def told(text: str) -> str:
    """One side of a change as it is kept, for a person who reads the page."""
    kept = json.loads(text) if text else {}
    pairs = list(_pairs(kept)) if isinstance(kept, dict) else [_value("", kept)]
    shown = [pair for pair in pairs if pair]
    rest = len(pairs) - len(shown)
    return "；".join((*shown, f"另有 {rest} 项见导出文件") if rest else shown)


def _pairs(kept: Mapping[str, Any]) -> Iterator[str]:
    """Each field with its value; empty where either has no words."""
    for name, value in kept.items():
        label, said = _name(name), _value(name, value)
        yield f"{label}：{said}" if label and said else ""


def _name(field: str) -> str:
    return field if not field.isascii() else _names().get(field, "")


def _value(field: str, value: Any) -> str:
    """A value in words; empty where it is a code nobody gave a word, or something with fields of its own."""
    if value is None or value == "":
        return "（空）"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        listed = [_value(field, one) for one in value[:MOST_LISTED]]
        more = f" 等 {len(value)} 项" if len(value) > MOST_LISTED else ""
        return "、".join(listed) + more if all(listed) else ""
    if isinstance(value, dict):
        return ""
    return _word(field, str(value)) if _CODE.fullmatch(str(value)) else str(value)


def _word(field: str, code: str) -> str:
    """The word of a code, where the vocabulary of its field has one."""
    vocabulary = rulebook.load("audit", "fields", division=None)["vocabularies"].get(field)
    return words(vocabulary).get(code, "") if vocabulary else ""


@lru_cache(maxsize=1)
def _names() -> Mapping[str, str]:
    """Every field that has a name: those of the registers, over them our own."""
    named: dict[str, str] = {}
    for table in rulebook.names("intake", None):
        fields = rulebook.load("intake", table, division=None).get("fields")
        for field, about in fields.items() if isinstance(fields, Mapping) else ():
            if isinstance(about, Mapping) and "label" in about:
                named.setdefault(field, about["label"])
    return named | dict(rulebook.load("audit", "fields", division=None)["fields"])
