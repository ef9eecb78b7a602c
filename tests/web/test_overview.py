"""The first page: a deputy mayor sees at once whether the programme is on plan; an administrator sees no business data."""

import pytest

from tests.contexts import builders
from tests.web.wugang import a_programme

pytestmark = pytest.mark.django_db


def text(response) -> str:
    assert response.status_code == 200, response.content.decode()[:500]
    return response.content.decode()


def nine_of_ten_enterprises() -> None:
    builders.reported_through()
    for n in range(9):
        holder = builders.enterprise(f"演示企业{n}")
        for m in range(2):
            builders.right(f"2019{n}{m}", holder, granted="2022-01-01")


def test_the_verdict_stands_first(log_in) -> None:
    a_programme()
    nine_of_ten_enterprises()
    page = text(log_in("leader").get("/desk/?as_of=2026-01-15"))
    assert "1 个数值目标：1 个逾期未完成。" in page
    assert "到期未达到目标（不少于 10 家），差 1 家" in page
    assert "总结验收阶段" in page


def test_what_nobody_declared_is_not_reported_and_never_zero(log_in) -> None:
    a_programme()
    page = text(log_in("leader").get("/desk/?as_of=2024-11-30"))
    assert '<span class="qx-number qx-missing">未报送</span>' in page
    assert "暂无判断" in page


def test_what_is_late_and_what_comes_next_have_their_days(log_in) -> None:
    a_programme()
    page = text(log_in("office").get("/desk/?as_of=2023-11-20"))
    assert "“工作启动阶段”的 1 项条件" in page
    assert "组织实施阶段结束" in page
    assert "1 项制度机制、队伍和平台建设到期" in page


def test_the_matrix_says_who_leads(log_in) -> None:
    a_programme()
    page = text(log_in("liaison").get("/desk/"))
    assert 'title="牵头单位">牵</span>' in page
    assert "市财政局" in page


def test_every_link_keeps_the_day(log_in) -> None:
    programme = a_programme()
    page = text(log_in("office").get("/desk/?as_of=2024-11-30"))
    assert f"/desk/programmes/{programme.pk}/targets/G1/?as_of=2024-11-30" in page
    assert "/desk/targets/?as_of=2024-11-30" in page


def test_a_county_without_a_plan_is_told_how_to_begin(log_in) -> None:
    page = text(log_in("office").get("/desk/"))
    assert "本县还没有工作方案" in page
    assert "导入方案" in page


@pytest.mark.parametrize("role", ["sysadmin", "secadmin"])
def test_an_administrator_sees_duties_and_no_business_data(log_in, monkeypatch, role: str) -> None:
    monkeypatch.setattr("qiangxian.web.accounts.is_mfa_enabled", lambda _user: True)
    a_programme()
    page = text(log_in(role).get("/desk/"))
    assert "三种职责分开" in page
    assert "舞钢市创建" not in page
    assert "基础台账" not in page


def test_the_neighbour_sees_nothing_of_ours(log_in) -> None:
    programme = a_programme()
    client = log_in("office", division="410482")
    assert "舞钢" not in text(client.get("/desk/"))
    assert client.get(f"/desk/?programme={programme.pk}").status_code == 404
    assert client.get("/desk/wall/").status_code == 404


def test_the_wall_renews_itself(log_in) -> None:
    a_programme()
    page = text(log_in("leader").get("/desk/wall/?as_of=2024-11-30"))
    assert 'hx-trigger="every 60s"' in page
    assert 'hx-get="/desk/wall/?as_of=2024-11-30"' in page


def test_the_number_of_questions_does_not_grow_with_the_plan(log_in, django_assert_max_num_queries) -> None:
    a_programme()
    client = log_in("office")
    client.get("/desk/")
    with django_assert_max_num_queries(40):
        client.get("/desk/")


def test_an_enterprise_is_led_to_its_own_pages(log_in) -> None:
    answer = log_in("enterprise").get("/desk/")
    assert (answer.status_code, answer.url) == (302, "/my/")
