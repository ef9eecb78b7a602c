"""Sizes, self-tests and the ladder of titles on the desk and for the enterprise itself."""

import re
from datetime import date
from urllib.parse import urlencode

import pytest

from qiangxian.contexts.registers.bodies.models import AllianceMember
from qiangxian.contexts.registers.enterprises.models import (
    Enterprise,
    EnterpriseListing,
    EnterpriseName,
    EnterpriseYear,
)
from tests.contexts import builders
from tests.web.files import file as sent

pytestmark = pytest.mark.django_db
WAN = 1_000_000
FIGURES = {
    "employees": 300, "research_staff": 40, "revenue_fen": 6000 * WAN, "assets_fen": 5000 * WAN,
    "research_fen": 400 * WAN, "research_domestic_fen": 400 * WAN, "main_business_fen": 5800 * WAN,
    "total_income_fen": 6000 * WAN, "high_tech_income_fen": 4000 * WAN, "liabilities_fen": 2000 * WAN,
    "equity_paid_fen": 0,
}  # fmt: skip


@pytest.fixture
def works():
    record = builders.enterprise("舞钢钢管有限公司", "914104810000000001")
    Enterprise.objects.filter(record=record).update(
        industry_code="C3130", industry_edition="2017", established_date=date(2010, 1, 1)
    )
    for year in (2023, 2024, 2025):
        builders.written(EnterpriseYear, record, year=year, source="企业年报", **FIGURES)
    builders.right("2015200000011", record)
    return record


@pytest.fixture
def blank():
    return builders.enterprise("舞钢无数据有限公司", "914104810000000002")


def text(client, path: str, **query: object) -> str:
    answer = client.get(path + (f"?{urlencode(query)}" if query else ""))
    assert answer.status_code == 200, answer
    return answer.content.decode()


def test_the_list_of_a_year_says_the_class_what_it_rests_on_and_what_is_missing(log_in, works, blank) -> None:
    page = text(log_in("leader"), "/desk/enterprises/sizes/", year=2025, as_of="2026-07-01")
    assert "中型" in page
    assert "从业人员 300 人为中型，营业收入 6000 万元为中型" in page
    assert "没有登记行业代码" in page
    assert "国统字〔2017〕213号" in page


def test_a_filter_is_a_link_and_a_file(log_in, works, blank) -> None:
    client = log_in("office")
    page = text(client, "/desk/enterprises/sizes/", year=2025, size="incomplete", as_of="2026-07-01")
    assert "舞钢无数据有限公司" in page
    assert "舞钢钢管有限公司" not in page
    file = sent(client.get("/desk/enterprises/sizes/?year=2025&size=medium&as_of=2026-07-01&format=csv")).decode()
    assert "舞钢钢管有限公司" in file
    assert "舞钢无数据有限公司" not in file
    assert sent(client.get("/desk/enterprises/sizes/?year=2025&format=xlsx"))
    assert client.get("/desk/enterprises/sizes/?format=pdf").status_code == 404


def test_the_policy_standard_is_named_where_it_is_asked_for(log_in, works) -> None:
    page = text(log_in("office"), "/desk/enterprises/sizes/", year=2025, standard="eligibility", as_of="2026-07-01")
    assert "工信部联企业〔2011〕300号" in page


def test_a_self_test_shows_each_condition_with_figure_source_and_next_step(log_in, works) -> None:
    page = text(log_in("office"), f"/desk/enterprises/{works.pk}/self-test/", title="high_tech", on="2026-07-01")
    for words in ("国科发火〔2016〕32号", "6.67%", "≥ 4%", "企业年度数据", "人工核查", "1200 万元 ÷ 18000 万元"):
        assert words in page, words
    assert "通过" not in page


def test_the_rule_follows_the_day_of_application(log_in, works) -> None:
    client, path = log_in("office"), f"/desk/enterprises/{works.pk}/self-test/"
    assert "此前为 70%" in text(client, path, title="little_giant", on="2026-04-01")
    assert "此前为 70%" not in text(client, path, title="little_giant", on="2026-03-31")


def test_what_is_stated_counts_for_this_test_only_and_is_marked(log_in, works) -> None:
    client, path = log_in("office"), f"/desk/enterprises/{works.pk}/self-test/"
    page = text(client, path, title="specialised_sme", on="2026-07-01", market_years="5")
    assert "本次填报（未核实）" in page
    assert "5 年" in page
    file = sent(client.get(f"{path}download.csv?title=specialised_sme&on=2026-07-01&market_years=5")).decode()
    assert "截至上年末从事特定细分市场满 3 年,符合" in file


def test_a_day_that_is_none_and_a_title_without_rules_are_said_at_the_field(log_in, works) -> None:
    client, path = log_in("office"), f"/desk/enterprises/{works.pk}/self-test/"
    page = text(client, path, title="emperor", on="昨天")
    assert "is-invalid" in page
    assert client.get(f"{path}download.csv?title=emperor").status_code == 404


def test_the_ladder_names_who_is_near_and_what_is_missing(log_in, works) -> None:
    builders.title(works, "innovative_sme", since="2025-09-01", through="2028-08-31")
    client = log_in("leader")
    page = text(client, "/desk/enterprises/ladder/", as_of="2026-07-01")
    assert "舞钢钢管有限公司" in page
    assert "填报“从事特定细分市场的年限（截至上年末）”" in page
    assert "取得创新型中小企业" in page
    file = sent(client.get("/desk/enterprises/ladder/?as_of=2026-07-01&format=csv")).decode()
    assert "专精特新中小企业" in file


def test_the_page_of_an_enterprise_has_its_years_and_tests(log_in, works) -> None:
    page = text(log_in("office"), f"/desk/registers/enterprises/{works.pk}/", as_of="2026-07-01")
    for words in ("规模与年度数据", "资质与自测", "企业年报", "专精特新小巨人企业", "更正"):
        assert words in page, words


def test_a_year_is_corrected_from_what_stands_and_says_who_reported(log_in, works) -> None:
    client, path = log_in("office"), f"/desk/registers/enterprises/{works.pk}/year/"
    form = text(client, path, target=2025)
    assert 'value="6000"' in form
    posted = {"year": 2025, "employees": 310, "revenue": "6100", "source": "统计局", "reason": "年报更正"}
    assert client.post(path, posted).status_code == 302
    row = EnterpriseYear.objects.get(record=works, year=2025, superseded_revision=None)
    assert (row.employees, row.revenue_fen, row.assets_fen, row.source) == (310, 6100 * WAN, None, "统计局")


def test_figures_that_cannot_be_true_together_are_refused_in_words(log_in, works) -> None:
    client, path = log_in("office"), f"/desk/registers/enterprises/{works.pk}/year/"
    answer = client.post(path, {"year": 2022, "employees": 10, "research_staff": 11})
    assert "科技人员多于从业人员" in answer.content.decode()
    assert not EnterpriseYear.objects.filter(record=works, year=2022).exists()


def test_an_enterprise_tests_itself_and_nobody_else(log_in, works, blank) -> None:
    client = log_in("enterprise", enterprise_record_id=works.pk)
    page = text(client, "/my/self-test/", title="high_tech", on="2026-07-01")
    assert "舞钢钢管有限公司" in page
    assert "6.67%" in page
    assert sent(client.get("/my/self-test/download.xlsx?title=high_tech&on=2026-07-01"))
    assert client.get(f"/desk/enterprises/{works.pk}/self-test/").status_code == 403


def test_the_neighbour_finds_no_enterprise_of_ours(log_in, works) -> None:
    client = log_in("office", division="410482")
    assert client.get(f"/desk/enterprises/{works.pk}/self-test/").status_code == 404
    assert "舞钢钢管" not in text(client, "/desk/enterprises/sizes/", year=2025)


def test_the_number_of_queries_does_not_grow_with_the_list(log_in, works, django_assert_max_num_queries) -> None:
    client = log_in("office")
    text(client, "/desk/enterprises/ladder/", as_of="2026-07-01")
    for number in range(15):
        firm = builders.enterprise(f"舞钢第{number}厂", f"9141048100000009{number:02d}")
        builders.written(EnterpriseYear, firm, year=2025, **FIGURES)
    with django_assert_max_num_queries(40):
        text(client, "/desk/enterprises/sizes/", year=2025, as_of="2026-07-01")
    with django_assert_max_num_queries(45):
        text(client, "/desk/enterprises/ladder/", as_of="2026-07-01")


def test_the_page_of_an_enterprise_shows_what_it_holds_and_where_it_stands(log_in, works) -> None:
    first = Enterprise.objects.get(record=works).name
    builders.written(EnterpriseName, works, name=first, folded_name=first, valid_from=date(2010, 1, 1))
    builders.title(works, name="创新型中小企业证书")
    builders.written(AllianceMember, builders.alliance("舞钢特钢联盟", "steel"), member_name=first, enterprise=works)
    builders.written(EnterpriseListing, works, kind="abnormal_operation", valid_from=date(2026, 5, 1))
    address = f"/desk/registers/enterprises/{works.pk}/"
    page = text(log_in("office"), address, as_of="2026-07-01")
    places = [
        page.index(words)
        for words in (
            "当日持有的权利（1 件）",
            "创新型中小企业证书",
            "舞钢特钢联盟",
            "经营异常名录",
            "名称变更记录",
            "住所变更记录",
            "规模与年度数据",
        )
    ]
    assert places == sorted(places)
    assert "此前或以后持有的权利" not in page and f"{address}end-listing/" in page
    assert "记录移出" not in text(log_in("leader"), address, as_of="2026-07-01")


def test_of_many_rights_the_page_shows_the_newest_and_leads_to_all(log_in, blank) -> None:
    for one in range(51):
        builders.right(f"20152000{one:04}1", blank)
    page = text(log_in("office"), f"/desk/registers/enterprises/{blank.pk}/", as_of="2026-07-01")
    [query] = re.findall(r'href="/desk/registers/rights/\?([^"]*)">在列表中查看全部 51 件', page)
    assert f"holder={blank.pk}" in query
    assert len(re.findall(r'href="/desk/registers/rights/\d+/', page)) == 50


def test_the_first_block_says_what_to_pay_answer_or_do_now(log_in) -> None:
    firm = builders.enterprise("演示机械有限公司")
    page = log_in("enterprise", enterprise_record_id=firm.pk).get("/my/").content.decode()
    block = page[page.index("现在要办的") : page.index("我的权利")]
    assert [words in block for words in ("待缴年费", "临近届满的期限", "等您办理的事项", "未读通知")] == [True] * 4
    assert 'href="/my/fees/"' in block and 'href="/my/todo/"' in block
