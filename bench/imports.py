"""Import of 100,000 rights against the bare pipeline (calamine reads, the same rows are inserted, nothing around it).

Both write the same four tables from the same file in the same run. Usage: python -m bench.imports [ROWS] [--json]"""

import json
import os
import resource
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from bench.table import Line, show

BAR, ROWS, MEMORY_MB, BARE_COUNTY = 0.6, 100_000, 600, "410482"
LOCKED_SHARE = 0.5  # of the import's time, at most, may other writers have to wait


def workbook(path: Path, rows: int) -> None:
    """A list of rights as a database exports it."""
    import xlsxwriter

    from qiangxian.kernel.identifiers import application_number

    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("清单")
    heads = (
        "申请号",
        "专利名称",
        "申请人",
        "申请日",
        "授权公告日",
        "公开（公告）号",
        "主分类号",
        "发明人",
        "专利代理机构",
        "摘要",
    )
    sheet.write_row(0, 0, heads)
    for number in range(rows):
        year, serial = 2010 + number % 14, number
        digits = f"{year}{1 + number % 2}{serial:07d}"
        filed = f"{year}.{1 + number % 12:02d}.{1 + number % 28:02d}"
        granted = f"{year + 2}.{1 + number % 12:02d}.{1 + number % 28:02d}"
        kind = "B" if number % 2 == 0 else "U"
        sheet.write_row(
            number + 1,
            0,
            (
                f"CN{digits}.{application_number.check_character(digits)}",
                f"一种示例装置及其方法{number}",
                f"舞钢市示例{number % 700}机械有限公司" + (f";示例大学{number % 9}" if number % 5 == 0 else ""),
                filed,
                granted,
                f"CN{1 + number % 2}{serial:08d}{kind}",
                "C22C38/04(2006.01)I",
                "张三;李四",
                "示例专利代理事务所 41100",
                "本发明公开了一种示例装置，包括机架、驱动部和控制部。" * 3,
            ),
        )
    book.close()


def prepare(folder: str) -> None:
    """Django on an empty database in the folder."""
    os.environ["QIANGXIAN_VAR"] = folder
    os.environ["DJANGO_SETTINGS_MODULE"] = "qiangxian.config.settings"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, skip_checks=True)


def bare(path: Path) -> float:
    """calamine reads, the dates become dates, the same rows go into the same tables by bulk_create in one transaction: no
    checks, no matching, no hashes, no receipt. What one would write without a product around it."""
    import python_calamine
    from django.db import transaction

    from qiangxian.contexts.registers.records.models import Record
    from qiangxian.contexts.registers.rights.models import Holding, LegalEvent, Right

    at, began = datetime.now(UTC), time.process_time()
    with transaction.atomic():
        rows = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).iter_rows()
        next(rows)
        first = 10_000_000
        while piece := list(islice(rows, 2000)):
            for model, made in zip((Record, Right, Holding, LegalEvent), _bare_rows(piece, at, first), strict=True):
                model.objects.bulk_create([model(**row) for row in made])
            first += len(piece)
    return time.process_time() - began


def _bare_rows(piece: list[list[Any]], at: datetime, first: int) -> tuple[list[dict[str, Any]], ...]:
    same = {"division_code": BARE_COUNTY, "revision": 1, "recorded_at": at, "recorded_by": "bench"}
    records, rights, holdings, events = [], [], [], []
    for record_id, cells in enumerate(piece, start=first):
        filed, granted = (date(*map(int, str(cells[place]).split("."))) for place in (3, 4))
        mine = {**same, "record_id": record_id}
        records.append({"id": record_id, "kind": "right", "division_code": BARE_COUNTY, "created_at": at})
        rights.append(
            {
                **mine,
                "type": "invention",
                "number": cells[0][2:],
                "title": cells[1],
                "filing_date": filed,
                "grant_date": granted,
                "publication_number": cells[5],
                "classification": cells[6],
                "inventors": cells[7],
                "agency_name": cells[8],
                "raw": {"摘要": cells[9]},
            }
        )
        for rank, name in enumerate(cells[2].split(";"), start=1):
            named = {"holder_name": name, "folded_name": name, "rank": rank, "match_state": "unmatched"}
            holdings.append({**mine, **named, "valid_from": filed})
        events.append(
            {**mine, "type": "grant", "effective_date": granted, "announced_date": granted, "known_date": granted}
        )
    return records, rights, holdings, events


def ours(path: Path) -> tuple[float, float, float, dict[str, object]]:
    """The product: file kept, checked, matched, imported, receipt. CPU of all, wall of all, wall of the transaction."""
    from qiangxian.contexts.registers.intake.actions import imports
    from qiangxian.contexts.registers.intake.actions.imports import HandedIn, open_import, run_import
    from qiangxian.kernel.actor import Actor

    locked, write = [], imports.import_table

    def timed(**arguments: Any) -> Any:
        began = time.perf_counter()
        done = write(**arguments)
        locked.append(time.perf_counter() - began)
        return done

    imports.import_table = timed
    at, began, wall = datetime.now(UTC), time.process_time(), time.perf_counter()
    asked = {"actor": Actor.system(), "at": at, "division_code": "410481"}
    table = HandedIn("rights", path.name, path.read_bytes(), date(2025, 12, 31))
    told = run_import(**asked, batch_uid=open_import(**asked, table=table).result.uid)
    imports.import_table = write
    return time.process_time() - began, time.perf_counter() - wall, sum(locked), told


def measure(rows: int) -> list[Line]:
    """One run of each; CPU time of this process, since the bar is about work and not about who else uses the machine."""
    with tempfile.TemporaryDirectory(prefix="qiangxian-bench-") as folder:
        prepare(folder)
        path = Path(folder) / "rights.xlsx"
        workbook(path, rows)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        ours_seconds, wall, locked, told = ours(path)
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        bare_seconds = bare(path)
    whole = told["created"] == rows
    ratio = bare_seconds / ours_seconds
    return [
        Line(
            f"import of {rows:,} rights, CPU beside the bare pipeline",
            ours_seconds,
            bare_seconds,
            "s",
            ratio,
            f"≥ {BAR}",
            whole and ratio >= BAR,
        ),
        Line(
            f"import of {rows:,} rights, write lock held of the whole",
            locked,
            wall,
            "s",
            locked / wall,
            f"≤ {LOCKED_SHARE}",
            locked / wall <= LOCKED_SHARE,
        ),
        Line(
            f"import of {rows:,} rights, memory grown",
            grown,
            MEMORY_MB,
            "MB",
            grown / MEMORY_MB,
            "≤ 1",
            grown <= MEMORY_MB,
        ),
    ]


def main() -> None:
    rows = next((int(word) for word in sys.argv[1:] if word.isdigit()), ROWS)
    lines = measure(rows)
    if "--json" in sys.argv:
        print(json.dumps([line.as_json() for line in lines], ensure_ascii=False))
    else:
        print(show(lines))


if __name__ == "__main__":
    main()
