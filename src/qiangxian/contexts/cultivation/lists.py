"""The list of files: its columns, filters, and what waits for somebody."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from qiangxian.contexts.lists.sources import Rows
from qiangxian.contexts.lists.types import Cell, Column, Filter, List, Viewer
from qiangxian.contexts.matters import readers as matters
from qiangxian.contexts.registers.enterprises.readers.enterprises import industry_words
from qiangxian.contexts.registers.records.scope import visible
from qiangxian.contexts.registers.records.words import place_name
from qiangxian.kernel import division
from qiangxian.kernel.actor import Actor

from .classes import SIZE_CHOICES, technology_words
from .flow import FLOW, enterprises, visible_memberships
from .models import GradeRecord, GuidancePlan, Membership
from .types import ACTIVE, BEFORE_ENTRY, LIVE, FileState, Grade, GradeDecision

NEWEST = GradeRecord.objects.filter(membership=OuterRef("pk")).order_by("-computed_at", "-id")
OPEN = GradeRecord.objects.filter(membership=OuterRef("pk"), decision=GradeDecision.OPEN)
GROUPS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "live": ("在办和在库", LIVE),
    "pending": ("入库前", BEFORE_ENTRY),
    "active": ("在库（含待出库）", ACTIVE),
}
LABELS: Mapping[str | None, str] = dict(Grade.choices)
HANDLED = (FileState.APPLIED, FileState.VISITING, FileState.REVIEWED, FileState.EXITING)


def _without_plan(today: date) -> Q:
    planned = GuidancePlan.objects.filter(year=today.year).values("membership")
    return Q(state=FileState.MEMBER) & ~Q(pk__in=planned)


TODO: Mapping[str, tuple[str, Callable[[date], Any]]] = {
    "confirm": ("等级待确认", lambda _today: Exists(OPEN)),
    "publicity_over": ("公示期满，可以办理入库", lambda day: Q(state=FileState.PUBLICITY, publicity_through__lt=day)),
    "objections": ("公示异议待答复", lambda _today: Q(matter__in=matters.with_open_objection())),
    "no_plan": ("在库企业还没有本年培育计划", _without_plan),
}
"""What waits for somebody: in words, and as a condition on the day."""


def _to_do(viewer: Viewer, code: str) -> Any:
    return TODO[code][1](viewer.as_of.effective)


def waiting(viewer: Viewer) -> list[tuple[str, int, str, str]]:
    """What the office should do next, only what there is: words, how many, and the filter that lists them."""
    rows, today = visible_memberships(viewer.actor), viewer.as_of.effective
    found = [(words, rows.filter(waits(today)).count(), "todo", code) for code, (words, waits) in TODO.items()]
    found += [(FileState(state).label, rows.filter(state=state).count(), "state", str(state)) for state in HANDLED]
    return [one for one in found if one[1]]


def _firms(actor: Actor, condition: Q) -> Q:
    return Q(enterprise_id__in=visible("enterprise", actor).filter(condition).values("record_id"))


def _townships(viewer: Viewer) -> list[tuple[str, str]]:
    return [
        (row.code, row.name) for code in viewer.divisions for row in division.children(code, viewer.as_of.effective)
    ]


def _rows(viewer: Viewer) -> QuerySet[Membership]:
    """The files, each with its newest class and the grade that waits."""
    return visible_memberships(viewer.actor).annotate(
        size_class=Subquery(NEWEST.values("size_class")[:1]),
        technology=Subquery(NEWEST.values("technology")[:1]),
        open_grade=Subquery(OPEN.values("computed")[:1]),
        to_confirm=Exists(OPEN),
    )


def _ready(rows: Sequence[Any], viewer: Viewer) -> Sequence[Any]:
    firms = enterprises(viewer.actor, [row.enterprise_id for row in rows])
    for row in rows:
        row.firm = firms.get(row.enterprise_id)
    return rows


def _name(row: Any) -> Cell:
    name = row.firm.name if row.firm else f"企业 {row.enterprise_id}（登记已撤销）"
    return Cell(name, badge="演示" if row.is_demo else "")


def _grade(row: Any) -> Cell:
    waits = f"计算为 {row.open_grade}，待确认" if row.open_grade else "待确认"
    return Cell(row.get_grade_display() if row.grade else "", badge=waits if row.to_confirm else "")


def industry(firm: Any) -> Cell:
    """The trade in words on screen, its code in a file."""
    return Cell(industry_words(firm.industry_code, firm.industry_edition), value=firm.industry_code) if firm else Cell()


def township(firm: Any) -> str:
    """The township by its name."""
    return place_name(firm.township_code) if firm else ""


MEMBERS = List(
    name="cultivation",
    label="企业培育库",
    unit="家",
    columns=(
        Column("name", "企业", cell=_name),
        Column("state", "状态", ("state",), cell=lambda row: Cell(row.get_state_display(), FLOW.tone(row.state))),
        Column("grade", "等级", ("grade",), cell=_grade),
        Column(
            "computed", "等级测算（待确认）", shown=False, in_file=True, cell=lambda row: LABELS.get(row.open_grade, "")
        ),
        Column("size", "规模", cell=lambda row: dict(SIZE_CHOICES).get(row.size_class or "", "")),
        Column("technology", "技术领域", cell=lambda row: technology_words(row.technology or "")),
        Column("industry", "行业", cell=lambda row: industry(row.firm)),
        Column("township", "乡镇（街道）", cell=lambda row: township(row.firm)),
        Column("applied", "申报日", ("applied_date",), cell=lambda row: row.applied_date),
        Column("entered", "入库日", ("entered_date",), cell=lambda row: row.entered_date),
        Column("left", "出库日", ("left_date",), shown=False, in_file=True, cell=lambda row: row.left_date),
    ),
    source=lambda viewer: Rows(_rows(viewer)),
    ready=_ready,
    filters=(
        Filter(
            "state",
            "状态",
            lambda _viewer, value: Q(state__in=GROUPS[value][1] if value in GROUPS else (value,)),
            lambda _viewer: [*((code, words) for code, (words, _) in GROUPS.items()), *FileState.choices],
        ),
        Filter(
            "grade",
            "等级",
            lambda _viewer, value: Q(grade="" if value == "none" else value, state__in=ACTIVE),
            lambda _viewer: [*Grade.choices, ("none", "未定级")],
        ),
        Filter("size", "规模", lambda _viewer, value: Q(size_class=value), lambda _viewer: SIZE_CHOICES),
        Filter(
            "township", "乡镇（街道）", lambda viewer, value: _firms(viewer.actor, Q(township_code=value)), _townships
        ),
        Filter(
            "industry", "行业代码", lambda viewer, value: _firms(viewer.actor, Q(industry_code__startswith=value[:5]))
        ),
        Filter("todo", "待办", _to_do, lambda _viewer: [(code, words) for code, (words, _) in TODO.items()]),
    ),
    search=lambda viewer, words: _firms(viewer.actor, Q(name__icontains=words) | Q(uscc=words.upper())),
    search_label="企业名称、代码",
    order="-applied",
    link=lambda row: ("matter", row.matter_id),
    empty="由办公室推荐，或由企业登录后自己申报；入库条件由基础台账逐项核查。",
)
