"""Tables as they come: encodings, title lines, merged cells, broken numbers, odd dates, files that are no tables."""

import gzip
import io
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from qiangxian.engines.intake import OpenTable, Row, load_vocabulary, read_table
from qiangxian.engines.intake.cells import CellFault
from qiangxian.engines.intake.dates import read_date
from qiangxian.kernel import rulebook
from qiangxian.kernel.errors import Refused

RIGHTS = load_vocabulary("rights")
LIST = "申请号,专利名称,申请人\n201710601862.3,一种轧机,甲公司\n"


def table(content: bytes, kind: str = "rights") -> OpenTable:
    return read_table(content, load_vocabulary(kind))


def rows(content: bytes | str, kind: str = "rights") -> list[Row]:
    with table(content.encode() if isinstance(content, str) else content, kind) as opened:
        return list(opened.rows())


def workbook(*lines: tuple[Any, ...], merges: tuple[tuple[Any, ...], ...] = (), hidden: bool = False) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd", "remove_timezone": True})
    sheet = book.add_worksheet("清单")
    for number, line in enumerate(lines):
        for column, value in enumerate(line):
            if isinstance(value, str):
                sheet.write_string(number, column, value) if not value.startswith("=") else sheet.write_formula(
                    number, column, value, value="#N/A" if "NA()" in value else "算好的名称"
                )
            elif value is not None:
                sheet.write(number, column, value)
    for merge in merges:
        sheet.merge_range(*merge)
    if hidden:
        other = book.add_worksheet("旧数据")
        other.write_row(0, 0, ("申请号", "名称"))
        other.hide()
    book.close()
    return out.getvalue()


def test_the_vocabularies_have_no_fault() -> None:
    assert [str(issue) for issue in rulebook.validate_all() if "/intake/" in issue.file] == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_text_tables_of_every_encoding_and_delimiter(encoding: str, delimiter: str) -> None:
    [row] = rows(LIST.replace(",", delimiter).encode(encoding))
    assert row.values["title"] == "一种轧机"


def test_a_packed_csv_is_read_and_a_packed_bomb_is_not(monkeypatch) -> None:
    assert len(rows(gzip.compress(LIST.encode()))) == 1
    monkeypatch.setattr("qiangxian.kernel.files.limit", lambda use, name: 1000)
    with pytest.raises(Refused, match="压缩炸弹"):
        rows(gzip.compress(b"0" * 100_000))


def test_title_lines_blank_rows_repeated_headers_and_full_width_letters_are_no_obstacle() -> None:
    content = workbook(
        ("舞钢市专利清单（2025年）",),
        (None,),
        ("*申 请 号", "专利\n名称", "申请（专利权）人"),
        ("２０１７１０６０１８６２．３", "一种\n轧机", "甲公司；乙公司"),
        (None,),
        ("*申 请 号", "专利\n名称", "申请（专利权）人"),
        ("99117225.6", "旧专利", ""),
    )
    first, second = rows(content)
    assert (first.number, first.values["title"], first.values["holders"]) == (4, "一种轧机", ("甲公司", "乙公司"))
    assert second.number == 7


def test_a_header_of_two_rows_under_a_merged_cell() -> None:
    content = workbook(
        ("统一社会信用代码", "企业名称", "营业收入(万元)", None),
        (None, None, "2023年", "2024年"),
        ("91410481MA00000155", "甲公司", 1200.5, 1500),
        merges=((0, 2, 0, 3, "营业收入(万元)"),),
    )
    [row] = rows(content, "enterprises")
    assert row.yearly == {2023: {"revenue_fen": 1_200_500_000}, 2024: {"revenue_fen": 1_500_000_000}}


def test_years_in_the_header_and_units_in_its_brackets() -> None:
    [row] = rows(
        "统一社会信用代码,企业名称,2023年营业收入（万元）,2024年从业人员\n91410481MA00000155,甲,1200.5,35\n",
        "enterprises",
    )
    assert row.yearly == {2023: {"revenue_fen": 1_200_500_000}, 2024: {"employees": 35}}


@pytest.mark.parametrize(
    ("header", "value"), [("2024年从业人员", "99999999999"), ("2024年营业收入(亿元)", "99999999999")]
)
def test_a_number_no_column_could_hold_is_refused(header: str, value: str) -> None:
    [row] = rows(f"统一社会信用代码,企业名称,{header}\n91410481MA00000155,甲,{value}\n", "enterprises")
    assert "过大" in row.refusals[0].reason


def test_a_merged_cell_speaks_for_all_rows_it_covers() -> None:
    content = workbook(
        ("企业名称", "称号", "级别", "有效期起"),
        ("甲公司", "高新技术企业", "国家级", "2024-01-01"),
        (None, "创新型中小企业", "省级", "2024-01-01"),
        merges=((1, 0, 2, 0, "甲公司"),),
    )
    assert [row.values["enterprise_name"] for row in rows(content, "titles")] == ["甲公司", "甲公司"]


@pytest.mark.parametrize("number", [201710601862.3, 4.1e17, 99117225])
def test_a_number_kept_as_a_float_is_refused_never_repaired(number: float) -> None:
    [row] = rows(workbook(("申请号", "名称"), (number, "甲")))
    assert [refusal.column for refusal in row.refusals] == ["申请号"]
    assert "文本格式" in row.refusals[0].remedy


def test_formulas_give_their_last_value_and_broken_ones_refuse_the_row() -> None:
    good, bad = rows(workbook(("申请号", "名称"), ("201710601862.3", '=A1&"x"'), ("99117225.6", "=NA()")))
    assert good.values["title"] == "算好的名称"
    assert any("公式出错" in refusal.reason for refusal in bad.refusals)


def test_a_formula_in_a_text_table_stays_text() -> None:
    [row] = rows("申请号,名称\n201710601862.3,=1+1\n")
    assert row.values["title"] == "=1+1"


def test_every_cell_is_taken_or_kept_and_unknown_headers_are_listed() -> None:
    with table("申请号,名称,光盘号,,备注\n201710601862.3,甲,D1301,七,\n".encode()) as opened:
        assert opened.headers[0].unknown == ("光盘号", "备注")
        [row] = opened.rows()
    assert row.raw == {"光盘号": "D1301", "（无表头，第 4 列）": "七"}


def test_hidden_and_foreign_sheets_are_named_and_not_read() -> None:
    with table(workbook(("申请号", "名称"), ("201710601862.3", "甲"), hidden=True)) as opened:
        assert [name for name, _ in opened.skipped] == ["旧数据"]


def test_a_row_longer_than_its_header_is_refused() -> None:
    [row] = rows("申请号,名称\n201710601862.3,甲,乙,丙\n")
    assert "表头只有 2 格" in row.refusals[0].reason


def test_two_columns_of_one_meaning_must_agree() -> None:
    [row] = rows("申请号,专利名称,名称\n201710601862.3,甲,乙\n")
    assert "两列的值不同" in row.refusals[0].reason


def test_invisible_control_characters_refuse_the_row() -> None:
    [row] = rows("申请号,名称\n201710601862.3,甲\x00乙\n")
    assert "控制字符" in row.refusals[0].reason


def test_a_comma_parts_chinese_names_but_not_a_western_one() -> None:
    first, second = rows('申请号,名称,申请人\n201710601862.3,甲,"甲公司,乙公司"\n99117225.6,乙,"ACME Co., Ltd."\n')
    assert first.values["holders"] == ("甲公司", "乙公司")
    assert second.values["holders"] == ("ACME Co., Ltd.",)


@pytest.mark.parametrize(
    ("kind", "header", "field"),
    [
        ("enterprises", "开业（成立）时间", "established_date"),
        ("enterprises", "开业日期", "established_date"),
        ("rights", "著作权人（国籍）", "holders"),
        ("rights", "申请号（13位）", "number"),
        ("rights", "登记编号", "copyright_number"),
        ("rights", "当前专利权人通讯地址", "address"),
        ("rights", "商标申请人地址", "address"),
        ("events", "专利号码", "number"),
        ("fees", "编号", None),  # a running number as often as not
        ("enterprises", "变更（登记）时间", None),  # only one of the two is known: no founding day
        ("enterprises", "核准时间", None),  # 核准日期 is kept, in any spelling
    ],
)
def test_a_header_is_composed_of_known_names(kind: str, header: str, field: str | None) -> None:
    found = load_vocabulary(kind).meaning(header)
    assert (found[0].name if found else None) == field


def test_a_number_beside_that_of_the_right_is_that_of_the_contract() -> None:
    [row] = rows("专利号,事件,登记号,登记生效日\nZL201710601862.3,质押,Y2025980001234,2025-03-04\n", "events")
    assert (row.values["number"], row.values["contract_number"]) == ("ZL201710601862.3", "Y2025980001234")
    [row] = rows("登记号,事件,登记生效日\n2021SR0123456,质押,2025-03-04\n", "events")
    assert row.values["number"] == "2021SR0123456"


def test_the_nation_behind_a_whole_name_is_no_part_of_it() -> None:
    [row] = rows("登记号,软件全称,著作权人（国籍）\n2021SR0123456,甲,乙县丙机械有限公司（中国）;丁戊电子科技（中国）\n")
    assert row.values["holders"] == ("乙县丙机械有限公司", "丁戊电子科技（中国）")


def test_what_holds_for_every_row_may_be_said_once() -> None:
    with pytest.raises(Refused, match="缺少必需的列：事件") as refusal:
        rows("专利号,受让人,变更生效日\nZL201710601862.3,乙公司,2025-03-04\n", "events")
    assert "--set 事件=…" in refusal.value.remedy
    assert "改选登记表种类" not in refusal.value.remedy  # a list without holders is none of rights


@pytest.mark.parametrize(
    "text",
    [
        "2017.02.27",
        "20170227",
        "2017-2-27",
        "2017/02/27",
        "2017年2月27日",
        "２０１７．０２．２７",
        "2017-02-27 00:00:00",
    ],
)
def test_days_in_every_usual_form(text: str) -> None:
    assert read_date(text) == date(2017, 2, 27)


@pytest.mark.parametrize("text", ["2017-02", "17.2.27", "2017-02-30", "42793", "昨天", "0001-01-01"])
def test_days_that_are_none(text: str) -> None:
    with pytest.raises(CellFault):
        read_date(text)


def test_days_a_workbook_keeps_as_days() -> None:
    [row] = rows(workbook(("申请号", "名称", "申请日"), ("201710601862.3", "甲", datetime(2017, 7, 21))))  # noqa: DTZ001 - a cell has no zone
    assert row.values["filing_date"] == date(2017, 7, 21)


FOREIGN = {
    "PDF": b"%PDF-1.7\n",
    "图片": b"\x89PNG\r\n\x1a\n",
    "扫描件": b"\xff\xd8\xff\xe0",
    "XML": b'<?xml version="1.0"?><a/>',
    "网页表格": b"<html><table></table></html>",
    "JSON": b'{"a": 1}',
    "密码": b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"),
    "Word": b"\xd0\xcf\x11\xe0" + "WordDocument".encode("utf-16-le"),
    "RAR": b"Rar!\x1a\x07",
}


@pytest.mark.parametrize("what", FOREIGN)
def test_a_file_that_is_no_table_is_named_with_what_to_do(what: str) -> None:
    with pytest.raises(Refused, match=what) as refusal:
        rows(FOREIGN[what])
    assert refusal.value.remedy


def packed(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def test_other_archives_are_told_apart() -> None:
    for content, what in (
        (packed(**{"OFD.xml": b""}), "OFD"),
        (packed(**{"word/document.xml": b""}), "docx"),
        (packed(**{"a.txt": b""}), "压缩包"),
    ):
        with pytest.raises(Refused, match=what):
            rows(content)


def test_a_bomb_and_a_stray_far_cell_are_refused_before_they_fill_the_memory() -> None:
    bomb = packed(**{"xl/workbook.xml": b"", "xl/worksheets/sheet1.xml": b"0" * 200_000_000})
    with pytest.raises(Refused, match="压缩炸弹"):
        rows(bomb)
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    with pytest.raises(Refused, match="远超一份清单"):
        rows(packed(**{"xl/workbook.xml": b"", "xl/worksheets/sheet1.xml": far}))


def test_a_damaged_workbook_is_called_damaged() -> None:
    whole = workbook(("申请号", "名称"), ("201710601862.3", "甲"))
    with pytest.raises(Refused, match="损坏"):
        rows(whole[: len(whole) // 2])


def test_an_empty_file_and_a_table_without_known_headers() -> None:
    with pytest.raises(Refused, match="空的"):
        rows(b"")
    with pytest.raises(Refused, match="没有认出"):
        rows("甲,乙\n1,2\n")


def test_publication_numbers_alone_are_told_what_is_missing() -> None:
    with pytest.raises(Refused, match="缺少必需的列：申请号") as refusal:
        rows("公开号,标题,摘要\nCN101141661,甲,略\n")
    assert "公开号不能代替申请号" in refusal.value.remedy


def test_a_path_is_read_like_its_bytes(tmp_path: Path) -> None:
    place = tmp_path / "清单.csv"
    place.write_text(LIST, encoding="utf-8")
    with read_table(place, RIGHTS) as opened:
        assert len(list(opened.rows())) == 1


CELL = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**18), 10**18),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=40),
    st.datetimes(datetime(1900, 3, 1), datetime(2200, 1, 1)),  # noqa: DTZ001 - cells have no zone
)


@given(st.lists(st.lists(CELL, min_size=4, max_size=4), max_size=6))
def test_no_cell_ever_breaks_the_reading_of_a_workbook(cells: list[list[Any]]) -> None:
    lines = [tuple(value if not isinstance(value, str) else value.lstrip("=") for value in line) for line in cells]
    for row in rows(workbook(("申请号", "名称", "专利类型", "申请日"), *lines)):
        assert row.good or all(refusal.reason and refusal.remedy for refusal in row.refusals)


@given(st.binary(max_size=600))
def test_no_bytes_ever_break_the_reader(content: bytes) -> None:
    for start in (b"", "申请号,名称\n".encode(), b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b"):
        try:
            rows(start + content)
        except Refused as refusal:
            assert refusal.message
