"""Minutes paragraph by paragraph: does it decide, and whom does it name as leading and helping?"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from qiangxian.kernel import rulebook
from qiangxian.kernel.shapes import Shape

NUMBERED = re.compile(r"\s*(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d{1,2}[.．、]|（\d{1,2}）|[①-⑳])")
JOINT = re.compile(r"[\s、，,及和与]*(?:以及)?[\s、，,及和与]*")
BEFORE_ROLE = re.compile(r"(?:等单位|等部门|等)?[\s，,]*(?:按照?职责分工|分别|共同|具体|积极|密切|做好)?")
SENTENCE_END = "。；;！\n"


class Wording(Shape):
    """`meetings/minutes.yaml`: the words of deciding, noting, leading and helping, by which a text is read."""

    label: str
    source: str
    checked: date
    deciding: list[str]
    noting: list[str]
    section: list[str]
    leading: list[str]
    leading_label: list[str]
    helping: list[str]
    helping_label: list[str]


Words = Mapping[str, Any]


def words_of(division: str | None) -> Words:
    """The wording as it holds in a county."""
    return rulebook.load("meetings", "minutes", division=division)


@dataclass(frozen=True)
class MinutedDecision:
    """A paragraph that decides. `leads`: the names that lead in the order of the text, of which the first is proposed; `helps`:
    those that help; offsets count code points of the text."""

    text: str
    start: int
    end: int
    leads: tuple[str, ...]
    helps: tuple[str, ...]

    @property
    def is_doubtful(self) -> bool:
        """Whether a person must say who leads: nobody is named, or more than one."""
        return len(self.leads) != 1


def read_minutes(text: str, names: Sequence[str], wording: Words) -> list[MinutedDecision]:
    """The paragraphs that decide, in order. `names`: every printed name of a unit that may be handed something."""
    found: list[MinutedDecision] = []
    is_listing, start = False, 0
    any_name = _any(names)
    for line in text.split("\n"):
        words = line.strip()
        if words and _opens_list(words, wording):
            is_listing = True
        elif words and _decides(words, wording, is_listing):
            at = start + line.index(words)
            leads, helps = _units(words, any_name, wording)
            found.append(MinutedDecision(words, at, at + len(words), leads, helps))
        start += len(line) + 1
    return found


def _opens_list(words: str, wording: Words) -> bool:
    """`会议议定以下事项：`; a heading of another matter ends no list, since its paragraphs bear no number."""
    bare = words.rstrip("：:。 ")
    return len(bare) < 30 and any(bare.endswith(one) for one in wording["section"])


def _decides(words: str, wording: Words, is_listing: bool) -> bool:
    bare = NUMBERED.sub("", words, count=1)
    if bare.startswith(tuple(wording["noting"])):
        return any(f"{mark}{one}" in words for one in wording["deciding"] for mark in SENTENCE_END)
    return any(one in bare for one in wording["deciding"]) or (is_listing and NUMBERED.match(words) is not None)


def _any(names: Sequence[str]) -> re.Pattern[str]:
    """Longer names first, so that 市市场监管局 is not read as another one within it."""
    ordered = sorted({name for name in names if name}, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, ordered)) or r"(?!)")


def _units(words: str, any_name: re.Pattern[str], wording: Words) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Groups of names by the word behind them (…牵头，…配合) or before them (牵头单位：…); without any, who stands first in a
    sentence is proposed, to be confirmed like the rest."""
    by_role: Mapping[str, list[str]] = {"lead": [], "help": []}
    first: list[str] = []
    for group, start, end in _groups(words, any_name):
        role = _role(words, start, end, wording)
        if role:
            by_role[role] += group
        elif start == 0 or words[start - 1] in SENTENCE_END or NUMBERED.fullmatch(words[:start]):
            first += group
    leads = list(dict.fromkeys(by_role["lead"] or first))
    return tuple(leads), tuple(one for one in dict.fromkeys(by_role["help"]) if one not in leads)


def _groups(words: str, any_name: re.Pattern[str]) -> list[tuple[list[str], int, int]]:
    """Names that follow each other with nothing but 、和及 between."""
    groups: list[tuple[list[str], int, int]] = []
    for match in any_name.finditer(words):
        if groups and JOINT.fullmatch(words, groups[-1][2], match.start()):
            names, start, _ = groups[-1]
            groups[-1] = ([*names, match.group()], start, match.end())
        else:
            groups.append(([match.group()], match.start(), match.end()))
    return groups


def _role(words: str, start: int, end: int, wording: Words) -> str:
    behind = BEFORE_ROLE.match(words, end)
    at = behind.end() if behind else end
    for role, marks in (("help", wording["helping"]), ("lead", wording["leading"])):
        if words.startswith(tuple(marks), at):
            return role
    before = words[:start].rstrip("由： :")
    for role, marks in (("help", wording["helping_label"]), ("lead", wording["leading_label"])):
        if before.endswith(tuple(marks)):
            return role
    return ""
