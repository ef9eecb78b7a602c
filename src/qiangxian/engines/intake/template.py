"""The empty workbook of a kind: headers with notes, text format where numbers would break, lists to choose from."""

from __future__ import annotations

import io

import xlsxwriter

from qiangxian.engines.intake.vocabulary import TableField, TableVocabulary

PREPARED_ROWS = 2000
_LONGEST_LIST = 250


def empty_workbook(vocabulary: TableVocabulary) -> bytes:
    """An `.xlsx` with one sheet to fill in and one of instructions; filled in, it is read by `read_table`."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    _sheet(book, vocabulary)
    _instructions(book, vocabulary)
    book.close()
    return out.getvalue()


def _header(field: TableField) -> str:
    return f"{field.label}(万元)" if field.type == "money" else field.label


def _sheet(book: xlsxwriter.Workbook, vocabulary: TableVocabulary) -> None:
    sheet = book.add_worksheet(vocabulary.label)
    bold = {"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter"}
    needed, optional = (
        book.add_format({**bold, "bg_color": "#FDE9E7"}),
        book.add_format({**bold, "bg_color": "#EEF2F7"}),
    )
    text, day = book.add_format({"num_format": "@"}), book.add_format({"num_format": "yyyy-mm-dd"})
    for column, field in enumerate(vocabulary.fields):
        sheet.write_string(0, column, _header(field), needed if field.required else optional)
        sheet.write_comment(0, column, _note(field), {"x_scale": 2})
        plain = None if field.type in ("integer", "money", "flag") else text
        sheet.set_column(column, column, max(12, 2 * len(field.label) + 4), day if field.type == "date" else plain)
        _choices(sheet, column, field)
    sheet.freeze_panes(1, 0)
    sheet.set_row(0, 32)


def _choices(sheet: xlsxwriter.worksheet.Worksheet, column: int, field: TableField) -> None:
    words = ["是", "否"] if field.type == "flag" else list(field.allowed)
    if words and len(",".join(words)) <= _LONGEST_LIST:
        sheet.data_validation(
            1,
            column,
            PREPARED_ROWS,
            column,
            {"validate": "list", "source": words, "error_title": field.label, "error_message": "请从列表中选择"},
        )


def _note(field: TableField) -> str:
    parts = [
        "必填" if field.required else "选填",
        field.note,
        f"可填：{'、'.join(field.allowed)}" if field.allowed else "",
        "几个的用分号分开" if (field.separators or field.names) and not field.note else "",
        "日期写成 2025-12-31" if field.type == "date" else "",
        f"例：{field.example}" if field.example else "",
    ]
    return "\n".join(part for part in parts if part)


def _instructions(book: xlsxwriter.Workbook, vocabulary: TableVocabulary) -> None:
    sheet = book.add_worksheet("填写说明")
    bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    lines = (
        f"“{vocabulary.label}”导入模板",
        "红底的列必填，其余选填；空着的格子表示不知道，不会抹掉已登记的内容。",
        "号码、代码一律为文本；已存成数字的号码会丢失首位 0 和末位，导入时整行退回。",
        "列名可以改成表中“也认识的列名”里的任何一个，顺序不限；不认识的列原样保留，不参与登记。",
    )
    for row, line in enumerate(lines):
        sheet.write_string(row, 0, line, bold if row == 0 else None)
    start = len(lines) + 1
    for column, name in enumerate(("列", "说明", "也认识的列名")):
        sheet.write_string(start, column, name, bold)
    for row, field in enumerate(vocabulary.fields, start=start + 1):
        sheet.write_string(row, 0, _header(field), wrap)
        sheet.write_string(row, 1, _note(field), wrap)
        sheet.write_string(row, 2, "、".join(header.replace("{year}", "2024") for header in field.headers[1:]), wrap)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 44)
    sheet.set_column(2, 2, 70)
