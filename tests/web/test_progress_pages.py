"""Progress reports in the browser: the round, a report from a liaison to the office, the workbook there and back, the papers."""

import io
import zipfile
from datetime import date
from types import SimpleNamespace

import pytest
from docx import Document

from qiangxian.contexts.matters.models import Matter
from qiangxian.contexts.people.models import Person
from qiangxian.contexts.programmes.progress.models import Entry, Report
from tests.conftest import AT, WUGANG
from tests.contexts.programmes.progress.conftest import County, at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_loopback(settings) -> None:
    """Demonstration accounts need no second factor and live on loopback only."""
    settings.LOOPBACK_ONLY = True


@pytest.fixture
def county(db) -> County:
    return County()


def test_a_liaison_writes_attaches_and_sends_and_enters_the_stamped_scan(county, log_in) -> None:
    report = county.open()
    head = Person.objects.create(division_code=WUGANG, name="局长", created_at=AT, created_by="测试")
    liaison = log_in("liaison", unit="市工信局")
    assert "市工信局2026年第1季度进展报告" in liaison.get("/desk/todo/").content.decode()
    page = liaison.get(f"/desk/matters/{report.pk}/").content.decode()
    assert "填写：培育专利密集型企业" in page and "还没有填写" in page
    first, second = f"/desk/matters/{report.pk}/write/?task=T1", f"/desk/matters/{report.pk}/write/?task=T2"
    assert "<strong>培育专利密集型企业</strong>" in liaison.get(first).content.decode()
    said = {"expected": "draft", "task": "T1", "status": "moved", "done": "正在推进"}
    refused = liaison.post(first, said).content.decode()
    assert "进展没有数字、文件或原因" in refused and "正在推进</textarea>" in refused, "what was typed stays"
    photo = io.BytesIO("照片说明".encode())
    photo.name = "照片.txt"
    assert liaison.post(first, {**said, "files": photo}).status_code == 302
    assert liaison.post(second, {**said, "task": "T2", "status": "none", "why": "资金未下达"}).status_code == 302
    assert liaison.post(f"/desk/matters/{report.pk}/send/", {"expected": "draft"}).status_code == 302
    page = liaison.get(f"/desk/matters/{report.pk}/").content.decode()
    assert "登记线下审签报送" in page and "照片.txt" in page
    scan = io.BytesIO("盖章".encode())
    scan.name = "审签单.txt"
    signed = {"expected": "signing", "signer": head.pk, "signed_post": "局长", "signed_day": "2026-03-16"}
    assert liaison.post(f"/desk/matters/{report.pk}/sign/", {**signed, "files": scan}).status_code == 302
    assert county.state(report) == "submitted"


def test_the_office_returns_one_item_and_the_liaison_sees_it_beside_the_field(county, log_in) -> None:
    report = county.signed()
    office, liaison = log_in("office"), log_in("liaison", unit="市工信局")
    form = office.get(f"/desk/matters/{report.pk}/return/").content.decode()
    assert "培育专利密集型企业：进展情况" in form and "T1 完成 3 家" in form, "who reads it sees what is said"
    said = {"expected": "submitted", "remarks_T1.done": "请写明是哪 3 家"}
    assert office.post(f"/desk/matters/{report.pk}/return/", said).status_code == 302
    page = liaison.get(f"/desk/matters/{report.pk}/").content.decode()
    assert "请写明是哪 3 家" in page and "待修改或答复" in page
    assert "请写明是哪 3 家" in liaison.get(f"/desk/matters/{report.pk}/write/?task=T1").content.decode()
    form = liaison.get(f"/desk/matters/{report.pk}/send/").content.decode()
    assert 'name="answers_T1.done"' in form
    answered = {"expected": "returned", "answers_T1.done": "已在附件列明"}
    assert liaison.post(f"/desk/matters/{report.pk}/send/", answered).status_code == 302
    assert "答复：已在附件列明" in office.get(f"/desk/matters/{report.pk}/").content.decode()


def test_the_round_shows_units_the_words_for_the_group_and_the_papers(county, log_in) -> None:
    county.open("co")
    county.take("accept", county.clerk, county.signed())
    office = log_in("office")
    page = office.get("/desk/progress/").content.decode()
    assert "2026年第1季度" in page and "2 / 2 项" in page and "0 / 2 项" in page and "【进展报告】" in page
    brief = Document(io.BytesIO(office.get("/desk/progress/2026Q1/brief.docx").content))
    text = "\n".join(one.text for one in brief.paragraphs)
    assert "应报送 2 个单位，已报送 1 个" in text and "市工信局：T1 完成 3 家。下一步：再做 2 家。" in text
    circular = Document(io.BytesIO(office.get("/desk/progress/2026Q1/circular.docx").content))
    assert "市财政局" in "\n".join(one.text for one in circular.paragraphs)
    assert circular.tables[-1].rows[0].cells[0].text == "单位"
    archive = zipfile.ZipFile(io.BytesIO(office.get("/desk/progress/2026Q1/workbooks.zip").content))
    assert archive.namelist() == ["市财政局2026年第1季度进展报告.xlsx"]
    assert "发到工作群的话" not in log_in("liaison", unit="市工信局").get("/desk/progress/").content.decode()


def test_the_round_can_be_opened_before_the_daily_job_does(county, log_in, monkeypatch) -> None:
    clock = SimpleNamespace(localdate=lambda: date(2026, 3, 3), now=lambda: at("2026-03-03"))
    monkeypatch.setattr("qiangxian.web.desk.progress.views.timezone", clock)
    office = log_in("office")
    assert "2026年第1季度进展报告还有 3 个单位没有下发" in office.get("/desk/progress/").content.decode()
    assert log_in("liaison", unit="市工信局").post("/desk/progress/open/2026Q1/").status_code == 403
    assert office.post("/desk/progress/open/2025Q4/").status_code == 400
    assert office.post("/desk/progress/open/2026Q1/").status_code == 302
    assert Report.objects.count() == 3 == Matter.objects.filter(flow="progress").count()


def test_a_workbook_is_compared_before_it_is_taken_in(county, log_in) -> None:
    from tests.contexts.programmes.progress.test_workbook import filled

    report = county.open()
    liaison = log_in("liaison", unit="市工信局")
    content = liaison.get(f"/desk/progress/{report.pk}/workbook.xlsx").content
    book = io.BytesIO(filled(content, {"T1": {"本期情况": "有进展", "进展情况": "新增 4 家"}}))
    book.name = "市工信局.xlsx"
    assert liaison.post(f"/desk/matters/{report.pk}/receive/", {"expected": "draft", "files": book}).status_code == 302
    page = liaison.get(f"/desk/matters/{report.pk}/").content.decode()
    assert "收回的工作簿与现有内容的差别" in page and "新增 4 家" in page
    assert not Entry.objects.filter(status="moved").exists(), "nothing is written before somebody has looked"
    assert liaison.post(f"/desk/matters/{report.pk}/take_in/", {"expected": "draft"}).status_code == 302
    assert Entry.objects.get(status="moved").done == "新增 4 家"
