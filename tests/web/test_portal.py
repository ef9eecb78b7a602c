"""The public site: what a stranger learns, and what he must not."""

import re
from datetime import date

import pytest

from qiangxian.contexts.programmes.models import Programme
from tests.contexts import builders
from tests.web.wugang import a_programme

pytestmark = pytest.mark.django_db


def text(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def a_published(*days: str, **more: object) -> Programme:
    programme = a_programme(**more)
    for day in days or ("2025-12-31",):
        programme = builders.publish(programme, date.fromisoformat(day))
    return programme


def test_a_stranger_learns_what_this_is_and_where_to_log_in(client) -> None:
    a_published()
    page = text(client.get("/"))
    for words in (
        "舞钢市知识产权强县建设",
        "<title>知识产权强县建设 · 舞钢市强县</title>",
        "舞政办〔2023〕26号",
        "2023年8月15日",
        "授权专利2件以上",
        "任务分工",
        "/accounts/login/",
    ):
        assert words in page
    assert page.count("<script") == 1 and "qiangxian/desk.js" in page, "what folds the menu on a phone, nothing else"


def test_without_a_plan_the_page_says_so(client) -> None:
    assert "目前还没有公开的工作方案" in text(client.get("/"))


def test_the_public_sees_values_somebody_released_and_never_how_a_target_stands(client) -> None:
    programme = a_programme()
    builders.reported_through()
    holder = builders.enterprise("演示甲")
    for n in range(2):
        builders.right(f"20190{n}", holder, granted="2022-01-01")
    for day in ("2021-12-31", "2024-01-01"):
        programme = builders.publish(programme, date.fromisoformat(day))
    builders.right("201909", builders.enterprise("演示乙"), granted="2022-01-01")
    builders.right("201908", builders.enterprise("演示乙"), granted="2022-01-01")
    assert '<span class="qx-number">0</span>' in text(client.get("/?as_of=2022-06-30"))
    page = text(client.get(f"/p/{programme.pk}/?as_of=2026-02-01"))
    assert '<span class="qx-number">1</span>' in page
    assert "数值截至 2024年1月1日" in page
    assert "还没有发布数值" in text(client.get("/?as_of=2021-01-01"))
    for address in ("/", f"/p/{programme.pk}/targets/G1/", f"/p/{programme.pk}/targets/E1/"):
        assert not set(re.findall(r"qx-light|逾期|滞后|序时|尚无佐证", text(client.get(address))))


def test_where_nothing_was_entered_the_page_says_not_reported(client) -> None:
    a_published()
    assert "未报送" in text(client.get("/"))


def test_a_target_is_explained_with_names_of_bodies_but_no_person(client) -> None:
    builders.reported_through()
    holder = builders.enterprise("演示甲机械", legal_representative="张三", phone="13800000000")
    for n in range(2):
        right = builders.right(f"20190{n}", holder, granted="2022-01-01")
        builders.holding(right, None, since="2019-01-01", rank=2, holder_name="李四")
    page = text(client.get(f"/p/{a_published('2024-01-01').pk}/targets/G1/"))
    assert "演示甲机械" in page
    assert "曾获授权且未被宣告全部无效" in page
    for private in ("张三", "李四", "13800000000"):
        assert private not in page


def test_the_full_text_has_an_address_for_every_clause(client) -> None:
    page = text(client.get(f"/p/{a_published().pk}/text/"))
    assert 'id="c2-1-1"' in page
    assert "结合我市实际情况" in page


def test_several_counties_stand_side_by_side(client) -> None:
    a_published()
    other = a_published(division="410482", title="汝州市知识产权强县实施方案")
    front = text(client.get("/"))
    assert f"/p/{other.pk}/" in front
    theirs = text(client.get(f"/p/{other.pk}/"))
    assert "汝州市知识产权强县建设" in theirs
    assert "· 汝州市强县</title>" in theirs


def test_what_is_not_public_is_not_found(client) -> None:
    hidden = a_programme()
    for address in (f"/p/{hidden.pk}/", f"/p/{hidden.pk}/text/", f"/p/{hidden.pk}/targets/G1/"):
        assert client.get(address).status_code == 404
    assert "舞钢" not in text(client.get("/"))


def test_search_engines_are_shown_the_public_pages_only(client) -> None:
    programme = a_published()
    assert "Disallow: /desk/" in text(client.get("/robots.txt"))
    assert f"/p/{programme.pk}/text/" in text(client.get("/sitemap.xml"))


def test_generated_data_is_called_so(client) -> None:
    a_published()
    builders.enterprise("演示甲", is_demo=True)
    assert "不代表舞钢市的真实情况" in text(client.get("/"))
