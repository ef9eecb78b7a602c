"""Where unit groups stand: in brackets at the end of a sentence, on lines of their own, behind a sentence; told in prose: `group_prose`."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache

from qiangxian.engines.plandoc import group_words, roles, vocabulary
from qiangxian.engines.plandoc.brackets import bracket_pairs, covers, trimmed
from qiangxian.engines.plandoc.draft import Paper, UnitGroup, Zone
from qiangxian.engines.plandoc.group_prose import told_in_prose, tried
from qiangxian.engines.plandoc.groups import GroupReading
from qiangxian.engines.plandoc.layout import Place
from qiangxian.engines.plandoc.unit_lists import looks_like_unit

_ITEM_MARK = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|\d{1,2}\s?[.、]|\(\d{1,2}\)|[①-⑳]|附件|具体措施)"
)
_SENTENCE_END = "。!?;:)”〕】\n"
_DASHED = re.compile(r"—(?<=[。;]—)—{0,3}(?P<own>[^。\n—]{4,200})(?=。|\n|\Z)")
_WORDS = re.compile(r"[\w|\t]")
_NO_ROLE = "名单没有写明职责，按责任单位读取"
_LONGEST, _LONGEST_BARE, _LONGEST_LINE, _MOST_LABELS = 700, 300, 60, 8
_LABEL_WITHIN = 20
# One bracket of bare names alone may be anything; a plan that assigns in this way does it item after item.
_FEWEST_BARE = 2


def scan_groups(draft: Paper) -> None:
    """Find every unit group of the body; a bracket with names of units that no rule reads is an error, never silence.

    Reads: copy, zones, tables. Writes: groups (in text order, numbered from 1), repairs, warnings.
    """
    bare: list[Place] = []
    unread: list[Place] = []
    for zone in draft.zones:
        found = list(_bracketed(draft, zone, bare, unread))
        for read in (_unclosed, _labelled, _dashed, told_in_prose):
            found += read(draft, zone, sorted((group.start, group.end) for group in found))
        draft.groups += found
    draft.groups = _adjoining_merged(draft, sorted(draft.groups, key=lambda group: group.start))
    _take_bare(draft, bare, unread)
    for number, group in enumerate(draft.groups, start=1):
        group.number = number
    taken = sorted((group.start, group.end) for group in draft.groups)
    for start, end in [*unread, *_unread_lines(draft)]:
        if not covers(taken, start):
            message = f"此处有单位名称但读不出分工：{draft.printed(start, end)[:60]}，请人工处理"
            draft.warn("group_unread", "error", message, start, end)


# -- brackets ------------------------------------------------------------------------------------------------------------
def _bracketed(draft: Paper, zone: Zone, bare: list[Place], unread: list[Place]) -> Iterator[UnitGroup]:
    taken, text = zone.start, draft.text
    for start, end in bracket_pairs(text, zone.start, zone.end):
        if start < taken or end - start > _LONGEST or covers(draft.tables, start):
            continue
        closes = _closes(text, end, zone.end)
        if (
            start != taken
            and not roles.hints().search(text, start, end)
            and text.find("单位", start, end) < 0
            and not (closes and (text[start + 1] == "各" or group_words.names_end().search(text, start, end)))
        ):
            continue
        placed = closes or text[start - 1 : start] in _SENTENCE_END
        repaired, warned = len(draft.repairs), len(draft.warnings)
        reading = _inside(draft, start, end)
        if (reading.accepted() and (placed or reading.labelled)) or (start == taken and reading.only_day()):
            taken = end
            yield reading.built(start, end)
            continue
        del draft.repairs[repaired:], draft.warnings[warned:]
        if _is_bare(text, start, end, zone.end, reading):
            bare.append((start, end))
        elif closes and _names_units(text, start, end):
            unread.append((start, end))


def _inside(draft: Paper, start: int, end: int) -> GroupReading:
    while (
        draft.text[start + 1] in "([〔【"
        and draft.text[end - 2] in ")]〕】"
        and "(" not in draft.text[start + 2 : end - 2]
    ):
        start, end = start + 1, end - 1  # ((牵头单位:甲局))
    first, last = start + 1, before_declaration(draft.text, start + 1, end - 1)
    opening = vocabulary.pattern("roles", "opening_words").match(draft.text, first, last)
    reading = GroupReading(draft)
    declared = vocabulary.pattern("roles", "declarations", "first_is_lead").match(draft.text, start + 1, end - 1)
    if declared and draft.text[declared.end()] in ":,":  # (排第一位的为牵头单位:甲局、乙局)
        reading.default, reading.labelled, reading.leading = "responsible", True, True
        return reading.read(declared.end() + 1, trimmed(draft.text, declared.end() + 1, end - 1, "", "。,; ")[1])
    return reading.read(opening.end() if opening else first, last)


def before_declaration(text: str, first: int, last: int) -> int:
    """The list of units ends where a declaration begins: (甲局、乙局负责。列第一位者为牵头单位,下同)"""
    if vocabulary.pattern("roles", "declarations", "hint").search(text, first, last):
        for name in ("first_is_lead", "inherited"):
            match = vocabulary.pattern("roles", "declarations", name).search(text, first, last)
            if match and text[match.start() - 1] != "(":  # 责任单位(首位为牵头单位): is a remark on the label
                last = match.start()
    return trimmed(text, first, last, "", "。,; ")[1]


def _closes(text: str, end: int, limit: int) -> bool:
    """A group closes a sentence, an item or a cell; a bracket in the middle of a sentence explains a word."""
    return end >= limit or text[end] in "\n。;|\t" or bool(_ITEM_MARK.match(text, end, limit))


def _at_item_end(text: str, end: int, limit: int) -> bool:
    return (_closes(text, end, limit) and text[end : end + 1] not in ("。", ";")) or text[end : end + 2] in (
        "。\n",
        "。",
    )


def _is_bare(text: str, start: int, end: int, limit: int, reading: GroupReading) -> bool:
    """Behind a word and not a sentence only several names with their level are proof enough: 政策(县甲局、县乙局)."""
    if end - start > _LONGEST_BARE or not reading.bare() or not _at_item_end(text, end, limit):
        return False
    marks = tuple(vocabulary.rules("units")["level_marks"])
    levelled = all(name.text.startswith(marks) for _, name in reading.begun if not name.collective)
    marked = any(name.marked for _, name in reading.begun)
    declared = before_declaration(text, start + 1, end - 1) < end - 1
    return text[start - 1] in "。!;\n" or marked or declared or (levelled and len(reading.begun) > 1)


def _take_bare(draft: Paper, bare: list[Place], unread: list[Place]) -> None:
    """Brackets that hold nothing but units are responsible units, where several or other groups stand beside them."""
    readings = [(_inside(draft, start, end), start, end) for start, end in bare]
    several = sum(len(reading.begun) > 1 for reading, _, _ in readings)
    if not draft.groups and several < _FEWEST_BARE:
        unread += bare
        return
    for reading, start, end in readings:
        marked = any(name.marked for _, name in reading.begun)
        draft.groups.append(reading.built(start, end))
        if not marked:
            draft.warn("role_missing", "warning", _NO_ROLE, start, end)
    draft.groups.sort(key=lambda group: group.start)


def _names_units(text: str, start: int, end: int) -> bool:
    remark = vocabulary.pattern("units", "remark_openings").match(text, start + 1, end)
    return remark is None and any(
        len(re.split(r"[(〔\[【、,;。:]", text[start : match.end()])[-1]) >= 3
        for match in group_words.names_end().finditer(text, start, end)
    )


# -- without brackets ----------------------------------------------------------------------------------------------------
@cache
def _opened() -> re.Pattern[str]:
    return re.compile(rf"[(〔\[](?=(?:{roles.unit_label_words()})[:;]|[^()〔〕\[\]。;\n]{{4,160}}(?:\n|\Z))")


def _unclosed(draft: Paper, zone: Zone, taken: list[Place]) -> Iterator[UnitGroup]:
    """(牵头单位:甲局;责任单位:乙局 at the end of a line has lost its closing bracket."""
    opened = [(first, last) for first, last in ("()", "〔〕", "[]") if first in draft.text]
    for line in draft.lines:
        text = line.text
        unbalanced = any(text.count(first) > text.count(last) for first, last in opened)
        match = _opened().search(draft.text, line.start, line.end) if unbalanced else None
        if match is None or not zone.start <= match.start() < zone.end:
            continue
        start, end = match.start(), min(line.end, zone.end)
        if covers(taken, start) or covers(draft.tables, start) or end - start > _LONGEST:
            continue
        group = tried(draft, start, end, start + 1) if roles.hints().search(draft.text, start, end) else None
        if group is not None and group.units:
            draft.repair("bracket_inserted", start, end, draft.printed(start, end) + ")")
            yield group


@cache
def _own_label() -> re.Pattern[str]:
    """A label that opens a line, or a sentence behind another one."""
    labels = f"{roles.unit_label_words()}|{vocabulary.any_of(vocabulary.rules('roles')['other_labels']['deadline'])}"
    level = vocabulary.rules("roles")["level_before_label"]
    short = vocabulary.any_of(roles.short_labels())
    named = r"(?:[省市县区州镇乡各]|[\u3400-\u9fff]{2,8}(?:局|委|办))[\u3400-\u9fff]{1,14}[、,;。\n]"
    own = "(?:(?:此|该|本|以上|上述)(?:项|条)?(?:工作|任务|措施|事项|内容)?的?)?"
    persons = r"[\u3400-\u9fff]{0,6}(?:领导|责任人|负责人|联系人):[^;。\n]{1,20};"
    return re.compile(
        rf"(?P<before>[\n。;!?)”〕])(?:(?<=\n)\d{{1,2}}[.、)])?(?:[^\w\n()（）〔【]|[①-⑳]){{0,4}}{own}(?P<own>(?:{persons})?[【〔]?{level}(?P<label>{labels})(?:\([^()\n]{{1,24}}\))?(?P<mark>:?[】〕][:;]?|[:;→]|[-—=…]{{1,8}}(?={named})|(?<=[位门])(?:[为是](?={named}))?)"
        rf"|(?P<short>【)?(?:{short})(?P<mark2>(?(short)】:?|:)))"
    )


def _labelled(draft: Paper, zone: Zone, taken: list[Place]) -> Iterator[UnitGroup]:
    """牵头单位:甲局 / 责任单位:乙局 on lines of their own, or as a sentence behind another one, up to its 。"""
    at, start = zone.start, max(zone.start - 1, draft.body_start - 1, 0)
    for match in _own_label().finditer(draft.text, start, zone.end):
        first = match.start("own")
        bullet = draft.text[match.start("before") + 1 : first].strip()
        if match["mark2"] and not (match["short"] or bullet) and match["before"] != "\n":
            continue
        soft = not (match["mark"] or match["mark2"]) and not (
            match["before"] == "\n" and (match.end() in draft.copy.gaps or _listed_below(draft.text, match.end()))
        )
        if first < at or soft or covers(taken, first) or covers(draft.tables, first):
            continue
        place = bisect_left(taken, (first, 0))
        limit = min(taken[place][0] if place < len(taken) else zone.end, match.end() + _LONGEST)
        end = _run_end(draft.text, match.end(), limit)
        group = tried(draft, first, end, first)
        if group is not None:
            _closing_bracket_kept(draft, group)
            yield group
        at = group.end if group else min(end, match.end() + _LONGEST_LINE)


def _dashed(draft: Paper, zone: Zone, taken: list[Place]) -> Iterator[UnitGroup]:
    """——甲局牵头,乙局配合: behind the dash at a sentence's end; nothing but names there are responsible, with a doubt."""
    for match in _DASHED.finditer(draft.text, zone.start, zone.end):
        start, end = match.span("own")
        if covers(taken, start) or covers(draft.tables, start):
            continue
        group = tried(draft, match.start(), end, start) if roles.hints().search(match["own"]) else None
        if group is None:
            reading = GroupReading(draft).read(start, end)
            marks = tuple(vocabulary.rules("units")["level_marks"])
            named = reading.bare() and all(name.text.startswith(marks) or name.collective for _, name in reading.begun)
            group = reading.built(match.start(), end) if named else None
            if group is not None:
                draft.warn("role_missing", "warning", _NO_ROLE, start, end)
        if group is not None:
            yield group


def _listed_below(text: str, at: int) -> bool:
    """Whether the label ends its line and the next line holds nothing but names."""
    end = text.find("\n", at + 1)
    line = text[at + 1 : end if end >= 0 else len(text)]
    return text[at : at + 1] == "\n" and all(looks_like_unit(name) for name in re.split("[、,]", line))


def _unread_lines(draft: Paper) -> Iterator[Place]:
    """Lines that open with a label of units and hold names; those that were read stand in a group."""
    for line in draft.lines:
        if "单位" in line.text[:_LABEL_WITHIN] or "部门" in line.text[:_LABEL_WITHIN]:
            match = _labelled_line().match(draft.text, line.start, line.end)
        elif ":" in line.text[:_LABEL_WITHIN]:
            match = _role_line().match(draft.text, line.start, line.end)
            listed = re.split("[、,;]", match["names"].rstrip("。;")) if match else []
            match = match if len(listed) > 1 and all(looks_like_unit(name.strip()) for name in listed) else None
        else:
            continue
        inside = match and any(zone.start <= match.start("own") < zone.end for zone in draft.zones)
        if (
            match
            and inside
            and not covers(draft.tables, line.start)
            and group_words.names_end().search(match["own"] + "、")
        ):
            yield match.span("own")


@cache
def _labelled_line() -> re.Pattern[str]:
    words = roles.unit_label_words()
    return re.compile(
        rf"[^\u3400-\u9fff\n]{{0,6}}(?P<own>[\u3400-\u9fff]{{0,4}}{words}(?:[\u3400-\u9fff]{{1,6}}(?=[:—→|-]))?[^\u3400-\u9fff\n]{{1,4}}[^\n。]{{3,200}})"
    )


@cache
def _role_line() -> re.Pattern[str]:
    """A label of its own making with the word of a role in it, and nothing but a list behind it."""
    words = vocabulary.any_of(roles.short_labels())
    return re.compile(
        rf"[^\u3400-\u9fff\n]{{0,6}}(?P<own>(?=[\u3400-\u9fff]{{0,8}}(?:{words}))[\u3400-\u9fff]{{2,12}}:(?P<names>[^\n:]{{3,200}}))"
    )


def _run_end(text: str, at: int, end: int) -> int:
    """Where the labels in a row end: behind the last value that a label of units or of a day follows."""
    last = at
    for _ in range(_MOST_LABELS):
        last, stop = _value_end(text, at, end), last
        following = re.compile(r"[^\w()〔]*(?:\([一二三四五六七八九十\d]{1,2}\)|\d{1,2}[.、)]|[①-⑳])?").match(
            text, last, end
        )
        place = following.end() if following else last
        label = roles.label().match(text, place, end) or roles.short_label().match(text, place, end)
        label = label or _day_label().match(text, place, end)
        if label is None:
            return last if not _is_note(text, at) else stop
        at = label.end()
    return last


@cache
def _day_label() -> re.Pattern[str]:
    """完成时限 2026年9月: the blank behind the label is dropped."""
    days = vocabulary.any_of(label for label, name in roles.field_labels().items() if name == "deadline")
    return re.compile(rf"(?:{days})(?=\d)")


def _is_note(text: str, at: int) -> bool:
    """Whether the value at this place is one of a note (联系人:…), which ends no group."""
    line = max(text.rfind("\n", 0, at) + 1, at - _LONGEST_LINE)
    label = max(roles.label().finditer(text, line, at), key=lambda match: match.end(), default=None)
    return label is not None and roles.field_labels().get(label["label"]) == "note"


def _value_end(text: str, at: int, end: int) -> int:
    """The end of a value: of its sentence or line, lines that hold nothing but names included."""
    while at < end and text[at] == "\n":
        at += 1
    stops = [place for mark in "\n。" if (place := text.find(mark, at, end)) >= 0]
    last = min(stops, default=end)
    while last < end and text[last] == "\n":
        following = text.find("\n", last + 1, end)
        following = end if following < 0 else following
        line = text[last + 1 : following].rstrip(",;。")
        if not 2 < len(line) < _LONGEST_LINE or not all(looks_like_unit(name) for name in re.split("[、,;]", line)):
            break
        last = following
    return last


def _closing_bracket_kept(draft: Paper, group: UnitGroup) -> None:
    """牵头单位:甲局;责任单位:乙局) has lost its opening bracket."""
    if not group.units:
        return
    last = group.units[-1]
    tail = draft.text[last.start : group.end]
    if tail.endswith(")") and tail.count(")") > tail.count("("):
        draft.repair("bracket_inserted", group.start, group.end, "(" + draft.printed(group.start, group.end))
        if last.name.endswith((")", "）")):
            group.units[-1] = last.without_last()


def _adjoining_merged(draft: Paper, groups: list[UnitGroup]) -> list[UnitGroup]:
    """(牵头单位:甲局)(责任单位:乙局) with nothing between them is one group; so is a day on a line of its own with its list."""
    merged: list[UnitGroup] = []
    for group in groups:
        before = merged[-1] if merged else None
        if before and before.row_clause is None and not _WORDS.search(draft.text, before.end, group.start):
            before.end, before.units = group.end, [*before.units, *group.units]
            before.deadline, before.note = before.deadline or group.deadline, before.note or group.note
            before.recurring_month = before.recurring_month or group.recurring_month
            before.open_ended |= group.open_ended
        else:
            merged.append(group)
    return [group for group in merged if group.units or group.row_clause]
