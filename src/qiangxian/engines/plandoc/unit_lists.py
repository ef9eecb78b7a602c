"""Names in a list of units: where one ends and the next begins, and what is no name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from qiangxian.engines.plandoc import roles, vocabulary
from qiangxian.engines.plandoc.brackets import split_outside, trimmed
from qiangxian.engines.plandoc.draft import Paper
from qiangxian.engines.plandoc.layout import Place
from qiangxian.engines.plandoc.types import Role

_BRACKETED = re.compile(r"[(〔\[【][^()〔〕\[\]【】]*[)〕\]】]")
_OWN_ROLE = re.compile(r"[(（〔【\[](?P<word>[^()（）〔〕【】\[\]]{1,8})[)）〕】\]]$")
_ROLE_BEFORE = re.compile(r"[(〔【\[](?P<word>[^()〔〕【】\[\]]{1,8})[)〕】\]](?=[\u3400-\u9fff])")
_DECLARED = re.compile(r"\((?P<words>[^()]{4,30})\)$")
_LEVEL = 2  # the longest word for a level alone: 中央
_OUTSIDE = " \t\n、,;。:|.↔→~…·=>"
# 县科技局[1], 县科技局(★): a footnote, and the mark of the one that leads.
_FOOTNOTE = re.compile(
    rf"[(\[【](?:\d{{1,2}}|注\d{{0,2}}|(?P<mark>[{vocabulary.rules('roles')['marks']}]))[)\]】]$|[¹²³⁴-⁹]{{1,2}}$"
)
# The last characters of 五部门, 三级 and of 县委常委, 县领导: most names are passed over by them.
_KIND_ENDS, _PERSON_ENDS = frozenset("门位级"), frozenset("委导")
_FOREIGN = re.compile(r"[:;=|—]|(?<![A-Za-z\d])-|[(〔\[【]|(?:牵头|责任|配合|协办|承办)单位")
_ENUMERATOR = re.compile(r"\(?\d{1,2}[).、]\s?")


@dataclass(frozen=True, slots=True)
class Name:
    """A name at its place; `text` is the reading, without what a misprint added. `role` is one of its own (甲局(牵头))."""

    start: int
    end: int
    text: str
    collective: bool
    plausible: bool
    marked: bool
    role: Role | None
    misprint: str

    @property
    def odd(self) -> bool:
        """Whether its words need a look at the source: a misprint, or brackets inside."""
        return bool(self.misprint) or "(" in self.text


def read_names(draft: Paper, start: int, end: int) -> list[tuple[int, Name]]:
    """The names of a plain list, each with the offset that its places count from."""
    found: list[tuple[int, Name]] = []
    taken = start
    for first, last, _ in split_outside(draft.text, start, end):
        if first >= taken:
            taken = joined_end(draft.text, first, last, end)
            found += names_of(draft, first, taken)[0]
    return found


def names_of(draft: Paper, start: int, end: int) -> tuple[list[tuple[int, Name]], bool]:
    """The names in one member of a list (several where a conjunction or a dropped blank joins them), and whether 等 ends it."""
    found: list[tuple[int, Name]] = []
    opened = False
    for first, last in _torn(draft, start, end):
        names, ended = parsed_names(draft.text[first:last])
        opened |= ended
        found += [(first, name) for name in names]
    return found, opened


def name_as_printed(draft: Paper, at: int, name: Name) -> str:
    """The name without what a misprint added, which is reported; brackets inside it keep their width."""
    start, end = at + name.start, at + name.end
    if name.misprint:
        draft.repair(name.misprint, start, end, name.text)
        return name.text
    if name.text != draft.text[start:end]:
        return name.text
    source, origin = draft.source.text, draft.copy.origin
    return "".join(source[origin(start + n)] if mark in "()" else mark for n, mark in enumerate(name.text))


@lru_cache(maxsize=8192)
def parsed_names(member: str) -> tuple[tuple[Name, ...], bool]:
    """The names of a member with offsets in it."""
    start, end = trimmed(member, 0, len(member), _OUTSIDE, _OUTSIDE)
    kinds = member[end - 1 : end] in _KIND_ENDS
    counted = vocabulary.pattern("units", "counted_kind").search(member, start, end) if kinds else None
    end = counted.start() if counted else end
    stop = _list_end(member, start, end)
    pieces, at, opened = [], start, stop < end
    for first, last in _conjunctions(member[start:end]) if stop == end else ():
        pieces.append((at, start + first))
        at = start + last
    names: list[Name | None] = []
    for first, last in [*pieces, (at, stop)]:
        parts = _kind_apart(member, first, last)
        names += [_name(member, *part) for part in parts if part[0] < part[1]]
        opened |= parts != [(first, last)]
    return tuple(name for name in names if name), opened


def _list_end(member: str, start: int, end: int) -> int:
    """Where the words that leave a list open begin (等有关部门), else its end."""
    tail = vocabulary.pattern("units", "open_tail").search(member, start, end) if "等" in member[start:end] else None
    return tail.start() if tail else end


def _kind_apart(member: str, start: int, end: int) -> list[Place]:
    """县科技局等县直有关单位 is a name, and the kind of the others, which is kept where it says whose they are."""
    stop = _list_end(member, start, end)
    if stop < end:
        return [(start, stop)]
    kind = vocabulary.pattern("units", "open_kind").search(member, start, end)
    if kind and not vocabulary.pattern("units", "kind_of_ours").match(member, kind.end(), end):
        return [(start, kind.start()), (end, end)]
    parts = [(start, kind.start()), (kind.end(), end)] if kind else []
    return parts if parts and all(looks_like_unit(member[slice(*part)]) for part in parts) else [(start, end)]


def _name(member: str, start: int, end: int) -> Name | None:
    for word in vocabulary.rules("units")["opening"]:
        if member.startswith(word, start) and end - start > len(word) + 1:
            start += len(word)
            break
    numbered = _ENUMERATOR.match(member, start, end)
    start = numbered.end() if numbered else start
    marks = vocabulary.rules("roles")["marks"]
    noted = _FOOTNOTE.search(member, start, end)
    end = noted.start() if noted else end
    first, last = trimmed(member, start, end, marks, marks)
    marked, role = (first, last) != (start, end) or (noted is not None and noted["mark"] is not None), None
    own = _OWN_ROLE.search(member, first, last)
    if own and (role := role_of(own["word"])):
        last = own.start()
    own = None if role else _ROLE_BEFORE.match(member, first, last)
    if own and (role := role_of(own["word"])):  # (牵头)甲局
        first = own.end()
    first, last = trimmed(member, first, last, "【】", "【】")
    if "“" not in member[first:last]:
        first, last = trimmed(member, first, last, "”", "”")
    declared = _DECLARED.search(member, first, last) if member.endswith(")", first, last) else None
    if declared and vocabulary.pattern("roles", "declarations", "first_is_lead").search(declared["words"]):
        last = declared.start()  # 县司法局(排第一位的为牵头单位): the declaration is read as one
    text = member[first:last]
    person = vocabulary.pattern("units", "person").fullmatch(text) if text[-1:] in _PERSON_ENDS else None
    if person is None and not looks_like_unit(text):
        person = _officer().search(text)
    if person:  # 县公安局党组书记、局长某某
        last = first + person.start()
        text = member[first:last]
    if not text or text in vocabulary.word_set("units", "bare_kinds"):
        return None
    reading, misprint = _without_misprint(text)
    collective = is_collective(reading)
    return Name(first, last, reading, collective, collective or looks_like_unit(reading), marked, role, misprint)


def role_of(word: str) -> Role | None:
    """The role in the bracket of 甲局(牵头)、乙局(配合单位)."""
    role = (
        vocabulary.rules("roles")["short_roles"].get(word)
        or roles.unit_labels().get(word)
        or roles.short_labels().get(word)
    )
    phrase = None if role else roles.role_phrase(word)
    return role or (phrase[1] if phrase and phrase[0] == 0 else None)


@lru_cache(maxsize=8192)
def is_collective(name: str) -> bool:
    """各有关部门 and the like, which are no body."""
    return bool(vocabulary.pattern("units", "collective_pattern").fullmatch(_BRACKETED.sub("", name)))


@lru_cache(maxsize=8192)
def looks_like_unit(name: str) -> bool:
    """A name of a body: short, its last word says so and nothing in it is prose."""
    plain = _BRACKETED.sub("", name)
    if not 2 <= len(plain) <= vocabulary.rules("units")["longest_name"]:
        return False
    if vocabulary.pattern("units", "prose_marks").search(plain) or _FOREIGN.search(plain):
        return False
    short = plain in _short_names() or (plain[0] in _level_marks() and plain[1:] in _short_names())
    return short or bool(_endings().search(plain)) or plain.endswith((")", "〕"))


def is_deadline(member: str) -> bool:
    """2023年6月底前完成, 长期坚持: a member of the list that says when."""
    return len(member) < 40 and bool(vocabulary.pattern("units", "deadline_member").fullmatch(member))


def joined_end(text: str, start: int, end: int, limit: int) -> int:
    """各市、州、县人民政府 is one member: the last word belongs to every level named before it."""
    if end - start <= _LEVEL and end < limit and text[end] == "、":
        residing = vocabulary.pattern("units", "shared_residence").match(text, start, limit)
        if residing:
            return residing.end()
    each = text.find("各", start, end)
    shared = vocabulary.pattern("units", "shared_last_word").match(text, each, limit) if each >= 0 else None
    return max(end, shared.end()) if shared else end


# -- what joins and what divides names -----------------------------------------------------------------------------------
def _conjunctions(member: str) -> Iterator[tuple[int, int]]:
    """The places of 和 及 以及 that join names; 和 inside a name is none."""
    joined = [match.span() for match in _before_collective().finditer(member) if match.start() > 0]
    joined += [match.span() for match in _between_names().finditer(member) if _joins_names(member, match)]
    at = 0
    for start, end in sorted(joined):
        if start >= at:
            yield start, end
            at = end


def _joins_names(member: str, match: re.Match[str]) -> bool:
    left, right = member[: match.start()], member[match.end() :]
    levelled = left[:1] == right[:1] or bool(_sure_end().search(left) and _sure_end().search(right) and len(right) > 2)
    levelled = levelled or is_collective(left) or "以" in match[0]
    return levelled and "(" not in left and looks_like_unit(left) and looks_like_unit(right)


def _torn(draft: Paper, start: int, end: int) -> list[tuple[int, int]]:
    """The member cut where a line ends or a blank was dropped between two names.

    市财政局 市教育局 is two names; 市 财 政 局 with a blank behind every character is one, so is 县税务 局.
    """
    text = draft.text
    breaks = [at for at in range(start + 1, end - 1) if text[at] == "\n"] if text.find("\n", start, end) >= 0 else []
    gaps = draft.copy.gaps_within(start, end)
    if len(gaps) * 2 >= end - start - 1:  # letter-spaced
        gaps = []
    if not breaks and not gaps:
        return [(start, end)]
    cuts, at = [], start
    stops = sorted({*breaks, *gaps})
    for cut, following in zip(stops, [*stops[1:], end], strict=True):
        if _divides(text[at:cut].strip("\n"), text[cut:following].strip("\n")):
            cuts.append((at, cut))
            at = cut
    return [*cuts, (at, end)]


def _divides(left: str, right: str) -> bool:
    """Whether both sides are names: the right one more than a common last word (社会 / 保障局, 县委 / 办公室)."""
    if not looks_like_unit(right) or left.count("(") != left.count(")"):
        return False
    levelled = right[:1] == left[:1] or right.startswith(("各", "有关"))
    if levelled:
        return looks_like_unit(left) or is_collective(left)
    if right[0] in f"{_level_marks()}团" and len(right) > 2:  # 各乡镇 县教育局, 县供电公司 团县委
        return looks_like_unit(left)
    known = right in _short_names() or (len(right) > 2 and right not in _common_ends())
    return known and bool(_sure_end().search(left))


# -- patterns ------------------------------------------------------------------------------------------------------------
@cache
def _endings() -> re.Pattern[str]:
    return re.compile(f"(?:{vocabulary.any_of(vocabulary.rules('units')['endings'])})$")


@cache
def _officer() -> re.Pattern[str]:
    """Who is named behind a body, or alone behind another title."""
    return re.compile(rf"(?:^|(?<=[{vocabulary.rules('units')['body_ends']}])){vocabulary.rules('units')['officer']}")


@cache
def _common_ends() -> frozenset[str]:
    return vocabulary.word_set("units", "common_ends")


@cache
def _sure_end() -> re.Pattern[str]:
    return re.compile("[局委厅部办院]$")


@cache
def _short_names() -> frozenset[str]:
    return vocabulary.word_set("units", "short_names")


@cache
def _before_collective() -> re.Pattern[str]:
    """和 及 以及 before a collective; a bare 和 inside a name never stands before one."""
    units = vocabulary.rules("units")
    starts = vocabulary.any_of(units["collective_starts"])
    levels = "(?:国务院|中央|省|市|县|区|州|全市|全县|全区|全省)(?:级|直|属)?"
    return re.compile(f"(?:{vocabulary.any_of(units['conjunctions'])})(?=(?:{levels})?(?:{starts}))")


@cache
def _between_names() -> re.Pattern[str]:
    """和 between two full names of one level: 市财政局和市教育局, but not 市人力资源和社会保障局."""
    return re.compile(f"以及|(?:及|和|与|暨)(?:(?=[{_level_marks()}国])|(?<=[局委办厅院镇][和与及]))")


@cache
def _level_marks() -> str:
    return "".join(vocabulary.rules("units")["level_marks"])


@cache
def _stray() -> re.Pattern[str]:
    return re.compile(f"(?<=[局委办部厅院])[{_level_marks()}]$")


def _without_misprint(text: str) -> tuple[str, str]:
    """市商务局市 has a stray last character, 市市财政局 a doubled first one; 市市场监管局 is right as it stands."""
    if len(text) > 3 and text[-1] == text[0] and _stray().search(text):
        return text[:-1], "stray_character_removed"
    words = vocabulary.rules("units")["level_words"].get(text[0], ())
    if len(text) > 4 and text[0] == text[1] and words and not text[1:].startswith(tuple(words)):
        return text[1:], "doubled_character_removed"
    return text.replace("\n", ""), ""
