"""What the batch page shows, put together from the batch alone."""

import io
from typing import Any

from qiangxian.contexts.lists.files import add_sheet, csv_text, workbook
from qiangxian.contexts.registers.intake.readers import (
    import_progress,
    is_busy,
    other_kinds,
    refused_originals,
)
from qiangxian.engines.intake import load_vocabulary

SHOWN_REFUSALS = 200
COLUMNS = ("工作表", "行", "列", "值", "原因", "怎么办")
KEYS = ("sheet", "row", "column", "value", "reason", "remedy")
REASON, REMEDY = "退回原因", "怎么改"
LONGEST_CELL = 32_000


def batch_page(batch: Any) -> dict[str, Any]:
    """One import on screen: everything the templates need."""
    options = batch.options
    sample = options.get("sample", [])
    columns = list(dict.fromkeys(name for row in sample for name in row["cells"]))
    refused_rows, rate = options.get("refused_rows", 0), options.get("match_rate")
    headers = options.get("headers", [])
    processed, percent = import_progress(batch)
    return {
        "batch": batch,
        "kind_label": load_vocabulary(batch.kind).label,
        "busy": is_busy(batch),
        "checked": batch.state == "previewed" and options.get("stage") == "checked",
        "processed": processed,
        "percent": percent,
        "headers": headers,
        "skipped": options.get("skipped_sheets", []),
        "sample_columns": columns,
        "sample": [{**row, "values": [row["cells"].get(name, "") for name in columns]} for row in sample],
        "refused": batch.refused[:SHOWN_REFUSALS],
        "refused_rows": refused_rows,
        "refused_more": max(0, len(batch.refused) - SHOWN_REFUSALS),
        "notes": options.get("notes", [])[:SHOWN_REFUSALS],
        "through": options.get("through", ""),
        "supplement": bool(options.get("supplement")),
        "other_kinds": [(kind, load_vocabulary(kind).label) for kind in other_kinds(batch)],
        "good_rows": batch.total - refused_rows,
        "mapping": batch.state == "previewed" and options.get("stage") == "mapping",
        "unknown": any(header["unknown"] for header in headers),
        "match_rate": "" if rate is None else f"{100 * rate:.1f}%",
        "waiting": options.get("waiting", 0),
        "fetched": options.get("fetched", 0),
        "lines": options.get("lines", {}),
        "changes": options.get("changes", [])[:SHOWN_REFUSALS],
        "lacking": options.get("lacking", {}),
        "question": batch.message.partition("（请指出")[0],
        "holder_changes": options.get("holder_changes", 0),
        "changes_waiting": not options.get("holder_change"),
        "passed": sorted(options.get("passed", {}).items(), key=lambda entry: -entry[1]),
    }


def refused_csv(batch: Any) -> bytes:
    """The refused rows as CSV."""
    return "".join(csv_text(COLUMNS, ([entry[key] for key in KEYS] for entry in batch.refused))).encode()


def refused_xlsx(batch: Any) -> bytes:
    """The refused rows as they stood in the file, with reason and remedy behind them: mended, the workbook is imported
    again as it is. A last sheet lists every reason on its own line."""
    out = io.BytesIO()
    book = workbook(out)
    bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    words = _reasons(batch.refused)
    for place, (tab, names, rows) in enumerate(refused_originals(batch), start=1):
        sheet = book.add_worksheet(f"退回的行{place}" if place > 1 else "退回的行")
        _header(sheet, [*names, REASON, REMEDY], bold)
        for row, (number, cells) in enumerate(sorted(rows.items()), start=1):
            _line(sheet, row, [*cells, *words[(tab, number)]], wrap)
        sheet.set_column(len(names), len(names) + 1, 44)
    add_sheet(book, "退回清单", COLUMNS, ([entry[key] for key in KEYS] for entry in batch.refused))
    book.close()
    return out.getvalue()


def _reasons(refused: list[dict[str, Any]]) -> dict[tuple[str, int], list[str]]:
    """By row: why, and what to do, each with the column it is about."""
    found: dict[tuple[str, int], list[list[str]]] = {}
    for entry in refused:
        column = f"“{entry['column']}”" if entry["column"] else ""
        found.setdefault((entry["sheet"], entry["row"]), []).append([column + entry["reason"], entry["remedy"]])
    return {
        key: ["；".join(dict.fromkeys(texts)) for texts in zip(*lines, strict=True)] for key, lines in found.items()
    }


def _header(sheet: Any, names: list[str], bold: Any) -> None:
    for column, name in enumerate(names):
        sheet.write_string(0, column, name, bold)
    sheet.set_column(0, max(len(names) - 1, 0), 16)
    sheet.freeze_panes(1, 0)


def _line(sheet: Any, row: int, texts: list[str], wrap: Any) -> None:
    """Every cell as text, so that a number keeps its digits and a formula stays words."""
    for column, text in enumerate(texts):
        sheet.write_string(row, column, text[:LONGEST_CELL], wrap)
