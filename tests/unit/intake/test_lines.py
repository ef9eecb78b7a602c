"""Every line of a table is accounted for: head, row, note or blank; no quote swallows a row and no cell vanishes."""

import csv
import io
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from qiangxian.engines.intake import OpenTable, Row, load_vocabulary, read_table
from qiangxian.engines.intake.vocabulary import fold_word
from qiangxian.kernel.check import mod11_character

from .old_workbook import Broken, old_workbook

RIGHTS = load_vocabulary("rights")
WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)


def number(serial: int) -> str:
    digits = f"20232{serial:07d}"
    return f"{digits}.{mod11_character(sum(int(d) * w for d, w in zip(digits, WEIGHTS, strict=True)))}"


def read(content: bytes, kind: str = "rights") -> tuple[list[Row], OpenTable]:
    with read_table(content, load_vocabulary(kind)) as table:
        return list(table.rows()), table


def workbook(*lines: tuple[Any, ...], merges: tuple[tuple[Any, ...], ...] = (), chart_first: bool = False) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    if chart_first:
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=清单!$A$1:$A$2"})
        book.add_chartsheet("图").set_chart(chart)
    sheet = book.add_worksheet("清单")
    for row, line in enumerate(lines):
        for column, value in enumerate(line):
            if isinstance(value, str) and value.startswith("=NA"):
                sheet.write_formula(row, column, "=NA()", value="#N/A")
            elif value not in ("", None):
                sheet.write(row, column, value) if not isinstance(value, str) else sheet.write_string(
                    row, column, value
                )
    for merge in merges:
        sheet.merge_range(*merge)
    book.close()
    return out.getvalue()


def test_a_quote_without_partner_swallows_no_row() -> None:
    lines = ["申请号,名称,申请日,摘要"] + [f"{number(n)},装置{n},2023-05-04,略" for n in range(30)]
    lines[8] = lines[8].replace(",略", ',"先说结构')
    rows, table = read("\n".join(lines).encode())
    assert len(rows) == 30 and all(row.good for row in rows)
    assert rows[7].raw["摘要"] == '"先说结构'
    assert [row.number for row in rows if row.notes] == [9]
    assert table.lines == {"head": 1, "rows": 30, "wrapped": 0}


def test_two_quotes_far_apart_are_no_pair_where_rows_stand_between_them() -> None:
    lines = ["申请号,名称,申请日,摘要"] + [f"{number(n)},装置{n},2023-05-04,略" for n in range(12)]
    lines[3] = lines[3].replace(",略", ',"先说结构')
    lines[9] = lines[9].replace(",略", ',再说"')
    rows, _ = read("\r\n".join(lines).encode("gb18030"))
    assert [row.values["number"] for row in rows] == [number(n) for n in range(12)]


def test_a_cell_of_several_lines_stays_one_row_and_its_line_ends_are_counted() -> None:
    content = f'申请号,名称,摘要\n{number(1)},甲,"第一段,\n第二段,\n第三段"\n{number(2)},"乙\n丙",略\n'
    rows, table = read(content.encode())
    assert [row.number for row in rows] == [2, 3]
    assert rows[0].raw["摘要"] == "第一段,\n第二段,\n第三段"
    assert not any(row.notes for row in rows)
    assert table.lines["wrapped"] == 3


def test_an_error_cell_is_found_on_the_sheet_it_stands_on() -> None:
    content = workbook(
        ("申请号", "名称", "申请日", "备注"),
        (number(1), "甲", "=NA", "略"),
        (number(2), "乙", "2023-05-04", "=NA"),
        chart_first=True,
    )
    first, second = read(content)[0]
    assert [(r.column, r.value, "公式出错" in r.reason) for r in first.refusals] == [("申请日", "#N/A", True)]
    assert second.good and second.raw == {"备注": "#N/A"}, "a column nobody reads keeps what stood there"


@pytest.mark.parametrize("formula", [False, True])
def test_an_error_cell_of_an_old_workbook_is_no_blank(formula: bool) -> None:
    head, good = ("申请号", "名称", "申请人"), (number(1), "甲", "某公司")
    broken = (number(2), "乙", Broken(23, formula=formula))
    rows, _ = read(old_workbook(head, good, broken))
    assert rows[0].good
    assert [(r.column, r.value) for r in rows[1].refusals] == [("申请人", "#REF!")]


def test_group_headings_totals_notes_and_repeated_heads_are_passed_over_and_told() -> None:
    head = ("序号", "申请号", "专利名称", "申请日", "专利权人")
    content = workbook(
        ("某县2023年授权专利",),
        head,
        ("一、尹集镇（2件）",),
        (1, number(1), "甲", "2023-05-04", "某公司"),
        (2, number(2), "乙", "2023-05-04", "某公司"),
        ("小计", 2.0),
        ("某县2023年授权专利",),
        head,
        ("八台镇", ""),
        (1, number(3), "丙", "2023-05-04", "某厂"),
        (4,),
        ("", "合  计", "3件"),
        ("制表人：李四", "", "审核：王五", "2023-12-31"),
        ("注：以上数据截至2023年12月31日",),
        merges=((2, 0, 2, 4, "一、尹集镇（2件）"),),
    )
    rows, table = read(content)
    assert [row.values["number"] for row in rows] == [number(1), number(2), number(3)]
    assert all(row.good for row in rows)
    assert table.lines == {"head": 4, "rows": 3, "notes": 6, "blank": 1}
    assert [(note.row, note.value) for note in table.footnotes][:3] == [
        (3, "一、尹集镇（2件）"),
        (6, "小计"),
        (9, "八台镇"),
    ]


def test_a_row_that_only_looks_like_a_note_is_a_row() -> None:
    content = workbook(
        ("申请号", "专利名称", "专利权人"),
        (number(1), "合计装置", "总计仪表厂"),
        (number(2), "", ""),
        ("待补", "某装置", "某公司"),
        ("", "注：一种装置", "某公司"),
    )
    rows, table = read(content)
    assert table.lines["rows"] == 4
    assert [row.good for row in rows] == [True, False, True, True]


CELL = st.one_of(
    st.just(""),
    st.sampled_from(
        ["-", "合计", "小计", "一、发明", "序号", "申请号", "注：略", "2023-05-04", "共3件", '"', '甲"乙', "甲\n乙"]
    ),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=12),
    st.integers(0, 10**6).map(str),
)
LINES = st.lists(st.lists(CELL, min_size=5, max_size=5), max_size=12)


@given(LINES, st.booleans())
def test_the_lines_of_any_text_table_add_up_and_no_cell_vanishes(lines: list[list[str]], quoted: bool) -> None:
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL)
    writer.writerow(["申请号", "名称", "申请日", "光盘号", "序号"])
    writer.writerows(lines)
    assert_accounted(out.getvalue().encode(), lines, 1 + len(lines))


@given(LINES)
def test_the_lines_of_any_workbook_add_up_and_no_cell_vanishes(lines: list[list[str]]) -> None:
    written = [tuple(cell.lstrip("=") for cell in line) for line in lines]
    height = max((place for place, line in enumerate(written, start=2) if any(line)), default=1)
    assert_accounted(workbook(("申请号", "名称", "申请日", "光盘号", "序号"), *written), written, height)


def assert_accounted(content: bytes, lines: Any, total: int) -> None:
    """Each line is one of the four sorts, and what stood in it is read, kept, refused or told."""
    rows, table = read(content)
    assert table.lines["rows"] == len(rows)
    assert sum(count for sort, count in table.lines.items() if sort != "wrapped") == total
    assert len(table.footnotes) == table.lines["notes"]
    told = {row.number: row for row in rows}
    for place, line in enumerate(lines, start=2):
        if row := told.get(place):
            for column, cell in zip(("number", "title", "filing_date", "光盘号"), line[:4], strict=True):
                assert _accounted(row, column, cell), (row, column, cell)


def _accounted(row: Row, column: str, cell: str) -> bool:
    said = row.values.get(column) is not None or column in row.raw or row.headers.get(column) in row.raw
    refused = any(entry.column == row.headers.get(column) for entry in (*row.refusals, *row.notes))
    return said or refused or not cell.strip() or fold_word(cell) in RIGHTS.blank_words


def test_a_heading_numbered_in_the_counting_column_is_no_row() -> None:
    lines = (
        "序号,专利号,名称,申请人,申请日\n一,发明专利,,,\n1,{0},装置,甲公司,2023-05-04\n（二）,实用新型,,,\n小计,1,,,\n"
    )
    rows, table = read(lines.format(number(1)).encode())
    assert [row.good for row in rows] == [True]
    assert table.lines["notes"] == 3
