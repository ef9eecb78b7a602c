"""A liaison reports on a phone: open, write, attach, send; the head signs there too; the office returns one item and accepts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from qiangxian.contexts.programmes.progress.models import Entry, Report
from qiangxian.contexts.programmes.progress.periods import around
from tests.conftest import WUGANG
from tests.contexts.programmes.progress.conftest import County
from tests.journeys.conftest import serious_faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def report(db) -> Report:
    """The running quarter's report of 市工信局, due in ten days."""
    today = timezone.localdate()
    quarter, _ = around(today, WUGANG)
    due = (today + timedelta(days=10)).isoformat()
    return County().open(period=quarter.code, on=today.isoformat(), due=due)


def fits(page) -> str:
    """Accessible, not wider than the screen; gives its words."""
    page.wait_for_load_state("load")
    assert serious_faults(page) == [], page.url
    assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 1, page.url
    return str(page.locator("main").inner_text())


def submit(page) -> str:
    page.locator("main form button[type=submit]").last.click()
    return fits(page)


def test_a_liaison_reports_in_two_minutes_on_a_phone(enter, report) -> None:
    phone = enter("liaison", width=375, unit="市工信局")
    assert "进展报告" in fits(phone)
    phone.locator("main a", has_text="季度进展报告").first.click()
    assert "还没有填写" in fits(phone)
    phone.get_by_role("link", name="填写：培育专利密集型企业").click()
    fits(phone)
    phone.get_by_label("本期情况").select_option("moved")
    phone.get_by_label("进展情况").fill("正在推进")
    assert "进展没有数字、文件或原因" in submit(phone)
    assert phone.get_by_label("进展情况").input_value() == "正在推进"
    phone.get_by_label("进展情况").fill("新增 4 家，名单见附件")
    phone.get_by_label("佐证材料").set_input_files(
        [{"name": "名单.txt", "mimeType": "text/plain", "buffer": "甲乙丙丁".encode()}]
    )
    assert "设立专项资金" in submit(phone), "the next one that says nothing follows"
    phone.get_by_label("本期情况").select_option("none")
    phone.get_by_label("无新进展的原因").fill("资金计划尚未下达")
    text = submit(phone)
    assert "名单.txt" in text and "本期无新进展" in text
    phone.get_by_role("link", name="送审签").click()
    assert "待审签" in submit(phone)

    head = enter("unit_head", width=375, unit="市工信局")
    head.goto("/desk/todo/")
    head.locator("main a", has_text="季度进展报告").first.click()
    head.get_by_role("link", name="审签报送").click()
    assert "待审核" in submit(head)

    office = enter("office")
    office.goto(f"/desk/matters/{report.pk}/")
    office.get_by_role("link", name="退回修改").click()
    fits(office)
    office.get_by_label("培育专利密集型企业：进展情况").fill("请写明是哪 4 家")
    assert "待修改或答复" in submit(office)

    phone.goto(f"/desk/matters/{report.pk}/")
    assert "请写明是哪 4 家" in fits(phone)
    phone.get_by_role("link", name="修改：培育专利密集型企业").click()
    phone.get_by_label("进展情况").fill("新增甲、乙、丙、丁 4 家")
    submit(phone)
    phone.get_by_role("link", name="送审签").click()
    submit(phone)
    head.goto(f"/desk/matters/{report.pk}/")
    head.get_by_role("link", name="审签报送").click()
    submit(head)
    office.goto(f"/desk/matters/{report.pk}/")
    office.get_by_role("link", name="采纳").click()
    assert "已采纳" in submit(office)
    assert list(Entry.objects.filter(task_key="T1").values_list("version", "done")) == [
        (1, ""),
        (2, "新增 4 家，名单见附件"),
        (3, "新增甲、乙、丙、丁 4 家"),
    ]
