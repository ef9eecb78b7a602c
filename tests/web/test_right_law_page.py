"""The page of a right for the office and for its holder: both readings, term, fees, and the steps that record them."""

from datetime import date

import pytest

from qiangxian.contexts.registers.records.actions.records import create_record
from qiangxian.contexts.registers.rights.actions.events import add_right_event
from qiangxian.contexts.registers.rights.actions.holdings import Holder
from qiangxian.contexts.registers.rights.models import AnnualFee, FeeReduction, Right
from tests.conftest import make_account
from tests.contexts.registers.cast import AT, enterprise, number, patent
from tests.contexts.registers.imported import take_in

pytestmark = pytest.mark.django_db
DAY = "?as_of=2025-04-20"


@pytest.fixture
def works(office_clerk):
    return enterprise(actor=office_clerk)


@pytest.fixture
def plate(office_clerk, works):
    """Filed 2019-03-01, granted 2021-06-01; the seventh year fell due on Saturday 2025-03-01."""
    return patent(number(1), actor=office_clerk)


def text(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def page(client, plate, day=DAY) -> str:
    return text(client.get(f"/desk/registers/rights/{plate}/{day}"))


def test_both_readings_stand_side_by_side_with_their_proof(log_in, plate, office_clerk):
    add_right_event(
        actor=office_clerk, at=AT, record_id=plate, revision=2, type="lapse_unpaid_fee",
        effective_date=date(2025, 3, 1), announced_date=date(2026, 2, 27), source="专利公报",
    )  # fmt: skip
    shown = page(log_in("liaison"), plate)
    assert "统计口径" in shown and "法律口径" in shown and "两个口径不同" in shown
    assert "2025-03-01 未缴年费终止，2026-02-27 公告（专利公报）" in shown
    assert "恢复权利请求费 1,000 元" in shown and "3,500 元" in shown


def test_the_term_is_a_bar_with_its_days_in_words(log_in, plate):
    shown = page(log_in("office"), plate)
    assert 'aria-label="保护期：申请 2019-03-01；授权（注册） 2021-06-01；届满 2039-03-01"' in shown
    assert "qx-term-coming" in shown and "style=" not in shown


def test_the_next_fee_says_what_to_pay_today_in_a_month_and_at_the_end(log_in, plate):
    shown = " ".join(page(log_in("office"), plate).split())
    assert "<strong>第 7 年</strong>年费，应缴日 2025年3月3日（2025-03-01 为休息日，顺延" in shown
    assert "没有记录不等于未缴" in shown
    assert "2025-04-02 至 2025-05-06：加收全额 2000 元的 5%" in shown
    assert "2,100 元" in shown and "2,500 元" in shown
    assert "以缴费通知书和专利登记簿为准" in shown


def test_a_payment_is_recorded_corrected_and_taken_back_on_the_page(log_in, plate):
    client = log_in("office")
    address = f"/desk/registers/rights/{plate}"
    assert 'value="7"' in text(client.get(f"{address}/fee/?target=7"))
    posted = {"year": "7", "paid_on": "2025-02-20", "amount": "2000", "receipt_number": "A12", "source": "电子票据"}
    assert client.post(f"{address}/fee/", posted).status_code == 302
    assert "电子票据，票据 A12" in page(client, plate)
    assert "理由" in text(client.post(f"{address}/fee/", posted))
    assert client.post(f"{address}/fee/", {**posted, "paid_on": "2025-02-21", "reason": "看错日期"}).status_code == 302
    fee = AnnualFee.objects.get(superseded_revision=None)
    assert (fee.paid_on, fee.amount_fen) == (date(2025, 2, 21), 200000)
    assert client.post(f"{address}/retract-fee/", {"target": fee.pk, "reason": "不是这件"}).status_code == 302
    assert AnnualFee.objects.get(superseded_revision=None).paid_on == date(2025, 2, 20)


@pytest.mark.parametrize("posted", [{"year": "7"}, {"year": "7", "paid_on": "2025-02-20", "is_unpaid": "on"}])
def test_a_year_is_either_paid_or_known_to_be_unpaid(log_in, plate, posted):
    answer = log_in("office").post(f"/desk/registers/rights/{plate}/fee/", posted)
    assert "二者选一" in text(answer)
    assert AnnualFee.objects.count() == 0


def test_a_reduction_changes_what_is_payable_and_ends_with_a_day(log_in, plate):
    client, address = log_in("office"), f"/desk/registers/rights/{plate}"
    assert client.post(f"{address}/reduction/", {"percent": "85", "approved_date": "2024-11-01"}).status_code == 302
    assert "减缴 85%（授权当年起第 5 年，共减 10 年）" in page(client, plate)
    row = FeeReduction.objects.get()
    ended = {"target": row.pk, "effective_date": "2025-01-05", "reason": "权利转移"}
    assert client.post(f"{address}/end-reduction/", ended).status_code == 302
    assert "原减缴自 2025-01-05 起终止" in page(client, plate)


def test_staff_without_the_duty_see_no_steps_and_may_not_post(log_in, plate):
    client = log_in("liaison")
    assert "记录缴费" not in page(client, plate)
    assert client.post(f"/desk/registers/rights/{plate}/fee/", {"year": "7", "is_unpaid": "on"}).status_code == 403


def test_a_contradiction_stands_on_top_and_leads_to_the_queue(log_in, works, office_clerk):
    take_in(
        "rights",
        f"申请号 | 名称 | 申请人 | 申请日 | 授权公告日 | 法律状态\n{number(5)} | 一种辊 | 演示钢铁有限公司 | 2019-03-01 | 2021-06-01 | 未缴年费终止失效",
    )
    record = Right.objects.get(number=number(5)).record_id
    client = log_in("office")
    assert "将在下次核对后进入" in page(client, record)
    assert client.post("/desk/registers/status-conflicts/compare/").status_code == 302
    shown = page(client, record)
    assert "未缴年费终止失效" in shown and "专利登记簿副本为准" in shown and "处理这一冲突" in shown


def test_the_holder_sees_the_same_law_of_its_own_right_without_steps(client, plate, works, settings):
    settings.LOOPBACK_ONLY = True
    client.force_login(make_account("企业", "enterprise", is_demo=True, enterprise_record_id=works))
    shown = text(client.get(f"/my/rights/{plate}/{DAY}"))
    for words in ("统计口径", "法律口径", "应缴费用", "年费日历", "2,100 元"):
        assert words in shown
    assert "记录缴费" not in shown and "/desk/" not in shown


def test_a_mark_shows_its_renewal_window_and_no_fees(log_in, office_clerk, works):
    mark = create_record(
        actor=office_clerk, at=AT, kind="right", division_code="410481", holders=[Holder("演示钢铁有限公司")],
        values={"type": "trademark", "number": "58123456", "sub_key": "6", "title": "演示", "registration_date": date(2016, 11, 28)},
    ).result  # fmt: skip
    shown = page(log_in("office"), mark)
    assert "可自 2025-11-28 起申请续展，宽展期至 2027-05-27" in shown and "年费日历" not in shown


def test_a_variety_shows_both_terms_and_what_is_not_certain(log_in, office_clerk, works):
    variety = create_record(
        actor=office_clerk, at=AT, kind="right", division_code="410481", holders=[Holder("演示钢铁有限公司")],
        values={"type": "plant_variety", "number": "CNA20191006012", "title": "演示一号", "grant_date": date(2021, 6, 1)},
    ).result  # fmt: skip
    shown = page(log_in("office"), variety)
    assert "木本、藤本至 2041-05-31；其他植物至 2036-05-31" in shown
    assert "没有过渡条款" in shown
