"""Tasks: what each unit group covers, with the units that declarations and headings add."""

from __future__ import annotations

import re

from qiangxian.engines.plandoc import vocabulary
from qiangxian.engines.plandoc.brackets import covers
from qiangxian.engines.plandoc.draft import Heading, Paper, TaskDraft, UnitFound, UnitGroup
from qiangxian.engines.plandoc.headings import clause_at
from qiangxian.engines.plandoc.sections import section_name
from qiangxian.engines.plandoc.types import Assignment, Task

_BEFORE = re.compile(r"前(?![往来后述])")
_DUE = re.compile(
    r"(?:(?P<year>(?:19|20)\d\d)年|(?P<plain>年)(?=底|末))?(?:(?P<month>1[0-2]|0?[1-9])月)?(?:(?P<day>3[01]|[12]\d|0?[1-9])日?)?"
    r"(?:年?[底末]|[上中下]旬)?(?:之|以)?$"
)
_LONGEST_DUE = 16
_LONGEST_TITLE = 60
_FRAMEWORK = ("framework", "safeguards", "phases")


def cut_tasks(draft: Paper) -> None:
    """Make a task of every unit group: the sentences since the previous group or heading.

    Reads: copy, groups, headings, zones. Writes: tasks, heading_groups, headings (a first one where the text has none).
    """
    before: dict[str, int] = {}
    for group in draft.groups:
        clause = group.row_clause or clause_at(draft, group.start) or _whole_text(draft, group)
        if group.row_clause is None and _for_all_below(draft, group, clause):
            draft.heading_groups[clause.id] = group
            continue
        start = before.get(clause.id, clause.start) if group.row_clause is None else clause.start
        before[clause.id] = group.end
        end = group.end if group.row_clause is None else clause.end
        draft.tasks.append(TaskDraft(clause, start, end, _title(draft, clause, start, group), group))
    if not draft.groups:
        _numbered_tasks(draft)


def _whole_text(draft: Paper, group: UnitGroup) -> Heading:
    """A plan without headings is one clause."""
    zone = next(zone for zone in draft.zones if zone.start <= group.start < zone.end)
    known = next(
        (heading for heading in draft.headings if heading.zone is zone and heading.marker == "" and heading.rank == 0),
        None,
    )
    if known is not None:
        return known
    taken = {heading.id for heading in draft.headings}
    number = next(number for number in range(len(taken) + 1) if f"{zone.prefix}{number}" not in taken)
    start = zone.start + len(draft.text[zone.start : zone.end]) - len(draft.text[zone.start : zone.end].lstrip())
    first = next((heading.start for heading in draft.headings if heading.zone is zone), zone.end)
    heading = Heading(f"{zone.prefix}{number}", None, 1, 0, number, "", start, start, start, first, zone)
    draft.headings.append(heading)
    draft.headings.sort(key=lambda heading: heading.start)
    return heading


def _for_all_below(draft: Paper, group: UnitGroup, clause: Heading) -> bool:
    """A group on the heading itself, with items below that have groups: its units are inherited, it makes no task."""
    on_heading = (
        clause.heading_end <= group.start <= clause.heading_end + 1 and draft.text[group.start - 1] not in "。;"
    )
    return on_heading and any(
        other.start > group.end
        and _below(clause_at(draft, other.start) if other.row_clause is None else other.row_clause, clause)
        for other in draft.groups[group.number : group.number + 1]
    )


def _below(clause: Heading | None, ancestor: Heading) -> bool:
    while clause is not None:
        clause = clause.above
        if clause is ancestor:
            return True
    return False


def _title(draft: Paper, clause: Heading, start: int, group: UnitGroup) -> str:
    if start == clause.start and clause.heading_end > clause.text_start:
        return draft.printed(clause.text_start, clause.heading_end)
    text = draft.text[start : group.start].lstrip("。;,、 \n\t")
    first = re.split(r"[。;\n]", text, maxsplit=1)[0]
    if len(first) > _LONGEST_TITLE:
        first = first[: max(first.rfind(",", 0, _LONGEST_TITLE), 0) or _LONGEST_TITLE]
    at = draft.text.find(first, start)
    return draft.printed(at, at + len(first)) if first else draft.printed(clause.text_start, clause.heading_end)


def _numbered_tasks(draft: Paper) -> None:
    """Only where the whole plan has no group: the numbered items without items below them, framework left out."""
    parents = {heading.parent for heading in draft.headings if 10 <= heading.rank < 60}
    leaves = [heading for heading in draft.headings if heading.id not in parents and 10 <= heading.rank < 60]
    tasks = [leaf for leaf in leaves if not _in_framework(draft, leaf)] or leaves
    for leaf in tasks:
        title = draft.printed(leaf.text_start, leaf.heading_end)
        draft.tasks.append(TaskDraft(leaf, leaf.start, leaf.end, title, None))


def _in_framework(draft: Paper, heading: Heading | None) -> bool:
    while heading is not None:
        if section_name(draft, heading) in _FRAMEWORK:
            return True
        heading = heading.above
    return False


def finished_tasks(draft: Paper) -> tuple[Task, ...]:
    """The tasks with places in the source, numbered T1… in text order."""
    return tuple(_task(draft, number, task) for number, task in enumerate(draft.tasks, start=1))


def _task(draft: Paper, number: int, task: TaskDraft) -> Task:
    group = task.group
    own = [_assignment(draft, unit, group.number, None) for unit in group.units] if group else []
    start, end = draft.copy.span(task.start, max(task.end, task.start + 1))
    yearly = (group.recurring_month if group else None) or _yearly_month(draft, task)
    return Task(
        id=f"T{number}",
        clause=task.clause.id,
        title=task.title,
        start=start,
        end=end,
        deadline=(group.deadline if group else None) or _deadline(draft, task),
        open_ended=bool(group and group.open_ended),
        assignments=tuple(own + _inherited(draft, task, own)),
        note=group.note if group else None,
        parameters={"recurrence": "yearly", "month": yearly} if yearly else {},
    )


def _assignment(draft: Paper, unit: UnitFound, group: int | None, inherited_from: str | None) -> Assignment:
    start, end = draft.copy.span(unit.start, unit.end)
    raw = draft.source.text[start:end]
    return Assignment(unit.role, unit.name, raw, unit.collective, group, inherited_from, start, end)


def _inherited(draft: Paper, task: TaskDraft, own: list[Assignment]) -> list[Assignment]:
    added = [*_from_headings(draft, task, own), *_from_declarations(draft, task)]
    if not added:
        return []
    known = {(assignment.unit, assignment.role) for assignment in own}
    return [assignment for assignment in added if (assignment.unit, assignment.role) not in known]


def _from_headings(draft: Paper, task: TaskDraft, own: list[Assignment]) -> list[Assignment]:
    """An overall lead goes to everything below; another role only to tasks whose own group leaves it open."""
    roles = {assignment.role for assignment in own}
    found: list[Assignment] = []
    above = task.clause.above if task.group and task.group.row_clause is None else task.clause
    while above is not None:
        group = draft.heading_groups.get(above.id)
        if group is not None and group is not task.group:
            units = [unit for unit in group.units if group.overall or unit.role not in roles]
            found += [_assignment(draft, unit, group.number, above.id) for unit in units]
        above = above.above
    return found


def _from_declarations(draft: Paper, task: TaskDraft) -> list[Assignment]:
    place = task.group.start if task.group else task.start
    found = []
    for declaration in draft.declarations:
        if declaration.kind == "inherited" and place > declaration.end:
            clause = clause_at(draft, declaration.start)
            holding = next(
                (group.number for group in draft.groups if group.start < declaration.start < group.end), None
            )
            found += [_assignment(draft, unit, holding, clause.id if clause else "0") for unit in declaration.units]
    return found


_YEARLY = re.compile(
    r"每年(?:的)?(?:(?P<month>1[0-2]|0?[1-9])月(?:份|[12]?\d日|3[01]日)?[底末]?|年?[底末])(?:之?前|以前)"
)


def _yearly_month(draft: Paper, task: TaskDraft) -> int | None:
    """每年6月底前 in the text: owed anew every year; a day of one year beside it is a deadline of its own."""
    end = task.group.start if task.group else task.end
    found = _YEARLY.search(draft.text, task.start, end) if draft.text.find("每年", task.start, end) >= 0 else None
    return int(found["month"] or 12) if found else None


def _deadline(draft: Paper, task: TaskDraft) -> str | None:
    """2022年10月底前 in the text; of several the last day counts. A bare month belongs to the year named before it."""
    end = task.group.start if task.group else task.end
    year, days = draft.plan_year, []
    for mark in _BEFORE.finditer(draft.text, task.start, end):
        match = _DUE.search(draft.text, max(task.start, mark.start() - _LONGEST_DUE), mark.start())
        if match is None or not (match["year"] or match["plain"] or match["month"]):
            continue
        if draft.text.endswith("每年", 0, match.start()):
            continue
        year = int(match["year"]) if match["year"] else year
        if year is not None:
            days.append(_day(year, match))
    return max(days, default=None)


def _day(year: int, match: re.Match[str]) -> str:
    if match["month"]:
        day = f"-{int(match['day']):02d}" if match["day"] else ""
        return f"{year}-{int(match['month']):02d}{day}"
    return f"{year}-12" if match.group().rstrip("之以")[-1:] in "底末" else f"{year}"


def warn_of_prose(draft: Paper) -> None:
    """Report duties that stand in prose (由甲局牵头…): too uncertain to make an assignment of them.

    Reads: copy, zones, groups. Writes: warnings.
    """
    taken = [(group.start, group.end) for group in draft.groups]
    for zone in draft.zones:
        for match in vocabulary.pattern("roles", "prose").finditer(draft.text, zone.start, zone.end):
            if not covers(taken, match.start()):
                message = f"文中写明由“{match['units']}”牵头或负责，没有按分工读取，请人工判断"
                draft.warn("prose_assignment", "info", message, match.start(), match.end())
