"""How people write what the grammar reads: marks of any width, a colon for the equals sign, several fields before one value, blanks
within a number or a span of days, field names that hold brackets. Nothing changes its place, so that an error still points at what
was typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache

from .fields import load_fields

JOIN = "␟"
"""Between the fields of one value."""

_NARROW = str.maketrans("（）＝＞＜“”„＂「」『』‘’：，；？＊＆｜　～！", '()=><"""""""""":,;?*&| ~!')
_NARROW |= {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B) if chr(code).isalnum()}
_QUOTED = re.compile(r'("[^"]*")')
_APOSTROPHES = re.compile(r"""(?<![^\s(=:,;、])'([^'"]*)'(?=[\s),;、]|$)""")
_BEGINS = r"(?<![^\s(,;、])"
_DAY = r"\d{4}(?:[-./年]?\d{1,2}(?:[-./月]?\d{1,2}日?|月)?|年)?"
_SPAN = re.compile(
    rf"(\(?\s*)(\[[^\[\]]*\]|{_DAY}\s*(?:TO|至|到|[~:—–-]+|\.\.)\s*{_DAY})(?=[\s),;、]|$)", re.IGNORECASE
)
_NUMBER = r"(?:(?:ZL|CN)(?: *\d+)?|\d{1,6})(?: +\d+)*(?: *\. *[\dX]| +[A-Z]\d?)?"


def narrowed(text: str) -> str:
    """The text as the grammar reads it, every character in its place."""
    narrow = _APOSTROPHES.sub(r'"\1"', text.translate(_NARROW))
    return "".join(part if part.startswith('"') else _read(part) for part in _QUOTED.split(narrow))


def _read(text: str) -> str:
    for pattern, written in _spellings():
        text = pattern.sub(written, text)
    return text


@cache
def _spellings() -> tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...]:
    fields = load_fields()
    printed = {code.translate(_NARROW): field for code, field in fields.typed}
    codes = printed | {_bare(code): field for code, field in printed.items()}
    every, days = _one_of(codes), _one_of(code for code, field in codes.items() if field.kind == "day")
    numbers = _one_of(code for code, field in codes.items() if field.kind == "number")
    asked = r"(?=\s*[=:<>≥≤≠!])"

    def pattern(text: str) -> re.Pattern[str]:
        return re.compile(text, re.IGNORECASE)

    return (
        (pattern(f"{_BEGINS}{_one_of(code for code in codes if '(' in code)}{asked}"), _without_brackets),
        (pattern(rf"{_BEGINS}{every}(?:\s*[,/+]\s*{every})+{asked}"), _joined),
        (pattern(rf"{_BEGINS}((?:{every}|{JOIN})+\s*):"), lambda found: f"{found[1]}="),
        (pattern(rf"{_BEGINS}({numbers} *= *)({_NUMBER})(?=[\s)]|$)"), lambda found: found[1] + _held(found[2])),
        (pattern(rf"{_BEGINS}({days}\s*=\s*){_SPAN.pattern}"), lambda found: found[1] + found[2] + _held(found[3])),
    )


def _one_of(codes: Iterable[str]) -> str:
    return f"(?:{'|'.join(re.escape(code) for code in sorted(codes, key=len, reverse=True))})"


def _bare(code: str) -> str:
    return re.sub(r"[()]", "", code)


def _without_brackets(found: re.Match[str]) -> str:
    return _bare(found[0]).ljust(len(found[0]))


def _joined(found: re.Match[str]) -> str:
    return re.sub(r"\s*[,/+]\s*", lambda mark: JOIN * len(mark[0]), found[0])


def _held(value: str) -> str:
    """One value, whatever stands in it."""
    return re.sub(r"[\s,]", ".", value)
