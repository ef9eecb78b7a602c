"""The workbook of a unit's report: a line a task under a key that cannot be typed over, sent out, filled in where there is no network
and taken back beside what stands."""

import io
from collections.abc import Iterator, Mapping
from typing import Any

import xlsxwriter

from qiangxian.contexts.lists.files import escaped, sheet_name
from qiangxian.engines.intake.workbooks import open_workbook
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.files import accept

from ..types import AssignmentRole
from . import periods, writing
from .flow import FIELDS, entries
from .models import Entry, Report
from .types import EntryStatus

KEY = "键"
SHOWN = ("任务", "角色", "上期进展", "台账数据")
ASKED = {"status": "本期情况", **FIELDS}
HEAD = (KEY, *SHOWN, *ASKED.values())
WIDTHS = (14, 36, 10, 36, 26, 14, 44, 32, 32, 32)
FIRST_LINE = 3


def make(report: Report, said: Mapping[str, Mapping[str, str]] | None = None) -> bytes:
    """The `.xlsx` of a report: what the unit fills in is open, everything else is locked. `said`: by task what is filled in already
    instead of what stands."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(sheet_name("进展报告"))
    look = {"text_wrap": True, "valign": "top", "border": 1}
    locked = book.add_format({**look, "bg_color": "#F0F3F7"})
    unlocked = book.add_format({**look, "locked": False, "num_format": "@"})
    sheet.protect("", {"format_rows": True, "format_columns": True})
    sheet.write_string(
        0,
        0,
        f"{report.unit.name}{periods.words(report.period)}进展报告",
        book.add_format({"bold": True, "font_size": 14}),
    )
    sheet.write_string(
        1,
        0,
        f"灰色列不能改动；请在白色列填写，{report.due_date} 前交回。没有进展的选“{EntryStatus.NONE.label}”并写明原因。",
    )
    for column, (words, width) in enumerate(zip(HEAD, WIDTHS, strict=True)):
        sheet.write_string(
            FIRST_LINE - 1, column, words, book.add_format({**look, "bold": True, "bg_color": "#F0F3F7"})
        )
        sheet.set_column(column, column, width)
    rows = entries(report)
    for line, row in enumerate(rows, start=FIRST_LINE):
        for column, value in enumerate(_line(report, row, (said or {}).get(row.task_key, {}))):
            sheet.write_string(line, column, str(escaped(value)), unlocked if column > len(SHOWN) else locked)
    status = len(SHOWN) + 1
    choice = {"validate": "list", "source": EntryStatus.labels, "error_message": "请从列表中选择"}
    sheet.data_validation(FIRST_LINE, status, FIRST_LINE + len(rows) - 1, status, choice)
    sheet.freeze_panes(FIRST_LINE, 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(FIRST_LINE - 1)
    book.close()
    return out.getvalue()


def _line(report: Report, row: Entry, said: Mapping[str, str]) -> tuple[str, ...]:
    last = writing.before(row)
    counted = "；".join(f"{one['label']}：{one['value'] or one['state']}" for one in row.figures)
    shown = (f"{report.pk}/{row.task_key}/{row.version}", row.title, AssignmentRole(row.role).label)
    status = said.get("status") or row.status
    words = (said.get(name, getattr(row, name)) for name in FIELDS)
    return (*shown, last.done if last else "", counted, EntryStatus(status).label if status else "", *words)


def matter_of(content: bytes, name: str) -> int:
    """Of which report a workbook is, by the key of its first line."""
    for number, cells in _cells(content, name):
        first = cells.get(KEY, "").partition("/")[0]
        if first.isdecimal():
            return int(first)
        raise Refused(
            "灰色列的键被改动",
            file=name,
            row=number,
            column=KEY,
            value=first,
            remedy="请用下发的工作簿，不要改动灰色列",
        )
    raise Refused("工作簿里没有任务", file=name, remedy="请用下发的工作簿")


def read(report: Report, content: bytes, name: str) -> list[dict[str, Any]]:
    """The lines that say something else than what stands, each with what it says and what is wrong with it; `Refused` where it is no
    workbook of this report."""
    rows, found, seen = {row.task_key: row for row in entries(report)}, [], set()
    for number, cells in _cells(content, name):
        task, version = _key(report, cells.get(KEY, ""), name, number)
        if task not in rows or task in seen:
            raise Refused(
                "不是本单位本期的任务" if task not in rows else "同一任务有两行",
                file=name,
                row=number,
                value=cells[KEY],
                remedy="请用下发的工作簿，不要改动灰色列",
            )
        seen.add(task)
        entry, said = rows[task], {field: cells.get(label, "").removeprefix("'") for field, label in ASKED.items()}
        status = next((one.value for one in EntryStatus if one.label == said["status"]), said["status"])
        said = writing.tidied({**said, "status": status})
        changed = [label for field, label in ASKED.items() if said[field] != getattr(entry, field)]
        if changed and any(said.values()):
            line = {"task_key": task, "title": entry.title, "version": version, "said": said, "changed": changed}
            found.append({**line, "fault": _fault(report, entry, version, said)})
    return found


def _fault(report: Report, entry: Entry, version: int, said: dict[str, str]) -> str:
    if version != entry.version:
        return "工作簿下发后，这一项已在系统中修改；请在线核对后填写"
    try:
        writing.must_say_something(entry, said, entry.file_ids, report.matter.division_code)
    except Refused as wrong:
        return str(wrong)
    return ""


def _key(report: Report, text: str, name: str, number: int) -> tuple[str, int]:
    matter, _, rest = text.partition("/")
    task, _, version = rest.rpartition("/")
    if matter != str(report.pk) or not task or not version.isdecimal():
        raise Refused(
            "不是下发给本单位本期的工作簿",
            file=name,
            row=number,
            column=KEY,
            value=text,
            remedy="请在进展报告页面下载本期工作簿，填写后交回",
        )
    return task, int(version)


def _text(value: Any) -> str:
    """A cell as somebody reads it: a whole number has no decimals."""
    return str(int(value) if isinstance(value, float) and value.is_integer() else value).strip()


def _cells(content: bytes, name: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Every line under the head, by the words of its column."""
    kind = accept(content, "table", name)
    if kind.code not in ("xlsx", "xls"):
        raise Refused("不是 Excel 工作簿", file=name, value=kind.label, remedy="请上传下发的 .xlsx 工作簿")
    _, _, sheet = next(open_workbook(io.BytesIO(content), kind.code, name), ("", 0, "没有工作表"))
    if isinstance(sheet, str):
        raise Refused(sheet, file=name, remedy="请用下发的工作簿")
    head: list[str] = []
    for number, row in sheet():
        words = [_text(value) for value in row]
        if KEY in words[:1]:
            head = words
        elif head and any(words):
            yield number, dict(zip(head, words, strict=False))
    if not head:
        raise Refused(f"没有“{KEY}”这一列", file=name, remedy="请用下发的工作簿，不要删除灰色列")
