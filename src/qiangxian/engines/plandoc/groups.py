"""One unit group: (牵头单位:甲局;责任单位:乙局), (甲局牵头,乙局参与), a cell of a table, a line 责任单位:甲局."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from qiangxian.engines.plandoc import group_words, roles, vocabulary
from qiangxian.engines.plandoc.brackets import split_outside, trimmed
from qiangxian.engines.plandoc.dates import read_deadline
from qiangxian.engines.plandoc.draft import Paper, UnitFound, UnitGroup
from qiangxian.engines.plandoc.layout import Place
from qiangxian.engines.plandoc.types import Role
from qiangxian.engines.plandoc.unit_lists import (
    Name,
    is_deadline,
    joined_end,
    looks_like_unit,
    name_as_printed,
    names_of,
    parsed_names,
    role_of,
)

_NUMBERED = re.compile(r"\d{1,2}\)(?=[\u3400-\u9fff])")
_LABEL_MARK = re.compile("[:;】〕\n]")
_SHORT = re.compile("[\u3400-\u9fff]{2,6}")
_DAY_BEHIND = re.compile(r"(?<=[\u3400-\u9fff])\d[^,;、()]*[底末前内][^,;、()]*$")
_NESTED = re.compile(r"\((?P<own>(?P<label>[^():]{2,10}):[^()]*)\)$")
_HABIT = range(3, 9)
# (县水利局加强会商,各乡镇组织避险), (燃气:县住建局;校园:县教育局): so many must say it, where no word of a role does.
# The doing of (县甲局、县乙局各半) says nothing.
_FEWEST_TOLD, _SHORTEST_DOING = 2, 3
_BEFORE_LABEL = " \t\n【〔,;。★☆▲△●◆■◎※*"


@cache
def _opens_name() -> frozenset[str]:
    return _level_marks() | {"各", "团"}


@cache
def _level_marks() -> frozenset[str]:
    return vocabulary.word_set("units", "level_marks")


class GroupReading:
    """What one group holds, member after member; `begun` are names whose role word is still to come."""

    def __init__(self, draft: Paper, default: Role | None = None) -> None:
        self.draft = draft
        self.default = default
        self.units: list[UnitFound] = []
        self.begun: list[tuple[int, Name]] = []
        self.field: str | None = None
        self.deadline: Place | None = None
        self.note: Place | None = None
        self.doubtful = self.told = 0
        self.leading = False
        self.singles: list[tuple[UnitFound, bool]] = []
        self.spoken = self.labelled = self.open_ended = self.listed_open = self.overall = self.doing = False

    def read(self, first: int, last: int, *, labels: bool = True) -> GroupReading:
        """Read the stretch; whether it is a group at all, `accepted` and `bare` tell."""
        draft, text, taken = self.draft, self.draft.text, first
        for start, end, mark in split_outside(text, first, last):
            if start < taken and end <= taken:
                continue
            start = max(start, taken)
            end = taken = joined_end(text, start, end, last)
            member = text[start:end]
            plain = self.field is None and group_words.plain_names(member)
            nested = _NESTED.search(text, start, end) if member.endswith(")") else None
            if nested and (
                nested["label"] in roles.unit_labels() or nested["label"] in roles.short_labels()
            ):  # 甲局、乙局(牵头:甲局)
                self._member(self._opened(start, nested.start(), mark, last), nested.start())
                self.read(*nested.span("own"))
            elif (
                plain
                and all(name.plausible for name in plain[0])
                and not draft.copy.broken(start, end)
                and "\n" not in member
            ):
                self.begun += [(start, name) for name in plain[0]]
                self.listed_open |= plain[1]
            else:
                self._member(self._opened(start, end, mark, last) if labels else start, end)
            if self.default is not None and mark in (",", ";"):  # 责任单位:甲局;乙局配合
                self._give(self.default)
        if self.default is not None:
            self._give(self.default)
        return self

    def accepted(self) -> bool:
        """Whether the words of a label or of a role make it a group, and names without any follow none of them."""
        several = self.told and sum(unit.name[0] in _level_marks() for unit in self.units) + len(self.begun) > 1
        spoken = self.spoken or self.told >= _FEWEST_TOLD or bool(several)
        if self.begun and spoken and all(name.plausible for _, name in self.begun):
            first, last = self.begun[0][0], self.begun[-1][0] + self.begun[-1][1].end
            self.draft.warn("role_missing", "warning", "名单末尾的单位没有写明职责，按责任单位读取", first, last)
            self._give("responsible")
        if self.begun or not self.units or not (spoken or self.labelled):
            return False
        if not (self.spoken or self.labelled):
            message = "分工按各单位所做的事读作责任单位，没有写明职责，请核对"
            self.draft.warn("role_missing", "warning", message, self.units[0].start, self.units[-1].end)
        if self.labelled:
            return self.doubtful * 2 <= len(self.units)
        return self.doubtful <= (1 if len(self.units) >= 4 else 0)

    def only_day(self) -> bool:
        """(完成时限:2025年9月): a bracket of its own for the day, behind the one with the units."""
        return self.deadline is not None and not (self.units or self.begun)

    def bare(self) -> bool:
        """Whether it holds nothing but names of units, none of them with a role; a marked one leads."""
        if self.units or not all(name.plausible for _, name in self.begun):
            return False
        if len(self.begun) > 1 and all(name.collective for _, name in self.begun):
            return True
        return any(group_words.unit_mark().search(name.text) for _, name in self.begun if not name.collective)

    def built(self, start: int, end: int) -> UnitGroup:
        """The group at this place, its deadline read."""
        if self.begun:
            self._give("responsible")
        units, draft = self.units, self.draft
        single = self._single()
        if single and not any(unit.role == "lead" for unit in units):
            units = [replace(unit, role="lead") if unit is single else unit for unit in units]
        note = draft.printed(*self.note) if self.note else None
        due = read_deadline(draft.text, *self.deadline, plan_year=draft.plan_year) if self.deadline else None
        if self.deadline and due is None:
            note = "；".join(filter(None, [note, draft.printed(*self.deadline)]))
        group = UnitGroup(start, end, units, self.open_ended, note=note, overall=self.overall)
        if due is not None:
            group.deadline, group.recurring_month = due
        return group

    def _single(self) -> UnitFound | None:
        """The one that 负责; of several the one that does not share the work (甲局负责,乙局负责宣传)."""
        whole = [unit for unit, is_whole in self.singles if is_whole]
        found = whole or [unit for unit, _ in self.singles]
        shared = not whole and any(
            unit.role in ("responsible", "implementing") for unit in self.units if unit not in found
        )
        return found[0] if len(found) == 1 and not shared else None

    # -- members -----------------------------------------------------------------------------------------------------
    def _opened(self, start: int, end: int, mark: str, last: int) -> int:
        """Where the member goes on behind the labels in it; a label ends the list before it and begins its own."""
        text, printed = self.draft.text, start
        if not group_words.label_hint().search(text, start, end + (mark == "|")):
            blank = roles.spaced_label().match(text, start, end) if self.draft.copy.gaps else None
            if blank is None or blank.end() not in self.draft.copy.gaps:
                return start
            self._begin(blank, 0)  # 牵头 县水利局
            return blank.end()
        start, end = trimmed(text, start, end, _BEFORE_LABEL, "")
        numbered = _NUMBERED.match(text, start, end)
        start = numbered.end() if numbered else start
        stretch = text[start : end + 1] if mark in (":", ";", "|") and end < last else text[start:end]
        first = roles.label().match(stretch)
        if first and not _LABEL_MARK.search(stretch, first.end(), end - start):  # the usual case
            found = [first]
        else:
            found = [match for match in roles.label().finditer(stretch) if match["mark"] != ";" or match.start() == 0]
            found = [
                match for match in found if stretch.count("(", 0, match.start()) == stretch.count(")", 0, match.start())
            ]
            other = (
                roles.other_label().match(stretch) or group_words.noted(stretch) or group_words.named_by_doing(stretch)
            )
            if other and not (found and (found[0].start() == 0 or self._listed(start, stretch[: found[0].start()]))):
                found = [other, *(match for match in found if match.start() >= other.end())]
            named = {match.end() for match in found}
            found += [match for match in roles.short_label().finditer(stretch) if found and match.end() not in named]
            found.sort(key=lambda match: match.start())
        if not found:
            at_lines = [match.start() for match in re.finditer(r"(?<![^\n])(?=.)", stretch)]
            at_lines += [gap - start for gap in self.draft.copy.gaps_within(start, end)]
            soft = [match for at in at_lines if (match := roles.soft_label().match(stretch, at))]
            found = soft or list(roles.short_label().finditer(stretch))
        topic = None if found else group_words.topic(stretch)
        if topic:
            self.begun = [(place, name) for place, name in self.begun if name.plausible]
            self._give(self.default or "responsible")
            self.default, self.field, self.told = "responsible", None, self.told + 1
            return start + topic.end()
        if not found:
            return printed
        at = 0
        for match in found:
            level = group_words.level_end().search(stretch, at, match.start())
            if (
                level
                and len(level[0]) == 1
                and level.start() > at
                and "\u3400" <= stretch[level.start() - 1] <= "\u9fff"
            ):
                level = None  # 各乡镇 时限:2025年
            before = level.start() if level else match.start()
            if before > at:
                self._member(start + at, start + before)
            if self.begun and (
                self.default or not group_words.is_field(match["label"])
            ):  # (甲局,配合单位:乙局): it speaks of what follows
                self._give(self.default or "responsible")
            self._begin(match, start)
            at = match.end()
        topic = group_words.topic(stretch[at:]) if ":" in stretch[at:] else None  # 责任单位:县级:甲局
        return min(start + at + (topic.end() if topic else 0), end)

    def _listed(self, start: int, before: str) -> bool:
        """Whether what stands before a label is a name of the list: one glued to it by its end, any one before a blank."""
        divided = start + len(before) in self.draft.copy.gaps and looks_like_unit(before)
        return divided or group_words.listed(before)

    def _begin(self, match: re.Match[str], start: int) -> None:
        """What follows belongs to the label: units of its role, a deadline, or a note."""
        name = match["label"]
        if self.default is not None:
            self._give(self.default)
        self.field = roles.field_labels().get(name) or ("note" if group_words.is_field(name) else None)
        if self.field == "note" and self.note is None:
            self.note = start + match.start("label"), start + match.end()
        if self.field is not None:
            self.default = None
            return
        self.labelled = True
        self.default = (role_of(match["remark"][1:-1]) if match["remark"] else None) or roles.label_role(name)
        self.overall |= name.startswith("总")
        self.leading = bool(match["remark"] and group_words.first_leads().search(match["remark"]))
        if match["mark"] == ";":
            self.draft.repair("label_mark_replaced", start + match.start("label"), start + match.end(), f"{name}:")

    def _member(self, start: int, end: int) -> None:
        text = self.draft.text
        if start >= end or vocabulary.pattern("units", "naming").match(text, start, end):
            return
        if self.field is not None and self._assigns_again(start, end):
            self.field = None
        if self.field == "note" and self.note:
            self.note = self.note[0], end
            return
        if self.field == "deadline":
            self.deadline = (self.deadline or (start, end))[0], end
            return
        gaps = self.draft.copy.gaps_within(start, end) if self.draft.copy.gaps else []
        if text.find("\n", start, end) >= 0:
            gaps = sorted([*gaps, *(at + 1 for at in range(start, end - 1) if text[at] == "\n")])
        for cut in gaps:  # 县水利局配合 县教育局落实
            said = text[start:cut].strip()
            if text[cut] in _opens_name() and (roles.role_phrase(said) or group_words.done_by_unit(said)):
                self._names_and_role(start, cut - (text[cut - 1] == "\n"))
                start = cut
        for match in roles.lead_inside().finditer(text, start, end):
            self._names_and_role(start, match.end())
            start = match.end()
        self._names_and_role(start, end)

    def _without_remark(self, start: int, end: int) -> int:
        """县残联(2025年9月底前完成), 县医保局(责任人:局长): a remark on a name that names nobody."""
        remark = group_words.remark(self.draft.text[start:end])
        if remark is None:
            return end
        if remark["day"] or is_deadline(remark["inner"]):
            self.deadline = start + remark.start("inner"), start + remark.end("inner")
        return start + remark.start()

    def _assigns_again(self, start: int, end: int) -> bool:
        """完成时限:2025年底;县工信局负责: names with the words of a role end the field before them."""
        member = self.draft.text[start:end].strip()
        phrase = roles.role_phrase(member)
        if phrase is None or phrase[0] == 0 or self.draft.text[start - 1] not in ",;。":
            return False
        return all(name.plausible for name in parsed_names(member[: phrase[0]])[0])

    def _names_and_role(self, start: int, end: int) -> None:
        text = self.draft.text
        member = text[start:end].strip()
        if not member:
            return
        if is_deadline(member):
            follows = self.deadline is not None and start - self.deadline[1] <= 1
            self.deadline = (self.deadline[0] if self.deadline and follows else start), end
            return
        colon = text.rfind(":", start, end)
        if colon > start and looks_like_unit(text[start:colon].strip()) and is_deadline(text[colon + 1 : end].strip()):
            self.deadline, end = (colon + 1, end), colon  # 县司法局:2025年6月底
        day = _DAY_BEHIND.search(text, start, end) if member[-1] in "成前底末内" else None
        if day and looks_like_unit(text[start : day.start()].strip()) and is_deadline(day[0].strip()):
            self.deadline, end, self.told = day.span(), day.start(), _FEWEST_TOLD  # 县科技局8月底前完成
        phrase = roles.role_phrase(text[start:end])
        if self.doing and phrase is None and text[start - 1] == "、" and not looks_like_unit(member):
            return  # 县工信局负责企业、高校管理
        self.doing = phrase is not None and phrase[2] == "part"
        if phrase and member in roles.short_labels() and not self.begun and text[end : end + 1] == "、":
            self.default, self.labelled = roles.short_labels()[member], True  # 牵头、县水利局: for 牵头:
            return
        stop = start + phrase[0] if phrase else end
        stop = trimmed(text, start, stop, "", "-—=:")[1] if phrase else self._without_remark(start, stop)
        under = group_words.under().search(text, start, stop) if phrase else None
        if under:  # 各部门在县甲局统筹下分工负责
            self._names(*under.span("names"))
            self._give(roles.core_role(under["core"]))
            stop = under.start()
        together = group_words.together().search(text, start, stop)
        if together:
            self._together(start, together, stop)
            if phrase is None and text[end : end + 1] in (",", ";"):  # 甲局会同乙局,丙局配合
                self._give(self.default or "responsible")
        else:
            self._names(start, stop)
        if phrase or self.spoken or self.labelled or self.units:
            self._unspoken(final=phrase is None and text[end : end + 1] in (",", ";"))
        elif self._does() and text[end : end + 1] != "、":
            self._give("responsible")
        if phrase:
            self.spoken = True
            before, alone = len(self.units), not self.listed_open
            self._give(phrase[1] if phrase[1] != "responsible" or self.default != "lead" else "lead")
            given = self.units[before:]
            if phrase[2] and alone and len(given) == 1 and not given[0].collective:  # 甲局负责, whatever others do
                self.singles.append((given[0], phrase[2] == "whole"))

    def _together(self, start: int, together: re.Match[str], stop: int) -> None:
        """甲局会同乙局落实: 甲局 leads, whatever 乙局 does; behind 甲局牵头, it opens the others."""
        self._names(start, together.start())
        if self.begun:
            self._give("lead")
        self.spoken = True
        self._names(together.end(), stop)

    def _unspoken(self, *, final: bool) -> None:
        """县统计局提供数据, 立行立改: what stands behind a body, or alone, and says how, is no name."""
        at, name = self.begun[-1] if self.begun else (0, None)
        if name is None or name.plausible or name.misprint:
            return
        manner = group_words.manner().search(name.text)
        place = at + name.start
        listed = name.text[0] in vocabulary.rules("units")["level_marks"] or self.draft.text[place - 1] == "、"
        if manner:
            self.begun.pop()
            self._names(place, place + manner.start())
            self.told += len(manner[0]) >= _SHORTEST_DOING
            if final:  # 县财政局安排资金,县审计局配合
                self._give(self.default or "responsible")
        elif not (listed or group_words.unit_mark().search(name.text) or len(name.text) not in _HABIT):
            self.begun.pop()
            self.note = self.note or (place, at + name.end)

    def _does(self) -> bool:
        """县财政局安排资金, before a role was named: a body and what it does. Alone it makes no group."""
        at, name = self.begun[-1] if self.begun else (0, None)
        manner = group_words.manner().search(name.text) if name and not name.plausible else None
        if name is None or manner is None or not looks_like_unit(name.text[: manner.start()]):
            return False
        self.begun.pop()
        self._names(at + name.start, at + name.start + manner.start())
        self.told += len(manner[0]) >= _SHORTEST_DOING
        return True

    def _names(self, start: int, end: int) -> None:
        if end - start > 2 and self.draft.text[start] in "〔[【" and self.draft.text[end - 1] in "〕]】":
            for first, last, _ in split_outside(self.draft.text, start + 1, end - 1):  # 〔甲局、乙局〕配合
                self._names(first, last)
        elif start < end:
            names, opened = names_of(self.draft, start, end)
            self.begun += names
            self.listed_open |= opened

    def _give(self, role: Role) -> None:
        if not self.begun:
            return
        self.open_ended, self.listed_open = self.open_ended or self.listed_open, False
        shared = self.begun[-1][1].text.endswith("部门")  # 公安交管、交通运输部门
        singled = role == "responsible" and sum(name.marked for _, name in self.begun) < len(self.begun)
        for at, name in self.begun:
            leads = role == "responsible" and self.leading
            self.leading = False
            own = "lead" if leads or (singled and name.marked) else role
            text = name_as_printed(self.draft, at, name) if name.odd else name.text
            if not name.plausible and not (shared and _SHORT.fullmatch(name.text)):
                self.doubtful += 1
                message = f"“{text}”不像单位名称，请核对"
                self.draft.warn("unit_unclear", "warning", message, at + name.start, at + name.end)
            self.units.append(UnitFound(at + name.start, at + name.end, text, name.role or own, name.collective))
        self.begun = []
