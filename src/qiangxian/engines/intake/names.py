"""Several names in one cell: holders, inventors, former names (identifiers.md, addendum 4)."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence
from functools import lru_cache

_TELLING = re.compile(r"[;；﹔|｜,，、/／\s#<&和及与]|有限公司..|[)）\]]$")
_NATION = re.compile(r"[(（\[](?:国籍[:：]?)?(?:中国(?:大陆|内地)?|CN)[)）\]]$")
_FIRM = re.compile(r"[;；﹔|｜\t\r\n\v\f]+|##|<br\s*/?>|\s//\s")
_LISTING = re.compile(r"[,，、]")
_LOOSE = re.compile(r"[/／]|[ \u3000\u00a0]+")
_JOINED = re.compile(r"(?:和|及|与|以及|&)")
_PERSON = re.compile(
    r"[\u3400-\u9fff]{1,3}[\u3400-\u9fff](?<![部处室组队科股班厅局委])|[\u3400-\u9fff]+(?:[·•・.][\u3400-\u9fff]+)+"
)
_HAN = re.compile(r"[\u3400-\u9fff]")


def split_names(text: str, ends: Sequence[str]) -> tuple[tuple[str, ...], bool]:
    """(the names in order, each once; whether one of them may be several). `ends`: how names of organisations end."""
    if not _TELLING.search(text):
        return (text,), False
    return _split(text, tuple(ends))


@lru_cache(maxsize=8192)
def _split(text: str, ends: tuple[str, ...]) -> tuple[tuple[str, ...], bool]:
    if "&" in text and ";" in text:
        text = html.unescape(text)
    names, unsure = list[str](), False
    for part in _FIRM.split(text):
        for listed in _parts(part.strip(), _LISTING, lambda one: bool(_HAN.search(one))):
            loose = _parts(listed, _LOOSE, lambda one: _is_complete(one, ends))
            unsure = unsure or (len(loose) == 1 and _may_be_several(listed, ends))
            names += loose
    names = [_without_nation(name, ends) for name in names]
    return tuple(dict.fromkeys(name for name in names if name)), unsure


def _without_nation(name: str, ends: Sequence[str]) -> str:
    """某某公司（中国） of a certificate names the nation behind a name that is whole without it; 某某（中国） is a name itself."""
    bare = _NATION.sub("", name).strip()
    return bare if bare != name and _is_complete(bare, ends) else name


def _parts(text: str, mark: re.Pattern[str], holds: Callable[[str], bool]) -> list[str]:
    parts = [part.strip() for part in mark.split(text)]
    parts = [part for part in parts if part]
    balanced = all(part.count("(") + part.count("（") == part.count(")") + part.count("）") for part in parts)
    return parts if len(parts) > 1 and balanced and all(map(holds, parts)) else [text]


def _is_complete(name: str, ends: Sequence[str]) -> bool:
    """A name that ends as organisations do, or a person's."""
    bare = re.sub(r"[（(][^（）()]*[）)]$", "", name)
    return bool(_PERSON.fullmatch(bare)) or (len(bare) > 3 and bare.endswith(tuple(ends)) and bool(_HAN.search(bare)))


def _may_be_several(text: str, ends: Sequence[str]) -> bool:
    """One part that holds complete names around a word, a stroke or a blank, or two names grown together."""
    if not _HAN.search(text):
        return False
    if any(_is_complete(part.strip(), ends) and len(part.strip()) > 4 for part in _LOOSE.split(text)[:-1]):
        return True
    pieces = [piece.strip() for piece in _JOINED.split(text)]
    if len(pieces) > 1 and all(len(piece) > 4 and _is_complete(piece, ends) for piece in pieces):
        return True
    return bool(re.search(r"有限公司.{2,}(?<!分)(?<!子)有限公司$", text))
