"""An enterprise sees its rights and fees and applies for the library, the office takes it to publicity, a citizen reads it;
a liaison finds what the own unit owes."""

from datetime import date

import pytest

from qiangxian.cli import plan
from qiangxian.cli.running import SEED
from qiangxian.contexts.programmes.models import Programme
from tests.contexts.registers import cast
from tests.journeys.conftest import serious_faults
from tests.journeys.playing import follow, looked_at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [1440, 375])
def test_an_enterprise_applies_and_the_public_reads_it(enter, system, width) -> None:
    plan.import_file(SEED, accept=True)
    firm = cast.enterprise(actor=system, area_code="410481")
    right = cast.patent(
        actor=system, filing_date=date(2023, 3, 1), grant_date=date(2024, 6, 4), number=cast.number(7, year=2023)
    )
    agent = enter("enterprise", width=width, enterprise_record_id=firm)
    assert "一种耐磨钢板" in looked_at(agent, "/my/")
    assert "应缴" in looked_at(agent, f"/my/rights/{right}/")
    assert "年费" in looked_at(agent, "/my/fees/")
    with agent.expect_download() as calendar:
        agent.get_by_role("link", name="导出日历").click()
    assert calendar.value.suggested_filename.endswith(".ics")

    looked_at(agent, "/my/cultivation/")
    agent.get_by_role("link", name="申报入库").click()
    agent.get_by_label("联系人").fill("李工")
    agent.get_by_label("联系电话").fill("13900000001")
    assert serious_faults(agent) == []
    agent.get_by_role("button", name="提交").click()
    agent.wait_for_url("**/my/matters/*/")
    assert "申报" in agent.locator("main").inner_text()

    clerk = enter("office", width=width)
    assert "演示钢铁有限公司" in looked_at(clerk, "/desk/cultivation/")
    clerk.get_by_role("link", name="演示钢铁有限公司").first.click()
    for step in ("初审通过", "开始公示"):
        assert serious_faults(clerk) == []
        clerk.get_by_role("link", name=step).click()
        assert serious_faults(clerk) == []
        if step == "初审通过":
            clerk.get_by_label("意见").fill("已核对国家知识产权局名单，没有非正常申请")
        follow(clerk, clerk.locator("main form button[type=submit]"))

    citizen = enter(width=width)
    text = looked_at(citizen, f"/p/{Programme.objects.get().pk}/publicity/")
    assert "演示钢铁有限公司" in text
    assert "李工" not in text
    assert "13900000001" not in text


@pytest.mark.parametrize("width", [1440, 375])
def test_a_liaison_finds_what_the_own_unit_owes_and_changes_nothing(enter, system, width) -> None:
    plan.import_file(SEED, accept=True)
    cast.enterprise(actor=system)
    page = enter("liaison", width=width, unit="市财政局")
    assert "市财政局" in looked_at(page, "/desk/my-tasks/")
    page.locator("main a[href*='/tasks/']").first.click()
    assert serious_faults(page) == []
    for path in ("/desk/", "/desk/targets/", "/desk/registers/", "/desk/due/", "/desk/cultivation/", "/desk/rules/"):
        looked_at(page, path)
    assert page.goto("/desk/imports/").status == 403
    assert "只有" in page.locator("main").inner_text()
