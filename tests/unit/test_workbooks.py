"""Somebody else's workbook: only the named cells change, formats, formulas and charts stay, the same values give the same bytes."""

import io
import re
import zipfile
from fractions import Fraction

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from qiangxian.engines.workbooks import binding, filling
from qiangxian.engines.workbooks.filling import Workbook
from qiangxian.engines.workbooks.proposing import proposed
from qiangxian.kernel.errors import Refused

UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def upper() -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    page, other = book.add_worksheet("表1"), book.add_worksheet("名单")
    bold = book.add_format({"bold": True, "num_format": "0.00", "bg_color": "#FFFF00", "border": 1})
    page.merge_range("A1:D1", "2026年统计报表", bold)
    page.write("A3", "有效发明专利（件）")
    page.write_blank("C3", None, bold)
    page.write("A4", "合计")
    page.write_formula("C4", "=C3*2", bold, 99)
    page.set_column("A:A", 40)
    page.data_validation("C5", {"validate": "integer", "criteria": ">", "value": 0})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=表1!$C$3:$C$4"})
    page.insert_chart("F2", chart)
    other.write("A1", "企业")
    book.close()
    return out.getvalue()


def rows(content: bytes, sheet: str = "表1") -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def test_only_the_named_cells_change() -> None:
    before = upper()
    after = Workbook(before).filled(
        {("表1", "C3"): 68, ("表1", "B2"): "数据截至 2026-06-30", ("名单", "A3"): "=危险()"}
    )
    assert rows(after)[2][2] == 68 and rows(after)[1][1] == "数据截至 2026-06-30"
    assert rows(after, "名单")[2][0] == "=危险()", "words never become a formula"
    parts = [
        {one.filename: archive.read(one) for one in archive.infolist()}
        for archive in map(zipfile.ZipFile, map(io.BytesIO, (before, after)))
    ]
    changed = {name for name in parts[0] if parts[0][name] != parts[1][name]}
    assert parts[0].keys() == parts[1].keys()
    assert changed == {"xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"}
    sheet = parts[1]["xl/worksheets/sheet1.xml"].decode()
    assert "<f>C3*2</f>" in sheet and "<v>99</v>" not in sheet, "a formula stays and forgets its old result"
    assert 'fullCalcOnLoad="1"' in parts[1]["xl/workbook.xml"].decode()
    assert "dataValidation" in sheet and "mergeCell" in sheet and "drawing" in sheet
    style = parts[0]["xl/worksheets/sheet1.xml"].decode().split('r="C3" s="')[1][:1]
    assert f'r="C3" s="{style}"' in sheet, "the cell keeps its format"


def test_the_same_values_give_the_same_bytes() -> None:
    values, content = {("表1", "C3"): Fraction(1, 3), ("表1", "Z99"): "远处"}, upper()
    assert Workbook(content).filled(values) == Workbook(content).filled(dict(reversed(values.items())))


@pytest.mark.parametrize(
    ("place", "told"),
    [
        (("表1", "C4"), "是公式"),
        (("表1", "B1"), "被合并.*A1"),
        (("表9", "A1"), "没有这张工作表.*表1、名单"),
        (("表1", "一"), "不是单元格"),
    ],
)
def test_where_nothing_can_be_written_is_refused(place, told) -> None:
    with pytest.raises(Refused, match=told):
        Workbook(upper()).filled({place: 1})


def test_what_is_no_workbook_is_refused() -> None:
    for content in (b"", "不是".encode(), b"PK\x03\x04 broken"):
        with pytest.raises(Refused):
            Workbook(content)


def test_the_lines_of_a_binding_are_read_and_checked() -> None:
    text = "表1!C3 = 指标 有效发明专利拥有量\n\n表1!B2＝文字 {year}年\n名单!A2:A30 ← 名单 高新技术企业\n表1!C5 = 手填 培训人次"
    found = binding.read(text, Workbook(upper()))
    assert (found[0].key, found[0].kind.value, found[0].what) == ("表1!C3", "figure", "有效发明专利拥有量")
    assert found[2].cells == "A2:A30" and found[3].kind == "hand"
    for wrong, told in (
        ("表1!C3 指标 甲", "写法不对"),
        ("表1!C4 = 指标 甲", "第 1 行.*是公式"),
        ("C3 = 指标 甲", "没有写明工作表"),
        ("表1!C3 = 指标 甲\n表1!C3 = 文字 乙", "第 2 行.*已经绑定过"),
        ("表1!C3:C5 = 指标 甲", "只有名单"),
        ("", "没有绑定"),
    ):
        with pytest.raises(Refused, match=told):
            binding.read(wrong, Workbook(upper()))


@settings(max_examples=40)
@given(
    st.dictionaries(
        st.tuples(st.integers(1, 40), st.integers(5, 60)), st.integers(-9999, 9999) | st.text(max_size=8), max_size=12
    )
)
def test_whatever_is_written_is_read_back(values) -> None:
    named = {("名单", f"{filling._letters(column)}{row}"): value for (column, row), value in values.items()}
    book = Workbook(Workbook(upper()).filled(named))
    for place, value in named.items():
        clean = value if isinstance(value, int) else UNSEEN.sub("", value)
        assert book.text(place) == str(clean)


def test_the_names_in_the_rows_propose_what_is_bound() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    page, frame = book.add_worksheet("表"), book.add_format({"border": 1})
    page.merge_range("A1:C1", "统计表", frame)
    names = ("一、有效发明专利拥有量（件）", "2.商标注册量", "其中：地理标志", "培训 人次：", "合计")
    for number, name in enumerate(names, 2):
        page.write(f"A{number}", name, frame)
        page.write(f"B{number}", "件", frame)
        page.write_blank(f"C{number}", None, frame)
    page.write_formula("C6", "=SUM(C2:C5)", frame)
    book.close()
    known = ("有效发明专利拥有量", "商标注册量（件）", "地理标志拥有量", "地理标志产值", "授权量")
    assert proposed(Workbook(out.getvalue()), known).splitlines() == [
        "表!C2 = 指标 有效发明专利拥有量",
        "表!C3 = 指标 商标注册量（件）",
        "表!C4 = 手填 地理标志",
        "表!C5 = 手填 培训人次",
    ], "a name that begins two figures is nobody's; a formula is left alone"
