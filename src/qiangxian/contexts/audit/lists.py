"""The audit chain as a list: screen for reading, file for checking against the chain."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils import timezone

from qiangxian.contexts.lists.sources import Rows
from qiangxian.contexts.lists.types import Cell, Choices, Column, Filter, List, Viewer, moment

from .models import AuditLine
from .readers import action_entries, action_label, visible_lines
from .telling import told

LONGEST = 2000
IN_FILE = {
    "roles": "角色",
    "acting_for": "代理",
    "outcome": "结果",
    "target_kind": "对象类别",
    "target_id": "对象编号",
    "request_id": "请求号",
    "hash": "校验值",
}


def _cells(lines: Sequence[AuditLine], _viewer: Viewer) -> list[Mapping[str, Cell]]:
    return [
        {
            "seq": Cell(str(line.seq), value=line.seq),
            "at": Cell(moment(line.at).text, value=timezone.localtime(line.at).isoformat()),
            "actor": Cell(line.actor_label, note=f"代 {line.acting_for}" if line.acting_for else ""),
            "action": Cell(
                action_label(line.action), value=line.action, badge="被拒绝" if line.outcome == "refused" else ""
            ),
            "target": Cell(line.target_label or line.target_id, value=line.target_label),
            "reason": Cell(line.reason),
            "address": Cell(line.address),
            "changes": Cell(more=_changes(line)),
            **{name: Cell(str(getattr(line, name))) for name in IN_FILE},
        }
        for line in lines
    ]


def _changes(line: AuditLine) -> tuple[str, ...]:
    sides = (("前", told(line.before)[:LONGEST]), ("后", told(line.after)[:LONGEST]))
    shown = tuple(f"{side}　{text}" for side, text in sides if text)
    return (*shown, f"校验值：{line.hash}") if shown else ()


def _actions(_viewer: Viewer) -> Choices:
    return [(entry.code, entry.label) for entry in action_entries()]


def _equal(name: str) -> Any:
    return lambda _viewer, value: Q(**{name: value})


AUDIT_LINES = List(
    name="audit",
    label="审计日志",
    unit="条",
    columns=(
        Column("seq", "序号", ("seq",)),
        Column("at", "时间"),
        Column("actor", "办理人"),
        Column("action", "动作"),
        Column("target", "对象"),
        Column("reason", "理由"),
        Column("address", "网络地址"),
        Column("changes", "前后", in_file=False, on_paper=True),
        *(Column(name, label, shown=False, in_file=True) for name, label in IN_FILE.items()),
    ),
    filters=(
        Filter("actor", "办理人", _equal("actor_label__icontains")),
        Filter("action", "动作", _equal("action"), _actions),
        Filter("outcome", "结果", _equal("outcome"), lambda _viewer: (("done", "已办理"), ("refused", "被拒绝"))),
        Filter("address", "网络地址", _equal("address")),
        Filter("from", "自", _equal("at__date__gte"), day=True),
        Filter("to", "至", _equal("at__date__lte"), day=True),
    ),
    search=lambda _viewer, text: Q(target_label__icontains=text) | Q(target_id=text) | Q(reason__icontains=text),
    search_label="对象或理由",
    source=lambda viewer: Rows(visible_lines(viewer.actor)),
    cells=_cells,
    order="-seq",
    empty="有人办理事项后，这里会有记录。",
)
