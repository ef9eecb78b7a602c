"""Unit groups: (牵头单位:甲局;责任单位:乙局), (甲局牵头,乙局参与), 责任单位:甲局 on a line of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import cast

from qiangxian.engines.plandoc import vocabulary
from qiangxian.engines.plandoc.brackets import bracket_pairs, covers, split_outside
from qiangxian.engines.plandoc.dates import read_deadline
from qiangxian.engines.plandoc.draft import Draft, Group, UnitFound
from qiangxian.engines.plandoc.types import Role
from qiangxian.engines.plandoc.unit_lists import NameList, read_names

_ITEM_MARK = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|\d{1,2}\s?[.、]|\(\d{1,2}\)|[①-⑳]|附件|具体措施)"
)
_SENTENCE_END = "。!?;:)”〕】\n"
# A group longer than this is a paragraph in brackets.
_LONGEST = 700


@dataclass
class Parts:
    """What one group held, before it is known to be one."""

    units: list[UnitFound] = field(default_factory=list)
    doubtful: int = 0
    plain: int = 0
    open_ended: bool = False
    deadline: tuple[int, int] | None = None
    note: tuple[int, int] | None = None
    overall: bool = False

    def add(self, names: NameList, role: Role) -> None:
        """Take over a list of names in one role."""
        self.open_ended |= names.open_ended
        self.deadline = names.deadline or self.deadline
        for name in names.names:
            self.doubtful += not name.plausible
            own = _own_role().search(name.text) if name.text.endswith((")", "）", "〕")) else None
            if own:
                end, text = name.end - len(own.group()), name.text[: own.start()]
                self.units.append(UnitFound(name.start, end, text, _marked_roles()[own["word"]], name.collective))
            else:
                self.units.append(UnitFound(name.start, name.end, name.text, role, name.collective))


def _marked_roles() -> Mapping[str, Role]:
    return cast(Mapping[str, Role], vocabulary.rules("units")["marked_roles"])


@lru_cache(maxsize=1)
def _own_role() -> re.Pattern[str]:
    """甲局(牵头)、乙局: the bracket is no part of the name, it gives this one name its role."""
    return re.compile(rf"[(（〔](?P<word>{vocabulary.any_of(_marked_roles())})[)）〕]$")


@lru_cache(maxsize=1)
def _label() -> re.Pattern[str]:
    """A label and its mark; `;` for `:` is a known misprint, 【】 stand in place of the mark."""
    fields = vocabulary.any_of(vocabulary.field_labels())
    return re.compile(rf"(?P<label>{vocabulary.unit_label_words()}|{fields})(?:】[:;]?|\s*(?P<mark>[:;]))")


@lru_cache(maxsize=1)
def _short_label() -> re.Pattern[str]:
    return re.compile(rf"(?:^|(?<=[(;,。〔]))(?P<label>{vocabulary.any_of(vocabulary.short_labels())})(?P<mark>:)")


@lru_cache(maxsize=1)
def _own_label() -> re.Pattern[str]:
    """A label that opens a line, or a sentence behind another one."""
    labels = vocabulary.unit_label_words()
    return re.compile(rf"[\n。;!?)”〕](?P<own>【?(?P<label>{labels})(?:】[:;]?|[:;]))")


@lru_cache(maxsize=1)
def _role_tail() -> re.Pattern[str]:
    return re.compile(f"等?(?:共同)?(?P<verb>{vocabulary.any_of(vocabulary.verb_roles())})$")


@lru_cache(maxsize=8192)
def _role_at_end(member: str) -> tuple[int, str] | None:
    """Where the role word at the end of the member begins, and the word."""
    tail = _role_tail().search(member)
    return (tail.start(), tail["verb"]) if tail else None


@lru_cache(maxsize=1)
def _lead_inside() -> re.Pattern[str]:
    """甲局牵头乙局配合 without a comma; 牵头单位 and 牵头负责 are one word."""
    behind = {verb[2:] for verb in vocabulary.verb_roles() if verb.startswith("牵头") and len(verb) > 2}
    return re.compile(f"牵头(?!单位|部门|地方|领导|的|人|[)〕]|{vocabulary.any_of(behind)}|$)")


@lru_cache(maxsize=1)
def _hints() -> re.Pattern[str]:
    """A bracket without one of these holds no group."""
    hints = {"牵头", "负责", "分工"} | set(vocabulary.verb_roles()) | set(vocabulary.short_labels())
    return re.compile(vocabulary.any_of(hint for hint in hints if not any(hint != h and h in hint for h in hints)))


def scan_groups(draft: Draft) -> None:
    """Find every unit group of the body by bracket depth, role words and labels.

    Reads: copy, zones, tables. Writes: groups (in text order, numbered from 1), repairs, warnings.
    """
    groups = [group for zone in draft.zones for group in _zone_groups(draft, zone.start, zone.end)]
    draft.groups = _adjoining_merged(draft, sorted([*draft.groups, *groups], key=lambda group: group.start))
    for number, group in enumerate(draft.groups, start=1):
        group.number = number


def _adjoining_merged(draft: Draft, groups: list[Group]) -> list[Group]:
    """(牵头单位:甲局)(责任单位:乙局) with nothing between them is one group."""
    merged: list[Group] = []
    for group in groups:
        before = merged[-1] if merged else None
        if before and before.row_clause is None and not draft.text[before.end : group.start].strip():
            before.end, before.units = group.end, [*before.units, *group.units]
            before.deadline, before.note = before.deadline or group.deadline, before.note or group.note
            before.open_ended |= group.open_ended
        else:
            merged.append(group)
    return merged


def _zone_groups(draft: Draft, start: int, end: int) -> list[Group]:
    groups: list[Group] = []
    taken = start
    for first, last in bracket_pairs(draft.text, start, end):
        if first >= taken and not _in_table(draft, first):
            group = _bracketed(draft, first, last, end)
            if group is not None:
                groups.append(group)
                taken = group.end
    groups = sorted([*groups, *_unclosed(draft, start, end, groups)], key=lambda group: group.start)
    return groups + _own_lines(draft, start, end, groups)


def _in_table(draft: Draft, at: int) -> bool:
    return covers(draft.tables, at)


def _bracketed(draft: Draft, start: int, end: int, limit: int) -> Group | None:
    if end - start > _LONGEST or not _hints().search(draft.text, start, end):
        return None
    return _tried(draft, start, end, start + 1, end - 1, placed=_at_sentence_end(draft.text, start, end, limit))


def _tried(draft: Draft, start: int, end: int, first: int, last: int, *, placed: bool) -> Group | None:
    """Read the stretch as a group; what turns out to be none leaves no repairs behind."""
    repairs, warnings = len(draft.repairs), len(draft.warnings)
    group = _read(draft, start, end, first, last, placed)
    if group is None:
        del draft.repairs[repairs:], draft.warnings[warnings:]
    return group


def _at_sentence_end(text: str, start: int, end: int, limit: int) -> bool:
    """A group closes a sentence; a bracket in the middle of one explains a word."""
    before = text[start - 1] if start else "\n"
    after = text[end] if end < limit else "\n"
    return before in _SENTENCE_END or after in "\n。;" or bool(_ITEM_MARK.match(text, end, limit))


def at_item_end(text: str, end: int, limit: int) -> bool:
    """Whether nothing of the item follows: the line ends, or on a glued line the next item begins."""
    return (
        end >= limit or text[end] == "\n" or text[end : end + 2] == "。\n" or bool(_ITEM_MARK.match(text, end, limit))
    )


def _read(draft: Draft, start: int, end: int, first: int, last: int, placed: bool) -> Group | None:
    last = before_declaration(draft.text, first, last)
    first += draft.text.startswith("【", first)
    opening = vocabulary.pattern("roles", "opening_words").match(draft.text, first, last)
    first = opening.end() if opening else first
    marked = any(draft.text.find(mark, first, last) >= 0 for mark in ":;】")  # no label is without one of these
    labels = (
        [match for match in _label().finditer(draft.text, first, last) if _stands_alone(draft.text, first, match)]
        if marked
        else []
    )
    if marked and not labels:
        labels = list(_short_label().finditer(draft.text, first, last))
    parts = Parts()
    if labels:
        accepted = _read_labelled(draft, first, last, labels, parts)
    else:
        accepted = placed and read_roles(draft, first, last, None, parts) and _plausible(parts)
    if not accepted or not parts.units:
        return None
    return built_group(draft, start, end, parts)


def before_declaration(text: str, first: int, last: int) -> int:
    """The list of units ends where a declaration begins: (甲局、乙局负责。列第一位者为牵头单位,下同)"""
    if vocabulary.pattern("roles", "declarations", "hint").search(text, first, last):
        for name in ("first_is_lead", "inherited"):
            match = vocabulary.pattern("roles", "declarations", name).search(text, first, last)
            last = match.start() if match else last
    while last > first and text[last - 1] in "。,; ":
        last -= 1
    return last


def _stands_alone(text: str, first: int, match: re.Match[str]) -> bool:
    """`;` counts as the mark of a label only at the beginning of a field."""
    return match["mark"] != ";" or match.start() == first or text[match.start() - 1] in ";,。、("


def _read_labelled(draft: Draft, first: int, last: int, labels: list[re.Match[str]], parts: Parts) -> bool:
    prefix = draft.text[first : labels[0].start()]
    if prefix and not vocabulary.pattern("roles", "level_before_label").fullmatch(prefix):  # 甲局牵头;责任单位:乙局
        read_roles(draft, first, labels[0].start(), None, parts)
        if not parts.units or not _plausible(parts):
            return False
    ends = [_before_level(draft.text, match.start()) for match in labels[1:]] + [last]
    for match, end in zip(labels, ends, strict=True):
        label = match["label"]
        if match["mark"] == ";":
            draft.repair("label_mark_replaced", match.start("label"), match.end(), label + ":")
        if label in vocabulary.field_labels():
            _further_field(draft.text, vocabulary.field_labels()[label], match.start("label"), match.end(), end, parts)
        else:
            parts.overall |= label.startswith("总")
            role = vocabulary.unit_labels().get(label) or vocabulary.short_labels()[label]
            read_roles(draft, match.end(), end, cast(Role, role), parts)
    return parts.doubtful * 2 <= len(parts.units)


def _before_level(text: str, at: int) -> int:
    """县级责任单位: the level belongs to the label, not to the list before it."""
    return at - 2 if text[at - 1] in "级直" and text[at - 2] in "省市县区州" else at


def _further_field(text: str, name: str, label: int, first: int, last: int, parts: Parts) -> None:
    while last > first and text[last - 1] in "、,;。 \n":
        last -= 1
    if name == "deadline":
        parts.deadline = (first, last)
    else:
        parts.note = (label if parts.note is None else parts.note[0], last)


def _plausible(parts: Parts) -> bool:
    """Without a label the names themselves must show that this is a list of units; one odd name in many may pass."""
    return bool(parts.units) and parts.doubtful <= (1 if len(parts.units) >= 4 else 0)


def read_roles(draft: Draft, first: int, last: int, default: Role | None, parts: Parts) -> bool:
    """Names and role words in turn: what stands before a role word has that role. False where no role word is."""
    text, begun, seen = draft.text, first, False
    if default is not None and not _hints().search(text, first, last):  # the usual list behind a label
        parts.add(read_names(draft, first, last), default)
        return False
    for start, end, mark in _members(text, first, last):
        tail = _role_at_end(text[start:end])
        if tail:
            _add_before_verb(draft, begun, start + tail[0], tail[1], parts)
            begun, seen = end, True
        elif default is not None and mark in (
            ",",
            ";",
        ):  # 责任单位:甲局;乙局配合 — what stands before has the label's role
            parts.add(read_names(draft, begun, end), default)
            begun = end
    names = read_names(draft, begun, last)
    if names.names and default is None and seen and all(name.plausible for name in names.names):
        draft.warn("role_missing", "warning", "名单末尾的单位没有写明职责，按责任单位读取", begun, last)
        parts.add(names, "responsible")
    elif names.names and default is None:
        return False
    else:
        parts.add(names, default or "responsible")
    return seen


def _members(text: str, first: int, last: int) -> Iterator[tuple[int, int, str]]:
    """The members between separators with the separator behind, cut behind a 牵头 in their middle."""
    for start, end, mark in split_outside(text, first, last):
        at = start
        if text.find("牵头", start, end) >= 0:
            for match in _lead_inside().finditer(text, start, end):
                yield at, match.end(), ""
                at = match.end()
        yield at, end, mark


def _add_before_verb(draft: Draft, first: int, last: int, verb: str, parts: Parts) -> None:
    role = cast(Role, vocabulary.verb_roles()[verb])
    shared = role == vocabulary.rules("roles")["shared_verbs"]
    together = vocabulary.pattern("roles", "together_words").search(draft.text, first + 2, last)
    if together and shared:  # 甲局会同有关部门负责: 甲局 leads
        parts.add(read_names(draft, first, together.start()), "lead")
        parts.add(read_names(draft, together.end(), last), role)
    else:
        names = read_names(draft, first, last)
        parts.add(names, role)
        parts.plain += verb == "负责"


def built_group(draft: Draft, start: int, end: int, parts: Parts) -> Group:
    units = _single_lead(parts)
    note = draft.printed(*parts.note) if parts.note else None
    deadline = None
    if parts.deadline:
        deadline = read_deadline(draft.text, *parts.deadline, plan_year=plan_year(draft))
        if deadline is None:
            words = draft.printed(*parts.deadline)
            note = "；".join(filter(None, [note, words]))
    return Group(start, end, units, parts.open_ended, deadline, note, overall=parts.overall)


def _single_lead(parts: Parts) -> list[UnitFound]:
    """(甲局负责): one single unit that is responsible leads; a collective never does, an open list has more than one."""
    if len(parts.units) != 1 or not parts.plain or parts.open_ended:
        return parts.units
    only = parts.units[0]
    if only.collective:
        return parts.units
    return [UnitFound(only.start, only.end, only.name, "lead", False)]


def plan_year(draft: Draft) -> int | None:
    """The year that a deadline without one belongs to: that of the plan's own date."""
    for name in ("dates.written", "dates.signed", "dates.published"):
        if draft.fields.get(name):
            return int(draft.fields[name][:4])
    match = re.search(r"(?:19|20)\d\d", draft.title_text or "")
    return int(match.group()) if match else None


def _own_lines(draft: Draft, start: int, end: int, groups: list[Group]) -> list[Group]:
    """牵头单位:甲局 / 责任单位:乙局 on lines of their own, or as a sentence behind another one, up to its 。"""
    found: list[Group] = []
    taken = start
    covered = [(group.start, group.end) for group in groups]
    for match in _own_label().finditer(draft.text, max(start - 1, 0), end):
        first = match.start("own")
        if first < taken or covers(covered, first) or _in_table(draft, first) or first < draft.body_start:
            continue
        last = _run_end(draft.text, match.end(), end)
        group = _tried(draft, first, last, first, last, placed=True)
        if group is not None:
            _closing_bracket_kept(draft, group)
            found.append(group)
            taken = group.end
    return found


def _run_end(text: str, at: int, end: int) -> int:
    """Where the labels in a row end: behind the last value that the next label follows at once."""
    while True:
        value = at
        while value < end and text[value] == "\n":
            value += 1
        stops = [place for mark in "\n。" if (place := text.find(mark, value, end)) >= 0]
        last = min(stops, default=end)
        following = re.compile(r"[\s。;,【]*").match(text, last, end)
        following_label = _label().match(text, following.end(), end) if following else None
        if following_label is None or following_label["label"] in vocabulary.field_labels():
            return last
        at = following_label.end()


def _closing_bracket_kept(draft: Draft, group: Group) -> None:
    """牵头单位:甲局;责任单位:乙局) has lost its opening bracket."""
    last = group.units[-1]
    tail = draft.text[last.start : group.end]
    if tail.endswith(")") and tail.count(")") > tail.count("("):
        draft.repair("bracket_inserted", group.start, group.end, "(" + draft.printed(group.start, group.end))
        trimmed = UnitFound(last.start, last.end - 1, last.name[:-1], last.role, last.collective)
        if last.name.endswith((")", "）")):
            group.units[-1] = trimmed


def _unclosed(draft: Draft, start: int, end: int, groups: list[Group]) -> list[Group]:
    """(牵头单位:甲局;责任单位:乙局 at the end of a line has lost its closing bracket."""
    found = []
    spans = [(group.start, group.end) for group in groups]
    for match in _opened().finditer(draft.text, start, end):
        first = match.start()
        if covers(spans, first) or _in_table(draft, first):
            continue
        last = draft.text.find("\n", first, end)
        last = end if last < 0 else last
        if last - first > _LONGEST:
            continue
        group = _tried(draft, first, last, first + 1, last, placed=True)
        if group is not None:
            draft.repair("bracket_inserted", first, last, draft.printed(first, last) + ")")
            found.append(group)
    return found


@lru_cache(maxsize=1)
def _opened() -> re.Pattern[str]:
    labels = vocabulary.unit_label_words()
    return re.compile(rf"[(〔\[](?=(?:{labels})[:;])")
