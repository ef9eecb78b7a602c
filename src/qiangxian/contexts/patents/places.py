"""From a printed address to the code of the area it names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from qiangxian.kernel import division

_POSTCODE = re.compile(r"^\W*\d{6}\W*")
_ENDINGS = re.compile(r"(?:省|市|(?:维吾尔|壮族|回族)?自治区|特别行政区)$")


@lru_cache(maxsize=4096)
def area_of(address: str) -> str:
    """The code of the township, else the county, the prefecture, the province an address begins with; empty where none is named."""
    text = _POSTCODE.sub("", "".join(address.split()))
    province = _first(text, _provinces())
    if not province:
        return ""
    name, code = province
    rest = text[len(name) :]
    below = [(one.name, one.code) for one in division.children(code)]
    prefecture = _first(rest, below)
    if prefecture:
        rest, code = rest[len(prefecture[0]) :], prefecture[1]
        county = _first(rest, [(one.name, one.code) for one in division.children(code)])
        return _township(rest, *county) if county else code
    counties = [(one.name, one.code) for _, above in below for one in division.children(above)]
    county = _first(rest, counties)
    return _township(rest, *county) if county else code


def _township(text: str, name: str, code: str) -> str:
    township = _first(text[len(name) :], [(one.name, one.code) for one in division.townships(code)])
    return township[1] if township else code


def _first(text: str, named: Iterable[tuple[str, str]]) -> tuple[str, str] | None:
    """The longest of the names the text begins with."""
    return max(
        ((name, code) for name, code in named if text.startswith(name)), key=lambda one: len(one[0]), default=None
    )


@cache
def _provinces() -> tuple[tuple[str, str], ...]:
    """Every province under its full and its short name."""
    return tuple((name, one.code) for one in division.provinces() for name in {one.name, _ENDINGS.sub("", one.name)})
