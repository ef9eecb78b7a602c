"""The indicator library on the desk: the list, one indicator, reported figures, the bulletin."""

import io
from datetime import UTC, date, datetime

import openpyxl
import pytest
from docx import Document

from qiangxian.contexts.indicators import readers
from qiangxian.contexts.indicators.models import FrozenFigure
from qiangxian.contexts.registers.demonstration import actions as demonstration
from qiangxian.contexts.registers.reported.models import ReportedFigure
from qiangxian.kernel.asof import AsOf
from tests.conftest import WUGANG
from tests.contexts import builders
from tests.web.files import file

pytestmark = pytest.mark.django_db
DAY = "?as_of=2025-12-31"
DEMO_DAYS = (date(2025, 12, 31), date(2026, 11, 23))


def text(response, status=200):
    assert response.status_code == status, response.content.decode()[:600]
    return (b"".join(response) if response.streaming else response.content).decode()


@pytest.fixture
def mill():
    builders.reported_through()
    mill = builders.enterprise("演示钢铁有限公司", "91410481MA00000155")
    for place in range(3):
        builders.right(f"201510000001{place}", mill, title=f"一种钢板{place}")
    return mill


def test_the_demonstration_county_gives_at_least_twenty_of_the_indicators_a_value(system):
    demonstration.load_demo(
        actor=system, at=datetime(2026, 11, 23, 2, 0, tzinfo=UTC), division_code=WUGANG, scale=1,
        through_date=date(2026, 11, 23),
    )  # fmt: skip
    for day in DEMO_DAYS:
        found = readers.overview(division=WUGANG, as_of=AsOf.on(day))
        valued = {one.definition.number for one in found if one.value is not None and one.definition.number}
        assert len(valued) >= 30, sorted({f"I{n:02d}" for n in range(1, 34)} - valued)
    assert readers.evaluate(division=WUGANG, indicator="I20", as_of=AsOf.on(DEMO_DAYS[0])).value is None
    core = readers.core_figures(division=WUGANG, as_of=AsOf.on(DEMO_DAYS[1]))
    assert len(core) == 15
    assert {one.core.label for one in core if one.value is None} == set()


def test_the_list_has_every_indicator_with_its_state(log_in, mill):
    page = text(log_in("leader").get("/desk/indicators/" + DAY))
    for number in range(1, 34):
        assert f"I{number:02d} " in page
    assert "未报送" in page
    narrowed = text(log_in("leader").get("/desk/indicators/" + DAY + "&q=I02"))
    assert "I02 有效发明专利拥有量" in narrowed
    assert "I03 " not in narrowed


def test_the_list_and_its_records_leave_as_files(log_in, mill):
    client = log_in("office")
    book = openpyxl.load_workbook(io.BytesIO(file(client.get("/desk/indicators/" + DAY + "&format=xlsx"))))
    lines = {row[1]: row for row in book["统计指标"].iter_rows(values_only=True)}
    assert lines["I02"][3] == 3
    assert lines["I03"][3] in (None, "")
    assert "一种钢板0" in file(client.get("/desk/indicators/valid_inventions/records/" + DAY + "&format=csv")).decode()
    records = "/desk/indicators/valid_inventions/records/" + DAY
    assert [row["key"] for row in client.get(records + "&format=json&q=钢板0").json()["rows"]] != []
    assert "计入的记录" in text(client.get(records + "&format=print"))
    assert "定义第" in text(client.get(records + "&q=没有这样的记录"))
    series = file(client.get("/desk/indicators/I02/series/download.csv" + DAY)).decode()
    assert "2025-12" in series


def test_a_page_shows_both_readings_definition_records_and_versions(log_in, mill):
    right = builders.Right.objects.first().record
    builders.lapse(right, "2025-06-01", "2026-03-01")
    page = text(log_in("liaison").get("/desk/indicators/valid_inventions/" + DAY))
    for words in ("统计口径", "法律口径", "计入的记录（3 条）", "定义的版本", "两者不同", "校验码"):
        assert words in page


def test_another_reading_is_a_link_and_changes_the_figure(log_in, mill):
    builders.right("1", mill, type="geographical_indication", sub_key="agi", filed="2018-01-01", granted="2019-01-01")
    client = log_in("leader")
    assert '<span class="qx-number">0</span>' in text(client.get("/desk/indicators/geographical_indications/" + DAY))
    other = DAY + "&p-systems=agi&p-systems=mark"
    assert '<span class="qx-number">1</span>' in text(client.get("/desk/indicators/geographical_indications/" + other))
    assert client.get("/desk/indicators/geographical_indications/" + DAY + "&p-systems=x").status_code == 400
    assert client.get("/desk/indicators/no_such/" + DAY).status_code == 404


def test_the_office_freezes_a_value_and_others_cannot(log_in, mill):
    url = "/desk/indicators/valid_inventions/freeze/" + DAY
    assert log_in("leader").post(url, {"freeze-state": "computed"}).status_code in (400, 403)
    assert FrozenFigure.objects.count() == 0
    client = log_in("office")
    assert client.post(url, {"freeze-state": "computed"}).status_code == 302
    page = text(client.get("/desk/indicators/valid_inventions/" + DAY))
    assert "与现算一致" in page
    builders.lapse(builders.Right.objects.first().record, "2025-06-01", "2025-12-01")
    page = text(client.get("/desk/indicators/valid_inventions/" + DAY))
    assert "冻结值 3 · 现算 2，差异原因：" in page


def test_a_figure_is_reported_confirmed_and_corrected_on_the_desk(log_in):
    client, new = log_in("office"), "/desk/matters/new/figures/report/?series=resident_population"
    page = text(client.get(new))
    assert "数据截至" in page
    sent = {
        "series": "resident_population", "period_end": "2024-12-31", "value": "29.1", "bulletin": "2024年统计公报",
        "published_date": "2025-03-28",
    }  # fmt: skip
    refused = text(client.post(new, {**sent, "bulletin": ""}))
    assert "没有来源和日期的数据不能上报" in refused
    assert client.post(new, sent).status_code == 302
    row = ReportedFigure.objects.get()
    shown = client.get(f"/desk/reported/{row.record_id}/", follow=True)
    assert "29.1 万人" in text(shown)
    url = shown.redirect_chain[-1][0]
    assert client.post(url + "confirm/", {"revision": row.revision, "expected": "reported"}).status_code == 302
    assert ReportedFigure.objects.get(superseded_revision=None).state == "confirmed"
    assert f"{url}confirm/" not in text(client.get(url)), "confirmed once"
    change = {"revision": row.revision, "value": "29.2", "reason": "更正", "expected": "confirmed"}
    assert "旧版本" in text(client.post(url + "correct/", change))
    assert "29.1" in text(log_in("leader").get("/desk/reported/"))
    leader = text(log_in("leader").get(url))
    assert "更正</a>" not in leader


def test_the_bulletin_says_what_is_missing_and_leaves_as_word_pdf_and_excel(log_in, mill):
    client = log_in("office")
    page = text(client.get("/desk/bulletin/?month=2025-12"))
    assert "有效发明专利" in page and '<a href="/desk/indicators/' in page, "every section lists its indicators"
    assert "未报送（不是 0）" in page
    document = Document(io.BytesIO(client.get("/desk/bulletin/download.docx?month=2025-12").content))
    words = "\n".join(one.text for one in document.paragraphs)
    assert "2025年12月（数据截至 2025-12-31）" in words
    assert "签发" in words
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert "I02" in cells
    book = openpyxl.load_workbook(io.BytesIO(client.get("/desk/bulletin/download.xlsx?month=2025-12").content))
    assert book.sheetnames == ["核心指标", "统计指标", "分项", "说明"]
    values = {row[1]: row[3] for row in book["统计指标"].iter_rows(values_only=True)}
    assert (values["I02"], values["I20"]) == (3, None)
    assert client.get("/desk/bulletin/download.pdf?month=2025-12").content[:5] == b"%PDF-"
    assert client.get("/desk/bulletin/?month=2099-01").status_code == 400


def test_the_library_is_closed_to_who_has_no_business_with_it(log_in):
    for role in ("sysadmin", "secadmin", "enterprise"):
        for url in ("/desk/indicators/", "/desk/reported/", "/desk/bulletin/", "/desk/indicators/I02/"):
            assert log_in(role).get(url).status_code in (302, 403)
