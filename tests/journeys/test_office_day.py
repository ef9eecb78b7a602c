"""The office's day: a list comes in, a target moves, its proof opens, the right says what to pay, the batch goes out again."""

import pytest

from qiangxian.cli import plan
from qiangxian.cli.running import SEED
from qiangxian.contexts.registers.records.conditions import recorded
from qiangxian.contexts.registers.rights.models import Right
from tests.journeys.conftest import serious_faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FIRMS = "统一社会信用代码,企业名称,注册地址,成立日期,行政区划代码\n91410481MA00000155,舞钢市甲机械有限公司,舞钢市寺坡街道,2015-03-02,410481\n"
PATENTS = (
    "申请号,专利类型,专利名称,申请人,申请日,授权公告日\n"
    "201710601862.3,发明,一种轧机,舞钢市甲机械有限公司,2017-07-21,2019-05-10\n"
    "201310699744.2,发明,一种钢板,舞钢市甲机械有限公司,2013-12-18,2015-06-17\n"
    "201710601862.4,发明,坏号,舞钢市甲机械有限公司,2017-07-21,2019-05-10\n"
)


@pytest.fixture(autouse=True)
def tasks_at_once(settings) -> None:
    """What runs behind a page runs where it is put in line."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


def bring_in(page, kind: str, content: str, tmp_path) -> None:
    """Upload a list, look at the preview, confirm."""
    file = tmp_path / f"{kind}.csv"
    file.write_text(content, encoding="utf-8")
    page.goto("/desk/imports/")
    page.select_option("select[name=kind]", kind)
    page.set_input_files("input[name=file]", str(file))
    page.check("input[name=extent][value=whole]")
    page.fill("input[name=through]", "2025-12-31")
    page.get_by_role("button", name="上传并检查").click()
    page.get_by_text("预检结果").wait_for()
    assert serious_faults(page) == []
    page.get_by_role("button", name="确认导入").click()
    page.get_by_role("heading", name="回执").wait_for()


@pytest.mark.parametrize("width", [1440, 375])
def test_a_list_comes_in_the_target_moves_and_the_batch_goes_out(enter, tmp_path, width) -> None:
    plan.import_file(SEED, accept=True)
    page = enter("office", width=width)
    page.on("dialog", lambda dialog: dialog.accept())
    bring_in(page, "enterprises", FIRMS, tmp_path)
    bring_in(page, "rights", PATENTS, tmp_path)
    assert "校验位不符" in page.locator("main").inner_text(), "the refused row says why"
    receipt = page.url

    page.goto("/desk/targets/")
    page.locator("a[href*='/targets/G1/']").first.click()
    page.wait_for_url("**/targets/G1/**")
    assert serious_faults(page) == []
    assert "舞钢市甲机械有限公司" in page.locator("#records").inner_text()

    right = Right.objects.get(recorded(), number="201710601862.3")
    page.goto(f"/desk/registers/rights/{right.record_id}/")
    assert serious_faults(page) == []
    text = page.locator("main").inner_text()
    assert "统计口径" in text
    assert "法律口径" in text
    assert "应缴" in text
    assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 1

    page.goto(receipt)
    page.get_by_text("撤销这一批次").click()
    page.locator("input[name=reason]").fill("导错了文件")
    page.get_by_role("button", name="撤销批次").click()
    page.get_by_text("批次已撤销").wait_for()
    assert not Right.objects.filter(recorded()).exists()
