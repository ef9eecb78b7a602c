"""The public calculators: no login, no JavaScript, everything in the address."""

import pytest

pytestmark = pytest.mark.django_db
FEES, PERIODS = "/tools/annual-fees/", "/tools/periods/"


def text(answer) -> str:
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_an_empty_form_explains_itself_with_an_example(client):
    page = text(client.get(FEES))
    assert "年度自申请日起算" in page and "type=invention" in page
    assert "<script>" not in page and "style=" not in page


def test_the_link_is_the_answer(client):
    page = text(
        client.get(f"{FEES}?type=invention&filing=2020-04-10&grant=2022-05-03&reduction=85&year=7&pay_on=2026-05-12")
    )
    assert '<strong class="qx-figure">400 元</strong>' in page
    assert "100 元（全额的 5%）" in page and "300 元（减缴 85%（授权当年起第 5 年，共减 10 年））" in page
    assert "2026年10月12日" in page and "2026-10-10" in page, "the last day and the safe day before rolling"
    assert "以缴费通知书和专利登记簿为准" in page and "专利和集成电路布图设计缴费服务指南" in page
    assert page.count("<tr") >= 20, "every year to the end of the term"


def test_without_a_year_the_next_fee_is_shown(client):
    page = text(client.get(f"{FEES}?type=utility_model&filing=2019-06-18&grant=2020-03-03&pay_on=2024-08-19"))
    assert "第 6 年年费" in page and "1,260 元" in page


def test_too_late_is_said_plainly(client):
    page = text(client.get(f"{FEES}?type=invention&filing=2020-04-10&year=7&pay_on=2026-10-13"))
    assert "已超过滞纳期，不能补缴" in page and "专利权自 2026-04-10 起终止" in page


def test_an_open_reading_is_shown_where_it_matters(client):
    page = text(client.get(f"{FEES}?type=utility_model&filing=2016-02-29&pay_on=2020-01-01"))
    assert "没有相应日" in page


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("type=invention&filing=", "请填写日期"),
        ("type=invention&filing=2020-02-30", "不是日期"),
        ("type=patent&filing=2020-01-01", "type"),
        ("type=invention&filing=2020-04-10&grant=2019-01-01", "授权公告日早于申请日"),
        ("type=design&filing=2021-06-01&year=16", "年度超出保护期"),
        ("type=invention&filing=2020-04-10&grant=2022-05-03&year=2", "授权年度之前"),
        ("type=invention&filing=1975-04-10", "早于 1985-04-01"),
    ],
)
def test_what_does_not_fit_is_said_beside_the_form(client, query, words):
    page = text(client.get(f"{FEES}?{query}"))
    assert words in page or words == "type"
    assert "年费日历" not in page


def test_a_named_period_with_extension_and_pause(client):
    query = (
        "rule=ruling_decision&start=2026-06-22&extend=1&extend_unit=months&pause_from=2026-07-01&pause_to=2026-07-31"
    )
    page = text(client.get(f"{PERIODS}?{query}"))
    assert "2026年11月23日" in page and "2026年11月21日（顺延以前）" in page and "2026年9月22日" in page
    assert "专利纠纷行政裁决和调解办法第三十七条" in page


def test_a_period_of_ones_own_length_in_both_calendars(client):
    page = text(client.get(f"{PERIODS}?start=2026-09-18&count=5&unit=working_days&calendar=office"))
    assert "2026年9月24日" in page
    assert "2026年9月28日" in text(client.get(f"{PERIODS}?start=2026-09-18&count=5&unit=working_days&calendar=cnipa"))


@pytest.mark.parametrize(
    "query",
    [
        "day=9990-01-01&type=invention",
        "day=2016-01-01&type=trademark&more=4000",
        "day=2016-01-01&type=invention&more=4000000",
        "day=2024-01-01&type=utility_model&more=30",
        "start=9990-01-01&count=2000&unit=months&calendar=cnipa",
        "start=2190-01-01&count=2000&unit=months&calendar=cnipa",
    ],
)
def test_a_question_past_all_bounds_is_refused_on_the_page(client, query):
    answer = client.get(f"{PERIODS}?{query}")
    assert answer.status_code == 200
    page = text(answer)
    assert "有效期最后一日" not in page and "保护期最后一日" not in page and "顺延以前" not in page


def test_a_year_without_notice_is_provisional(client):
    page = text(client.get(f"{PERIODS}?start=2026-11-30&count=3&unit=months&calendar=cnipa"))
    assert "2027年3月1日" in page and "暂定" in page


def test_terms_of_all_kinds(client):
    for query, day in (
        ("type=design&day=2021-05-31", "2031年5月30日"),
        ("type=design&day=2021-06-01", "2036年5月31日"),
        ("type=invention&day=2021-09-06&more=87", "2041年12月1日"),
        ("type=trademark&day=2016-11-28", "2027年5月27日"),
        ("type=plant_variety_woody&day=2025-06-01", "2050年5月31日"),
        ("type=layout&day=2020-01-01", "2029年12月31日"),
    ):
        assert day in text(client.get(f"{PERIODS}?{query}")), query


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("start=2026-01-01", "没有期限"),
        ("start=2026-01-01&rule=tea_break", "tea_break"),
        ("start=2026-01-01&rule=ruling_decision&pause_from=2026-01-02", "缺少一端"),
        ("type=design&day=2021-06-01&more=5", "只有发明"),
    ],
)
def test_periods_that_cannot_be_counted_are_refused(client, query, words):
    assert words in text(client.get(f"{PERIODS}?{query}"))


def test_the_tools_are_found_from_the_front_page_and_by_search_engines(client):
    assert FEES in text(client.get("/")) and PERIODS in text(client.get("/"))
    assert FEES in text(client.get("/sitemap.xml"))
