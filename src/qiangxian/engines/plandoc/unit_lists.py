"""Names in a list of units: where one ends and the next begins, and what is no name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from qiangxian.engines.plandoc import vocabulary
from qiangxian.engines.plandoc.brackets import split_outside
from qiangxian.engines.plandoc.draft import Draft

_BRACKETED = re.compile(r"[(〔\[【][^()〔〕\[\]【】]*[)〕\]】]")
_TRIMMED = " \t\n、,;。:等"


@dataclass(frozen=True, slots=True)
class Name:
    """A name at its place; `text` is the reading, without what a misprint added."""

    start: int
    end: int
    text: str
    collective: bool
    plausible: bool


@dataclass
class NameList:
    """The names of a stretch, whether it ended in 等, and a deadline that stood among them."""

    names: list[Name]
    open_ended: bool = False
    deadline: tuple[int, int] | None = None


@lru_cache(maxsize=1)
def _endings() -> re.Pattern[str]:
    return re.compile(f"(?:{vocabulary.any_of(vocabulary.rules('units')['endings'])})$")


@lru_cache(maxsize=1)
def _joined() -> re.Pattern[str]:
    """和 及 以及 before a collective; a bare 和 inside a name never stands before one."""
    units = vocabulary.rules("units")
    starts = vocabulary.any_of(units["collective_starts"])
    levels = "(?:国务院|中央|省|市|县|区|州|全市|全县|全区|全省)(?:级|直|属)?"
    return re.compile(f"(?:{vocabulary.any_of(units['conjunctions'])})(?=(?:{levels})?(?:{starts}))")


@lru_cache(maxsize=1)
def _between_names() -> re.Pattern[str]:
    """和 between two full names of one level: 市财政局和市教育局, but not 市人力资源和社会保障局."""
    marks = "".join(vocabulary.rules("units")["level_marks"])
    return re.compile(f"(?:以及|及|和|与)(?=[{marks}国])")


@lru_cache(maxsize=1)
def _stray() -> re.Pattern[str]:
    marks = "".join(vocabulary.rules("units")["level_marks"])
    return re.compile(f"(?<=[局委办部厅院])[{marks}]$")


@lru_cache(maxsize=8192)
def is_collective(name: str) -> bool:
    """各有关部门 and the like, which are no body."""
    return bool(vocabulary.pattern("units", "collective_pattern").fullmatch(_BRACKETED.sub("", name)))


@lru_cache(maxsize=8192)
def looks_like_unit(name: str) -> bool:
    """Whether the words can be the name of a body: its last word says so and nothing in it is prose."""
    plain = _BRACKETED.sub("", name)
    if not 2 <= len(plain) <= vocabulary.rules("units")["longest_name"]:
        return False
    if vocabulary.pattern("units", "prose_marks").search(plain):
        return False
    return bool(_endings().search(plain)) or plain.endswith((")", "〕"))


@lru_cache(maxsize=8192)
def _is_deadline(member: str) -> bool:
    return bool(vocabulary.pattern("units", "deadline_member").fullmatch(member))


@lru_cache(maxsize=8192)
def _name_length(member: str) -> int:
    """How much of the member is the name: up to 等, 等部门, 等国务院相关部门及各地区."""
    tail = vocabulary.pattern("units", "open_tail").search(member) if "等" in member else None
    return tail.start() if tail else len(member)


@lru_cache(maxsize=8192)
def _conjunctions(member: str) -> tuple[tuple[int, int], ...]:
    """The places of 和 及 以及 that join names; 和 inside a name is none."""
    joined = [match.span() for match in _joined().finditer(member) if match.start() > 0]
    return (*joined, *(match.span() for match in _between_names().finditer(member) if _joins_names(member, match)))


def read_names(draft: Draft, start: int, end: int) -> NameList:
    """The names between two offsets of the copy; repairs of misprints are reported as they are made."""
    found, at = NameList([]), start
    for first, last, _ in split_outside(draft.text, start, end):
        if first < at:  # taken with the member before it
            continue
        at = _shared_end(draft.text, first, last, end)
        _read_member(draft, first, at, found)
    return found


def _shared_end(text: str, first: int, last: int, end: int) -> int:
    """各市、州、县人民政府 is one member: the last word belongs to every level named before it."""
    each = text.find("各", first, last)
    shared = vocabulary.pattern("units", "shared_last_word").match(text, each, end) if each >= 0 else None
    return shared.end() if shared else last


def _read_member(draft: Draft, start: int, end: int, found: NameList) -> None:
    start, end = _trimmed(draft.text, start, end)
    if start >= end:
        return
    member = draft.text[start:end]
    place = _whole_name(member)
    if place and not _blanks_between(draft, start, end):
        found.open_ended |= place[1] < place[2]
        if place[1] > place[0]:
            found.names.append(_name(draft, start + place[0], start + place[1]))
        return
    if _is_deadline(member):
        found.deadline = (start, end)
        return
    for first, last in _members(draft, start, end):
        begin, cut, stop = _name_place(draft.text[first:last])
        found.open_ended |= cut < stop
        if cut > begin:
            found.names.append(_name(draft, first + begin, first + cut))


@lru_cache(maxsize=8192)
def _whole_name(member: str) -> tuple[int, int, int] | None:
    """The place of the name in a member that holds just one, which is the usual case."""
    if _is_deadline(member) or (_name_length(member) == len(member) and _conjunctions(member)):
        return None
    return _name_place(member)


@lru_cache(maxsize=8192)
def _name_place(piece: str) -> tuple[int, int, int]:
    """Where the name begins behind a conjunction, where it ends before 等, and where the piece ends."""
    start, end = _trimmed(piece, 0, len(piece))
    for word in ("以及", "及", "和", "与", "并由", "由"):
        if piece.startswith(word, start) and end - start > len(word) + 1:
            start += len(word)
            break
    return start, start + _name_length(piece[start:end]), end


def _members(draft: Draft, start: int, end: int) -> list[tuple[int, int]]:
    """One member between separators may hold several names: joined by 和, or by a blank that the copy has dropped."""
    member = draft.text[start:end]
    if _name_length(member) < len(member):
        return [(start, end)]
    cuts = [(start + first, start + last) for first, last in _conjunctions(member)]
    cuts += _blanks_between(draft, start, end)
    pieces, at = [], start
    for first, last in sorted(cuts):
        if first >= at:
            pieces.append((at, first))
            at = last
    return [*pieces, (at, end)]


def _blanks_between(draft: Draft, start: int, end: int) -> list[tuple[int, int]]:
    """市财政局 市教育局 is two names; 市 财 政 局 with a blank behind every character is one."""
    if "\n" in draft.text[start:end]:
        return [(at, at + 1) for at in range(start + 2, end - 2) if _line_ends_name(draft.text, start, at, end)]
    first, last = draft.copy.span(start, end)
    if last - first == end - start:  # the usual case: nothing was dropped here
        return []
    gaps = [at for at in range(start + 2, end - 1) if at in draft.copy.gaps]
    if not gaps or len(gaps) * 4 > end - start:
        return []
    ends = [*gaps[1:], end]
    return [
        (at, at)
        for at, stop in zip(gaps, ends, strict=True)
        if _ends_unit(draft.text, start, at) and looks_like_unit(draft.text[at:stop])
    ]


_SURE_END = re.compile(r"[局委厅部办]$")


def _line_ends_name(text: str, start: int, at: int, end: int) -> bool:
    """A cell has one name a line, or one long name broken over lines (社会 / 保障局)."""
    if text[at] != "\n":
        return False
    left = text[max(start, text.rfind("\n", start, at) + 1) : at]
    right = text[at + 1 : end].split("\n", 1)[0]
    levelled = right[:1] == left[:1] or right.startswith(("各", "有关"))
    return looks_like_unit(right) and (bool(_SURE_END.search(left)) or (levelled and looks_like_unit(left)))


def _joins_names(member: str, match: re.Match[str]) -> bool:
    left, right = member[: match.start()], member[match.end() :]
    return left[:1] == right[:1] and "(" not in left and looks_like_unit(left) and looks_like_unit(right)


def _ends_unit(text: str, start: int, at: int) -> bool:
    return bool(_endings().search(text, max(start, at - 6), at)) and text[start:at].count("(") == text[start:at].count(
        ")"
    )


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in " \t\n、,;。:【】":
        start += 1
    while start < end and text[end - 1] in " \t\n、,;。:【】":
        end -= 1
    return start, end


def _name(draft: Draft, start: int, end: int) -> Name:
    text = draft.text[start:end]
    reading = _repaired(draft, text, start, end)
    collective = is_collective(reading)
    plausible = collective or looks_like_unit(reading)
    return Name(start, end, _own_brackets(draft, reading, start, end), collective, plausible)


def _repaired(draft: Draft, text: str, start: int, end: int) -> str:
    """The name without what a misprint added; the misprint is reported."""
    reading, code = _without_misprint(text)
    if code:
        draft.repair(code, start, end, reading)
    return reading


@lru_cache(maxsize=8192)
def _without_misprint(text: str) -> tuple[str, str]:
    """市商务局市 has a stray last character, 市市财政局 a doubled first one; 市市场监管局 is right as it stands."""
    if len(text) > 3 and text[-1] == text[0] and _stray().search(text):
        return text[:-1], "stray_character_removed"
    words = vocabulary.rules("units")["level_words"].get(text[0], ())
    if len(text) > 4 and text[0] == text[1] and words and not text[1:].startswith(tuple(words)):
        return text[1:], "doubled_character_removed"
    return text.replace("\n", ""), ""


def _own_brackets(draft: Draft, reading: str, start: int, end: int) -> str:
    """Brackets inside a name keep the width in which they are printed."""
    if "(" not in reading or reading != draft.text[start:end]:
        return reading
    source = draft.source.text
    return "".join(source[draft.copy.origin(start + at)] if mark in "()" else mark for at, mark in enumerate(reading))
