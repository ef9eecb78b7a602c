"""What the batch page shows, put together from the batch alone."""

import csv
import io
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from qiangxian.contexts.registers import readers
from qiangxian.contexts.registers.readers import Progress
from qiangxian.engines.intake import load_vocabulary

SHOWN_REFUSALS = 200
COLUMNS = ("工作表", "行", "列", "值", "原因", "怎么办")
KEYS = ("sheet", "row", "column", "value", "reason", "remedy")
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class BatchPage:
    """One import on screen."""

    batch: Any
    kind_label: str
    busy: bool
    checked: bool
    progress: Progress
    headers: list[dict[str, Any]]
    skipped: list[dict[str, str]]
    sample_columns: list[str]
    sample: list[dict[str, Any]]
    refused: list[dict[str, Any]]
    refused_rows: int
    refused_more: int
    notes: list[dict[str, Any]]
    through: str
    good_rows: int


def batch_page(batch: Any) -> BatchPage:
    """Everything the templates need."""
    options = batch.options
    sample = options.get("sample", [])
    columns = list(dict.fromkeys(name for row in sample for name in row["cells"]))
    refused_rows = options.get("refused_rows", 0)
    return BatchPage(
        batch=batch,
        kind_label=load_vocabulary(batch.kind).label,
        busy=readers.is_busy(batch),
        checked=batch.state == "previewed" and options.get("stage") == "checked",
        progress=readers.import_progress(batch),
        headers=options.get("headers", []),
        skipped=options.get("skipped_sheets", []),
        sample_columns=columns,
        sample=[{**row, "values": [row["cells"].get(name, "") for name in columns]} for row in sample],
        refused=batch.refused[:SHOWN_REFUSALS],
        refused_rows=refused_rows,
        refused_more=max(0, len(batch.refused) - SHOWN_REFUSALS),
        notes=options.get("notes", [])[:SHOWN_REFUSALS],
        through=options.get("through", ""),
        good_rows=batch.total - refused_rows,
    )


def _cells(entry: dict[str, Any]) -> list[str]:
    texts = ["" if entry[key] is None else str(entry[key]) for key in KEYS]
    return [f"'{text}" if text.startswith(DANGEROUS) else text for text in texts]


def refused_csv(batch: Any) -> bytes:
    """The refused rows as CSV with the mark that tells Excel it is UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows(_cells(entry) for entry in batch.refused)
    return out.getvalue().encode("utf-8-sig")


def refused_xlsx(batch: Any) -> bytes:
    """The refused rows as a workbook."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("退回的行")
    bold = book.add_format({"bold": True})
    for column, name in enumerate(COLUMNS):
        sheet.write_string(0, column, name, bold)
    for row, entry in enumerate(batch.refused, start=1):
        for column, text in enumerate(_cells(entry)):
            sheet.write_string(row, column, text)
    sheet.set_column(0, 3, 16)
    sheet.set_column(4, 5, 50)
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()
