"""Which cells of a form that nobody has bound yet take what, read off the names in its rows; a person goes through it afterwards."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from qiangxian.kernel.errors import Refused

from .filling import Workbook

HEAD = re.compile(r"^(?:其中[::]?|[(]?[一二三四五六七八九十\d]+[)、.]+)+")
TAIL = re.compile(r"[(][^()]*[)]$|[::]$")
SURE = 4
"""So many characters of a name's beginning name it, where they begin no other."""


def proposed(book: Workbook, names: Iterable[str]) -> str:
    """A line for each empty cell beside the name of a figure, and for the other empty cells of its column an entry by hand under the
    name of the row. Cells the file does not have (no frame, no format) are no place to fill."""
    known = {_plain(name): name for name in names}
    return "\n".join(line for sheet in book.sheets for line in _of_sheet(book, sheet, known))


def _of_sheet(book: Workbook, sheet: str, known: dict[str, str]) -> Iterator[str]:
    rows = [[(place, text) for place, text in row if text or _is_free(book, sheet, place)] for row in book.rows(sheet)]
    figures = {place: name for row in rows if (found := _figure(row, known)) for place, name in [found]}
    columns = {_column(place) for place in figures}
    for row in rows:
        label = next((_plain(text) for _, text in row if text), "")
        for place, text in row:
            if place in figures:
                yield f"{sheet}!{place} = 指标 {figures[place]}"
            elif label and not text and _column(place) in columns:
                yield f"{sheet}!{place} = 手填 {label}"


def _figure(row: list[tuple[str, str]], known: dict[str, str]) -> tuple[str, str] | None:
    """The first empty cell behind a name, and the name as the product has it."""
    for at, (_, text) in enumerate(row):
        if name := _named(_plain(text), known):
            return next(((place, name) for place, other in row[at + 1 :] if not other), None)
    return None


def _named(text: str, known: dict[str, str]) -> str:
    begun = {name for plain, name in known.items() if plain.startswith(text)} if len(text) >= SURE else set()
    return known.get(text) or (begun.pop() if len(begun) == 1 else "")


def _is_free(book: Workbook, sheet: str, place: str) -> bool:
    try:
        book.check((sheet, place))
    except Refused:
        return False
    return True


def _plain(text: str) -> str:
    """Without spaces, the number before it and the unit behind it."""
    text = HEAD.sub("", "".join(unicodedata.normalize("NFKC", text).split()))
    return TAIL.sub("", text)


def _column(place: str) -> str:
    return place.rstrip("0123456789")
