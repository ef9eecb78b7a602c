"""The workbook of a unit goes out locked, comes back filled in, and is compared line by line before anything is written."""

import contextlib
import io
import re
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from qiangxian.contexts.matters.freezing import digest
from qiangxian.contexts.programmes.progress import workbook
from qiangxian.contexts.programmes.progress.flow import entries
from qiangxian.contexts.programmes.progress.models import Report
from qiangxian.kernel.errors import Conflict, Refused

pytestmark = pytest.mark.django_db


def filled(content: bytes, said: dict[str, dict[str, str | int]]) -> bytes:
    """The workbook with what somebody typed, by task and column."""
    book = load_workbook(io.BytesIO(content))
    sheet = book.active
    heads = {cell.value: cell.column for cell in sheet[3]}
    for row in sheet.iter_rows(min_row=4):
        for label, words in said.get(str(row[0].value).split("/")[1], {}).items():
            sheet.cell(row[0].row, heads[label]).value = words
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def receive(county, report: Report, content: bytes, name: str = "工信局.xlsx") -> Report:
    county.take("receive", county.clerk, report, files=[(name, content)])
    return Report.objects.get(pk=report.pk)


def test_only_what_the_unit_fills_in_is_open(county) -> None:
    sheet = load_workbook(io.BytesIO(workbook.make(county.open()))).active
    assert sheet.protection.sheet
    heads = [cell.value for cell in sheet[3]]
    open_columns = [head for head, cell in zip(heads, sheet[4], strict=True) if not cell.protection.locked]
    assert open_columns == ["本期情况", "进展情况", "下一步打算", "存在困难", "无新进展的原因"]
    assert "本期无新进展" in sheet.data_validations.dataValidation[0].formula1


def test_a_workbook_nobody_touched_changes_nothing(county) -> None:
    report = county.open()
    assert receive(county, report, workbook.make(report)).incoming == []


def test_there_and_back_gives_the_same_words(county) -> None:
    said = {
        "T1": {
            "本期情况": "有进展",
            "进展情况": "新增 4 家\n名单附后",
            "下一步打算": "再做 2 家",
            "存在困难": "-经费不足",
        },
        "T2": {"本期情况": "本期无新进展", "无新进展的原因": "资金未下达"},
    }
    report = county.open()
    report = receive(county, report, filled(workbook.make(report), said))
    assert [(line["title"], line["changed"], line["fault"]) for line in report.incoming] == [
        ("培育专利密集型企业", ["本期情况", "进展情况", "下一步打算", "存在困难"], ""),
        ("设立专项资金", ["本期情况", "无新进展的原因"], ""),
    ]
    county.take("take_in", county.clerk, report)
    one, two = entries(report)
    assert (one.done, one.obstacles, one.source, one.version) == ("新增 4 家\n名单附后", "-经费不足", "workbook", 2)
    assert (two.status, two.why) == ("none", "资金未下达")
    report = Report.objects.get(pk=report.pk)
    assert workbook.read(report, workbook.make(report), "再下载.xlsx") == [], "what was taken in comes back the same"


def test_a_line_that_says_nothing_and_one_changed_meanwhile_are_left(county) -> None:
    report = county.open()
    content = workbook.make(report)
    county.take("write", county.lead, report, task="T1", status="moved", done="在线写了 1 家")
    said = {"T1": {"本期情况": "有进展", "进展情况": "新增 4 家"}, "T2": {"本期情况": "有进展", "进展情况": "正在推进"}}
    report = receive(county, report, filled(content, said))
    changed, empty = (line["fault"] for line in report.incoming)
    assert "已在系统中修改" in changed and "没有数字、文件或原因" in empty
    before = digest({"entries": [str(row) + row.done for row in entries(report)]})
    county.take("take_in", county.clerk, report)
    assert digest({"entries": [str(row) + row.done for row in entries(report)]}) == before


def test_what_waits_is_decided_before_the_report_is_sent(county) -> None:
    report = county.open()
    county.write(report, county.lead)
    report = receive(county, report, filled(workbook.make(report), {"T1": {"进展情况": "新增 4 家"}}))
    with pytest.raises(Conflict, match="还没有写入或放弃"):
        county.take("send", county.lead, report)
    county.take("leave_out", county.lead, report)
    county.take("send", county.lead, report)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda text: re.sub(r"\d+/T1/1", "7/T1/1", text), "不是下发给本单位本期的工作簿"),
        (lambda text: text.replace("/T1/1", "/T9/1"), "不是本单位本期的任务"),
        (lambda text: text.replace("/T2/1", "/T1/1"), "同一任务有两行"),
        (lambda text: text.replace("<t>键</t>", "<t>序号</t>"), "没有“键”这一列"),
    ],
)
def test_another_workbook_is_refused_whole(county, spoil, words) -> None:
    report = county.open()
    source, out = zipfile.ZipFile(io.BytesIO(workbook.make(report))), io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in source.namelist():
            text = source.read(name)
            archive.writestr(name, spoil(text.decode()) if name == "xl/sharedStrings.xml" else text)
    with pytest.raises(Refused, match=words):
        receive(county, report, out.getvalue())
    assert Report.objects.get(pk=report.pk).incoming == []


@settings(max_examples=30, suppress_health_check=list(HealthCheck))
@given(cut=st.integers(0, 6000), noise=st.binary(max_size=40))
def test_a_damaged_workbook_is_refused_in_words(county, cut, noise) -> None:
    report = Report.objects.first() or county.open()
    content = workbook.make(report)
    spoiled = content[:cut] + noise + content[cut + len(noise) :]
    with contextlib.suppress(Refused):
        assert isinstance(workbook.read(report, spoiled, "坏.xlsx"), list)


def test_a_number_typed_in_a_cell_is_read_as_typed(county) -> None:
    report = county.open()
    book = filled(workbook.make(report), {"T1": {"本期情况": "有进展", "进展情况": 12}})
    assert receive(county, report, book).incoming[0]["said"]["done"] == "12"


def test_what_is_no_workbook_is_refused(county) -> None:
    with pytest.raises(Refused, match="不是 Excel 工作簿"):
        receive(county, county.open(), "键,任务\n1,2".encode(), "表.csv")
