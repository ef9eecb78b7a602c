"""What the plan pages show, built from what the readers give. Pure builders: no request, no query of their own."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from qiangxian.contexts.documents import readers as documents
from qiangxian.contexts.documents.types import ItemChange, ItemKind, ItemState, NoteLevel
from qiangxian.contexts.lists.sources import AtHand
from qiangxian.contexts.lists.types import Cell, Column, Filter, List
from qiangxian.contexts.programmes import readers as programmes
from qiangxian.contexts.programmes.types import AssignmentRole

from .passages import Mark, Run, changed_runs, segments

LEVELS = [level.value for level in NoteLevel]
ROLE_ORDER = list(AssignmentRole)


class Card:
    """One item of a proposal as shown: its fields in words, what it was before a correction, its notes by weight. `typed` is what
    stood in a correction that was refused, so that nothing is typed twice."""

    def __init__(self, item: Any, *, typed: Mapping[str, str] | None = None) -> None:
        values = item.corrected if item.state == ItemState.CORRECTED else item.payload
        self.item, self.reason = item, (typed or {}).get("reason", "")
        self.fields, read = (programmes.shown_fields(item.kind, one) for one in (values, item.payload))
        named = {**read, **self.fields}
        self.read = {name: read.get(name, "（无）") for name in named if read.get(name) != self.fields.get(name)}
        self.notes = sorted(item.notes, key=lambda note: LEVELS.index(note["level"]))
        self.inputs = inputs_of(item.kind, values)
        if typed is not None:
            self.inputs = [replace(one, value=typed.get(one.name, one.value)) for one in self.inputs]

    @property
    def differences(self) -> list[tuple[str, list[Run], list[Run]]]:
        """What an amendment changes in it, field by field, with the differing words apart."""
        found = [note for note in self.notes if note["code"] == "difference"]
        return [(note["field"], *changed_runs(note["before"], note["after"])) for note in found]

    @property
    def anchor(self) -> str:
        """Its name on the page."""
        return f"item-{self.item.pk}"


@dataclass(frozen=True)
class FieldInput:
    """One field of the correction form."""

    name: str
    label: str
    value: str
    choices: tuple[tuple[str, str], ...] = ()
    long: bool = False
    hint: str = ""


def proposal_page(proposal: Any, items: list[Any]) -> dict[str, Any]:
    """Source and proposal side by side. Open items with errors, warnings and repairs first, the gravest on top; then everything by kind."""
    cards = [Card(item) for item in items]
    attention = [one for one in cards if one.item.state == ItemState.OPEN and one.item.warning_level]
    attention.sort(key=lambda one: LEVELS.index(one.item.warning_level))
    rest = [one for one in cards if one not in attention]
    return {
        "progress": documents.DecidingProgress(items),
        "segments": segments(proposal.document.source_text, _marks(items), _misprints(proposal.reading)),
        "attention": attention,
        "sections": _sections(rest),
        "counts": _change_counts(items) if proposal.programme_id and any(item.change for item in items) else {},
    }


def _sections(cards: list[Card]) -> list[tuple[str, list[Card]]]:
    by_kind = {kind: [one for one in cards if one.item.kind == kind] for kind in ItemKind}
    return [(kind.label, held) for kind, held in by_kind.items() if held]


def _change_counts(items: Iterable[Any]) -> dict[str, int]:
    held = list(items)
    return {change.value: sum(item.change == change for item in held) for change in ItemChange}


def _marks(items: Iterable[Any]) -> list[Mark]:
    found = []
    for item in items:
        if item.change == ItemChange.GONE:
            continue
        places = item.payload.get("places") or ([[item.start, item.end]] if item.start is not None else [])
        label = item.key if item.kind != ItemKind.METADATA else item.get_kind_display()
        words = f"{item.get_kind_display()}：{item.label}"
        found += [Mark(f"item-{item.pk}", start, end, _short(item, label), words) for start, end in places]
    return found


def _short(item: Any, label: str) -> str:
    return str(item.label) if item.kind == ItemKind.METADATA else str(label)


def _misprints(reading: dict[str, Any]) -> list[tuple[int, int, str]]:
    return [(r["start"], r["end"], f"原文“{r['raw']}”，读作“{r['reading']}”") for r in reading["repairs"]]


def inputs_of(kind: str, values: dict[str, Any]) -> list[FieldInput]:
    """The fields a correction may change, filled with what stands now."""
    if kind == ItemKind.METADATA:
        hint = "写成 2025-12-31；没有则留空" if values["name"].startswith("dates.") else ""
        return [FieldInput("value", documents.METADATA_FIELDS[values["name"]], values["value"], hint=hint)]
    if kind == ItemKind.TASK:
        return _task_inputs(values)
    if kind == ItemKind.TARGET:
        return _target_inputs(values)
    return [FieldInput(name, label, str(values.get(name) or ""), hint=hint) for name, label, hint in _PLAIN[kind]]


DAY_HINT = "写成 2025、2025-12 或 2025-12-31；没有则留空"
YEARLY_HINT = "每年都要做的工作填月份，如 6；每年单独计期限。不是每年的工作则留空"
_PLAIN: dict[str, list[tuple[str, str, str]]] = {
    ItemKind.CLAUSE: [("marker", "序号", ""), ("heading", "标题", "")],
    ItemKind.PHASE: [("name", "名称", ""), ("start_date", "开始", DAY_HINT), ("end_date", "结束", DAY_HINT)],
    ItemKind.SAFEGUARD: [("heading", "标题", "")],
    ItemKind.FUND_CATEGORY: [("name", "名称", "")],
}


def _task_inputs(values: dict[str, Any]) -> list[FieldInput]:
    units = [
        FieldInput(
            f"role_{role.value}",
            role.label,
            "、".join(a["unit"] for a in values["assignments"] if a["role"] == role),
            hint="多个单位用顿号隔开" if role == ROLE_ORDER[0] else "",
        )
        for role in ROLE_ORDER
    ]
    return [
        FieldInput("title", "标题", values["title"]),
        FieldInput("text", "内容", values["text"], long=True),
        *units,
        FieldInput("deadline", "完成期限", values["deadline"] or "", hint=DAY_HINT),
        FieldInput(
            "yearly_month", "每年几月底前", str((values.get("parameters") or {}).get("month") or ""), hint=YEARLY_HINT
        ),
    ]


def _target_inputs(values: dict[str, Any]) -> list[FieldInput]:
    subject = FieldInput("subject", "对象", values["subject"] or "")
    due = FieldInput("due", "完成期限", values["due"] or "", hint=DAY_HINT)
    if values["kind"] == "existence":
        return [subject, due]
    choices = tuple((sign, words) for sign, words in documents.COMPARATORS.items() if sign != "exists")
    figure = "" if values["value"] is None else str(values["value"])
    return [
        subject,
        FieldInput("comparator", "比较", values["comparator"], choices=choices),
        FieldInput("value", "数值", figure),
        FieldInput("unit", "单位", values["unit"] or ""),
        due,
    ]


# -- the programme ------------------------------------------------------------------------------------------------------


def plan_page(programme: Any, source_text: str) -> dict[str, Any]:
    """The tree of clauses with the source beside. `source_text` is the newest version's; parts of an older one have no place in it and
    simply no pin."""
    names = (("written_date", "成文"), ("signed_date", "落款"), ("published_date", "发布"))
    dates = [(label, getattr(programme, name)) for name, label in names if getattr(programme, name)]
    roots, loose, free = programmes.clause_tree(programme.pk)
    safeguards = list(programmes.safeguards(programme.pk))
    marks = [*_tree_marks(roots, loose), *(_part_mark(part, "s", "保障措施") for part in safeguards)]
    return {
        "roots": roots,
        "loose": loose,
        "free": free,
        "segments": segments(source_text, marks),
        "safeguards": safeguards,
        "fund_categories": list(programmes.fund_categories(programme.pk)),
        "dates": dates,
        "dates_disagree": _disagree(programme.written_date, programme.signed_date),
    }


def _disagree(written: str, signed: str) -> bool:
    """成文 and 落款 are one day, as far as both are printed; 发布 is later by nature."""
    length = min(len(written), len(signed))
    return written[:length] != signed[:length]


def _tree_marks(roots: Iterable[Any], loose: Iterable[Any]) -> list[Mark]:
    marks: list[Mark] = []
    pending = list(roots)
    while pending:
        clause = pending.pop()
        marks.append(_part_mark(clause, "c", "条款"))
        marks += [_part_mark(task, "t", "任务") for task in clause.tasks]
        pending += clause.children
    return marks + [_part_mark(task, "t", "任务") for task in loose]


def _part_mark(part: Any, letter: str, words: str) -> Mark:
    start = part.source_start if part.source_start is not None else -1
    return Mark(f"{letter}{part.pk}", start, part.source_end or -1, part.key, f"{words}：{part}")


EVERY_UNIT = "all"


def duty_list(
    tasks: Sequence[Any],
    clauses: Mapping[str, Any],
    targets: Mapping[str, list[Any]],
    units: Mapping[str, str],
    default: str,
    unit: Any | None,
) -> List:
    """The tasks of a unit, or of all; the unit chooses what is read, not which of the rows."""

    def cells(task: Any) -> dict[str, Cell]:
        return _duty_cells(task, str(clauses.get(task.clause_key, "")), targets.get(task.key, []), unit)

    return List(
        name="tasks",
        label=f"{unit.name if unit else '全部单位'}的任务",
        unit="项任务",
        columns=(
            Column("key", "编号", shown=False, in_file=True),
            Column("title", "任务"),
            Column("clause", "条款", shown=False, in_file=True),
            Column("roles", "本单位角色", shown=unit is not None, in_file=True),
            Column("leads", "牵头单位"),
            Column("others", "其他单位"),
            Column("deadline", "完成期限", ("when",)),
            Column("targets", "目标"),
            Column("text", "任务内容", shown=False, in_file=True),
        ),
        filters=(
            Filter(
                "unit",
                "单位",
                lambda _viewer, _value: lambda _row: True,
                lambda _viewer: [(EVERY_UNIT, "全部单位"), *units.items()],
                default=default,
            ),
        ),
        search=lambda _viewer, text: lambda task: text in task.title or text in task.text,
        search_label="任务中的词",
        source=lambda _viewer: AtHand(tasks),
        cells=lambda found, _viewer: [cells(task) for task in found],
        key=lambda task: task.key,
        link=lambda task: ("task", f"{task.programme_id}/{task.key}"),
        empty_title="这个单位在方案中没有任务" if unit else "方案里还没有任务",
        empty="可选择其他单位，或“全部单位”。" if unit else "确认识别结果并生成任务清单后，这里列出各单位的任务。",
        size=200,
    )


def _duty_cells(task: Any, clause: str, targets: Iterable[Any], unit: Any | None) -> dict[str, Cell]:
    """One task as its unit sees it."""
    assignments = list(task.assignments.all())
    own = [a for a in assignments if unit is not None and a.unit_id == unit.pk]
    return {
        "key": Cell(task.key),
        "title": Cell(task.title, note=clause),
        "clause": Cell(clause),
        "roles": Cell("、".join(dict.fromkeys(a.get_role_display() for a in own))),
        "leads": Cell(_names(a for a in assignments if a.role == AssignmentRole.LEAD)),
        "others": Cell(_names(a for a in assignments if a.role != AssignmentRole.LEAD)),
        "deadline": Cell(task.when or "按阶段", value=task.when),
        "targets": Cell("；".join(f"{target.key} {target.text}" for target in targets), data=targets),
        "text": Cell(task.text),
    }


def _names(assignments: Iterable[Any]) -> str:
    return "、".join(dict.fromkeys(a.unit.name if a.unit else a.printed_name for a in assignments))
